import Foundation
import MutualAid

/// What has arrived before: the keys that repeats of webhooks and messages are recognised by.
///
/// A keyed hash falls anywhere in a sorted table, so a table that grew by each arrival would have a page written for
/// nearly every one. New keys therefore go, in the order they come, into `arrival`, and are remembered here; when many
/// have gathered they are filed, sorted and a few at a time, into `arrivalKey`: the more there are, the more of them
/// share a page. All of it happens inside the transactions of the one writer: what is committed is unique, and a start
/// reads back what was not yet filed.
///
/// It guards the keys not yet filed; whatever a transaction undoes is forgotten whole and read again.
final class ArrivalKeys: Sendable {
    /// What a known key leads to.
    struct Known: Sendable {
        /// `nil` for an event that is no message.
        let message: Int64?
    }

    private struct Memory {
        var isLoaded = false
        var recent = Gathered()
        /// What is being filed; its first `filed` parts are in the table too.
        var filing = Gathered()
        var filed = 0
        /// The newest row of `arrival`; the newest whose keys are being filed; the oldest.
        var lastRow: Int64 = 0
        var lastFilingRow: Int64 = 0
        var firstRow: Int64 = 1
        /// Keys that came since something was filed, and when the last did, in microseconds since 1970.
        var added = 0
        var receivedAt: Int64 = 0
    }

    /// Keys and what they lead to; in parts by their first byte, so that no more are sorted at a time than are filed.
    private struct Gathered {
        private(set) var leads: [KeyedHash: Int64] = [:]
        private(set) var parts = [[KeyedHash]](repeating: [], count: 256)

        mutating func add(_ key: KeyedHash, leadingTo message: Int64) {
            if leads.updateValue(message, forKey: key) == nil { parts[key.firstByte].append(key) }
        }
    }

    private let memory = Guarded(Memory())

    /// So many gather before they are filed.
    private let mostRecent: Int
    /// At least so many are filed beside one batch, and twice as many as came with it.
    private static let leastStep = 256
    /// Stands for "no message" in memory.
    private static let none: Int64 = -1

    init(mostRecent: Int = 65_536) {
        self.mostRecent = mostRecent
    }

    func forgetAll() {
        memory.withLock { $0 = Memory() }
    }

    /// Whether a key came before, and what it leads to.
    func find(_ key: KeyedHash, _ database: any SQLConnection) throws -> Known? {
        try load(database)
        let remembered = memory.withLock { $0.recent.leads[key] ?? $0.filing.leads[key] }
        if let remembered { return Known(message: remembered == Self.none ? nil : remembered) }
        var arguments = SQLArguments(bytes: 16, cells: 1)
        arguments.append(key)
        return try database.first(Self.findFiled, arguments).map { Known(message: $0.optionalInteger(0)) }
    }

    /// Remembers keys that were not found, in the transaction that writes what they stand for.
    func add(
        event: KeyedHash?,
        message key: KeyedHash?,
        leadingTo message: Int64?,
        at now: Int64,
        _ database: any SQLConnection
    ) throws {
        try load(database)
        var arguments = SQLArguments(bytes: 32, cells: 5)
        arguments.append(memory.withLock { $0.lastRow + 1 })
        arguments.append(event)
        arguments.append(key)
        arguments.append(message)
        arguments.append(now)
        try database.run(Self.insertArrival, arguments)
        memory.withLock { memory in
            memory.lastRow += 1
            memory.receivedAt = max(memory.receivedAt, now)
            for key in [event, key] {
                guard let key else { continue }
                memory.recent.add(key, leadingTo: message ?? Self.none)
                memory.added += 1
            }
        }
    }

    /// Files some of what has gathered, or clears away some of what was filed; called once in each batch of the writer.
    func tidy(_ database: any SQLConnection) throws {
        let work = memory.withLock { memory -> Work in
            let step = max(Self.leastStep, memory.added * 2)
            memory.added = 0
            return self.work(&memory, step)
        }
        switch work {
        case .nothing: break
        case .file(let entries, let receivedAt):
            for (key, message) in entries {
                var arguments = SQLArguments(bytes: 16, cells: 3)
                arguments.append(key)
                arguments.append(message == Self.none ? nil : message)
                arguments.append(receivedAt)
                try database.run(Self.insertFiled, arguments)
            }
        case .clear(let rows):
            var arguments = SQLArguments(cells: 1)
            arguments.append(rows)
            try database.run(Self.clearArrivals, arguments)
        }
    }

    /// Forgets keys past their term, an eighth of them by their first byte each time.
    static func forget(before limit: Date, _ database: any SQLConnection) throws {
        let part = UInt8(truncatingIfNeeded: Int64(limit.timeIntervalSince1970 / 3600)) & 7
        try database.execute(
            "DELETE FROM \"arrivalKey\" WHERE \"key\" >= ? AND \"key\" < ? AND \"receivedAt\" < ?",
            .blob(Data([part << 5])),
            .blob(part == 7 ? Data(repeating: 0xFF, count: 17) : Data([(part + 1) << 5])),
            SQLValue(limit)
        )
    }

    /// A piece of tidying.
    private enum Work {
        case nothing
        case file([(KeyedHash, Int64)], receivedAt: Int64)
        /// Rows of `arrival` up to this one.
        case clear(Int64)
    }

    private func work(_ memory: inout Memory, _ step: Int) -> Work {
        if memory.filing.leads.isEmpty {
            guard memory.recent.leads.count >= mostRecent else { return .nothing }
            memory.filing = memory.recent
            memory.recent = Gathered()
            memory.filed = 0
            memory.lastFilingRow = memory.lastRow
        }
        let parts = memory.filing.parts
        if memory.filed < parts.count {
            var keys: [KeyedHash] = []
            while keys.count < step, memory.filed < parts.count {
                keys += parts[memory.filed].sorted()
                memory.filed += 1
            }
            let leads = memory.filing.leads
            return .file(keys.map { ($0, leads[$0] ?? Self.none) }, receivedAt: memory.receivedAt)
        }
        memory.firstRow = min(memory.firstRow + Int64(step), memory.lastFilingRow + 1)
        if memory.firstRow > memory.lastFilingRow { memory.filing = Gathered() }
        return .clear(memory.firstRow - 1)
    }

    /// Reads what was not yet filed, once after each start and each undoing.
    private func load(_ database: any SQLConnection) throws {
        guard memory.withLock({ !$0.isLoaded }) else { return }
        let rows = try database.query(
            "SELECT \"id\", \"eventKey\", \"messageKey\", \"message\", \"receivedAt\" FROM \"arrival\" ORDER BY \"id\""
        )
        memory.withLock { memory in
            memory = Memory()
            memory.isLoaded = true
            memory.firstRow = rows.first?.integer(0) ?? 1
            memory.lastRow = rows.last?.integer(0) ?? 0
            for row in rows {
                memory.receivedAt = max(memory.receivedAt, row.integer(4))
                for key in [KeyedHash(row.blob(1)), KeyedHash(row.blob(2))] {
                    if let key { memory.recent.add(key, leadingTo: row.optionalInteger(3) ?? Self.none) }
                }
            }
        }
    }

    private static let findFiled = SQLStatement("SELECT \"message\" FROM \"arrivalKey\" WHERE \"key\" = ?")
    private static let insertFiled = SQLStatement(
        "INSERT INTO \"arrivalKey\" (\"key\", \"message\", \"receivedAt\") VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    )
    private static let clearArrivals = SQLStatement("DELETE FROM \"arrival\" WHERE \"id\" <= ?")
    private static let insertArrival = SQLStatement(
        "INSERT INTO \"arrival\" (\"id\", \"eventKey\", \"messageKey\", \"message\", \"receivedAt\") VALUES (?, ?, ?, ?, ?)"
    )
}
