import Foundation
import MutualAid

/// Who looks at which case or entry at this moment, and who writes there (criteria C4 and A7).
///
/// In memory alone, since it is over in seconds; it guards the list.
final class PresenceBoard<Place: Hashable & Sendable>: Sendable {
    /// One person at one place.
    struct Visitor: Equatable {
        let login: String
        let name: String
        let isReplying: Bool
        fileprivate let seenAt: Date
    }

    /// How long somebody counts as there after their browser's last beat, in seconds; browsers beat every five.
    static var lifetime: TimeInterval { 15 }
    private let known = Guarded<[Place: [Visitor]]>([:])

    /// Notes that somebody is there, and tells whether others see something new by it.
    func beat(_ id: Place, by staff: StaffMember, isReplying: Bool, now: Date) -> Bool {
        known.withLock { known in
            let before = known[id]?.first { $0.login == staff.login }
            let visitor = Visitor(login: staff.login, name: staff.name, isReplying: isReplying, seenAt: now)
            known[id, default: []].removeAll { $0.login == staff.login }
            known[id, default: []].append(visitor)
            return before?.isReplying != isReplying
        }
    }

    /// Somebody closed the page; tells whether they were there.
    func leave(_ id: Place, _ login: String) -> Bool {
        known.withLock { known in
            let before = known[id] ?? []
            let after = before.filter { $0.login != login }
            known[id] = after.isEmpty ? nil : after
            return before.count != after.count
        }
    }

    /// Everybody at a place but one, by name.
    func others(at id: Place, but login: String) -> [Visitor] {
        known.withLock { $0[id] ?? [] }.filter { $0.login != login }.sorted { $0.name < $1.name }
    }

    /// Forgets those who are gone, and tells at which places that was.
    func expire(now: Date) -> [Place] {
        known.withLock { known in
            let left = known.filter { $0.value.contains { now.timeIntervalSince($0.seenAt) > Self.lifetime } }
            for (id, visitors) in left {
                let there = visitors.filter { now.timeIntervalSince($0.seenAt) <= Self.lifetime }
                known[id] = there.isEmpty ? nil : there
            }
            return Array(left.keys)
        }
    }
}
