import Comprehension
import Foundation
import MutualAid
import Testing

@testable import Storage

struct LongQueueTests {
    /// One case led into each state, a further one at another desk, one raised, one erased.
    @Test func `the counts of open cases are those of the cases, whatever became of each`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        for state in Escalation.State.allCases {
            let id = try await queue.fixture.openCase(.s2, by: "u-\(state)").id
            try await queue.lead(id, to: state, by: owner)
            #expect(try await queue.database.openCounts() == counted(queue))
        }
        _ = try await queue.open(.s1, desk: .psychologists, at: Fixture.start)
        try await queue.write("u-raised", .s3)
        try await queue.write("u-raised", .s0, after: 5)

        let counts = try await queue.database.openCounts()

        #expect(counts == (try await counted(queue)))
        #expect(counts.values.allSatisfy { $0 > 0 })
        #expect(counts[Triage(severity: .s0, desk: .counselors)] == 1)
    }

    @Test func `a page of the queue is what its reader may know of, in order, page by page`() async throws {
        let queue = try Queue()
        let owner = try await queue.fixture.addStaff()
        var all: [ID<Escalation>] = []
        for number in 0..<24 {
            let severity = Severity.allCases[number % 4]
            let desk: Desk = [.counselors, .psychologists, .information][number % 3]
            let at = Fixture.start.addingTimeInterval(Double(number * 37 % 11))
            all.append(try await queue.open(severity, desk: desk, at: at))
        }
        try await queue.lead(all[2], to: .transferring, by: owner)
        try await queue.lead(all[5], to: .claimed, by: owner)
        try await queue.lead(all[3], to: .resolved, by: owner)

        for desks in [[], [.counselors], [.counselors, .psychologists], [.information]] as [Set<Desk>] {
            for state in [nil, .waiting, .claimed, .transferring] as [Escalation.State?] {
                let scope = Scope(groups: ["europe"], desks: desks, login: desks.isEmpty ? nil : owner.login)
                #expect(try await walk(queue, state, scope, by: 3) == expected(queue, state, scope))
            }
        }
        let nowhere = Scope(groups: ["asia"], desks: [])
        #expect(try await walk(queue, nil, nowhere, by: 3).isEmpty)
    }

    /// E4, P10: on the first page and on any other, whatever is wanted, and whoever reads.
    @Test func `no page is found by walking the whole queue`() async throws {
        let queue = try Queue()
        let reader = Scope(groups: ["europe"], desks: [.counselors, .information], login: "chen")
        let wishes = [Escalation.State?.none, .waiting].flatMap { state in
            [Desk?.none, .counselors].flatMap { desk in
                [String?.none, "europe"].flatMap { group in
                    [String?.none, "chen"].map { owner in
                        EscalationFilter(state: state, desk: desk, group: group, owner: owner)
                    }
                }
            }
        }
        let place = QueuePlace(SQLRow(values: [.text("S2"), .integer(1), .integer(1)]))
        let plans = try await queue.database.engine.read { database -> [String] in
            let planner = Planner(database: database)
            for wanted in wishes {
                for place in [nil, place] {
                    for scope in [.all, reader] {
                        _ = try QueuePlace.first(50, of: wanted, scope, after: place, planner)
                    }
                }
            }
            return planner.plans.withLock { $0 }
        }

        #expect(plans.count > 100)
        let walks = plans.filter { plan in
            let isSomebodys = ["transferDesk", "transferLogin", "owner"].contains { plan.contains("\"\($0)\" = ?") }
            let indexes = ["escalationOfferedToDesk (t", "escalationOfferedToPerson (t", "escalationOfOwner (o"]
            return !(isSomebodys ? indexes : ["escalationAtDesk (desk=? AND state=?"]).contains { plan.contains($0) }
        }
        #expect(Set(walks) == [])
    }

    /// Keeps how SQLite would find what it is asked for.
    private struct Planner: SQLConnection {
        let database: any SQLConnection
        let plans = Guarded<[String]>([])

        func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
            let steps = try database.query("EXPLAIN QUERY PLAN " + sql, arguments).map { $0.text(3) }
            plans.withLock { $0 += steps.map { "\($0) of \(sql)" } }
            return []
        }

        func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int { try database.execute(sql, arguments) }

        func run(_ statement: SQLStatement, _ arguments: SQLArguments) throws -> Int {
            try database.run(statement, arguments)
        }

        func first(_ statement: SQLStatement, _ arguments: SQLArguments) throws -> SQLRow? {
            try database.first(statement, arguments)
        }
    }

    /// Every page, one after the other.
    private func walk(
        _ queue: Queue,
        _ state: Escalation.State?,
        _ scope: Scope,
        by limit: Int
    ) async throws -> [Int64] {
        var found: [Int64] = []
        var cursor: String?
        repeat {
            let page = try await queue.database.escalations(in: state, scope: scope, after: cursor, limit: limit)
            found += page.items.map(\.id.rawValue)
            cursor = page.next
        } while cursor != nil
        return found
    }

    /// The same by one plain question.
    private func expected(_ queue: Queue, _ state: Escalation.State?, _ scope: Scope) async throws -> [Int64] {
        var filter = ScopeFilter(scope)
        if let state { filter.add("\"state\" = ?", .text(state.rawValue)) }
        let (sql, arguments) = (filter.sql, filter.arguments)
        return try await queue.database.engine.read { database in
            try database.query(
                "SELECT \"id\" FROM \"escalation\" WHERE \(sql) ORDER BY \"severity\", \"waitingSince\", \"id\"",
                arguments
            ).map { $0.integer(0) }
        }
    }

    private func counted(_ queue: Queue) async throws -> [Triage: Int] {
        let page = try await queue.database.escalations(in: nil, scope: .all, after: nil, limit: 1000)
        return page.items.filter(\.state.isOpen).reduce(into: [:]) { counts, each in
            counts[Triage(severity: each.severity, desk: each.desk), default: 0] += 1
        }
    }
}
