import Foundation
import MutualAid
import Storage
import Testing

/// Whoever is in danger is answered, and people are called for them, whatever is broken beside (E2, E13, E14).
struct CrisisPathTests {
    /// So many faults of each kind: ten thousand in all where `HUZHU_THOROUGH` is set, a few each day.
    private static let isThorough = ProcessInfo.processInfo.environment["HUZHU_THOROUGH"] != nil
    private static let faults = isThorough ? 1430 : 40
    private static let depth = isThorough ? 10_000 : 1000
    /// How many are in danger at once.
    private static let together = 20

    @Test(arguments: Trouble.allCases)
    func `no alarm is missed and nobody is left without the emergency text (E2, E13, E14)`(
        trouble: Trouble
    )
        async throws
    {
        let town = try await CrisisTown(trouble, faults: Self.faults)
        if trouble.means(.queueDeep) { try await town.deepen(Self.depth) }
        var number = 0
        repeat {
            let people = (0..<Self.together).map { "u-\(number + $0)" }
            number += Self.together
            if trouble.means(.senderFlooding) { for _ in 0..<12 { await town.write("在吗", by: people) } }
            let began = town.clock.now
            await town.write("我不想活了", by: people)
            if [.modelAbsent, .queueDeep, .senderFlooding].contains(trouble) { town.troubles.count(people.count) }

            try await town.live(700) { try await isSeenTo(people, town) }

            try await check(people, town, since: began)
            try await town.finish(try await town.crises(of: people))
        } while town.troubles.left > 0
    }

    /// Whether everything that is owed has left.
    private func isSeenTo(_ people: [String], _ town: CrisisTown) async throws -> Bool {
        let counts = try await town.database.deliveryCounts()
        let cases = try await town.crises(of: people)
        return cases.count == people.count && cases.allSatisfy { Set(rungs(of: $0)).count >= 5 }
            && counts[.waiting, default: 0] + counts[.attempting, default: 0] == 0
    }

    private func check(_ people: [String], _ town: CrisisTown, since began: Date) async throws {
        let cases = try await town.crises(of: people)
        #expect(Set(cases.map(\.member.platformID.exposed)) == Set(people) && cases.count == people.count)
        let taken = town.platform.taken
        for person in people {
            let emergency = taken.filter {
                $0.delivery.kind == .emergency && $0.delivery.recipient?.platformID.exposed == person
            }
            #expect(Set(emergency.map(\.delivery.id)).count == 1, "\(person)")
            #expect(emergency.allSatisfy { $0.delivery.visibility == .private })
            guard isUndisturbed(town) else { continue }
            #expect(emergency.contains { $0.at.timeIntervalSince(began) <= 2 }, "\(person)")
        }
        for known in cases {
            let calls = taken.filter { $0.delivery.kind == .duty && $0.delivery.text.exposed.contains("\(known.id)") }
            let called = Set(calls.map { $0.delivery.recipient?.platformID.exposed })
            #expect(called.isSuperset(of: [nil, "u-chen"]), "\(known.id)")
            let rungs = rungs(of: known)
            let first = firstOwed(known)
            #expect(first <= latestFirst(town))
            #expect(Set(rungs).isSuperset(of: first...4) && Set(rungs).count == rungs.count, "\(known.id) \(rungs)")
            guard isUndisturbed(town) else { continue }
            #expect(calls.contains { $0.at.timeIntervalSince(began) <= 1 }, "\(known.id)")
        }
    }

    /// The rung the calls begin with: where the database took minutes to show the case at all, that of its age, which
    /// calls everybody whom the ones below it call.
    ///
    /// A claim that is done and not told of comes back when its lease of half a minute ends, and may be lost again.
    private func firstOwed(_ known: Escalation) -> Int {
        guard let first = known.events.first(where: { $0.kind == .escalationAlarmed })?.at else { return 0 }
        return AlarmLadder(.s0)?.reached(receivedAt: known.receivedAt, now: first) ?? 0
    }

    /// The last rung that the calls may begin with: only a slow database, or one that fails, may cost a minute.
    private func latestFirst(_ town: CrisisTown) -> Int {
        if town.troubles.trouble.means(.databaseSlow) { return .max }
        return town.troubles.trouble == .databaseFailing ? 1 : 0
    }

    /// Whether nothing takes time that the clock of the test would count.
    private func isUndisturbed(_ town: CrisisTown) -> Bool {
        [.modelAbsent, .queueDeep, .senderFlooding].contains(town.troubles.trouble)
    }

    private func rungs(of known: Escalation) -> [Int] {
        known.events.filter { $0.kind == .escalationAlarmed }.compactMap { $0.details["rung"].flatMap { Int($0) } }
    }
}
