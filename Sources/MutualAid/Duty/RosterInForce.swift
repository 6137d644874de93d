/// The roster in force, shared by everybody who must know who is on duty, the store's own transactions included.
///
/// It guards the last roster that could be read.
package final class RosterInForce: Sendable {
    private let known = Guarded(Roster.empty)

    package init() {}

    package var current: Roster { known.withLock { $0 } }

    /// Puts a roster in force.
    package func replace(with roster: Roster) {
        known.withLock { $0 = roster }
    }
}
