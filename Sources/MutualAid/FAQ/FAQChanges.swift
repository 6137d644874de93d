package import struct Foundation.Date

/// Tells the keeper of the knowledge that an entry changed.
///
/// It guards how many changes there were, so that none is missed between looking and waiting.
package final class FAQChanges: Sendable {
    private let notice = ChangeNotice()
    private let number = Guarded(0)

    package init() {}

    /// How many changes there were since the start.
    package var count: Int { number.withLock { $0 } }

    /// An entry changed.
    package func ring() {
        number.withLock { $0 += 1 }
        notice.ring()
    }

    /// Something beside the entries changed: the keeper looks at once.
    package func nudge() { notice.ring() }

    /// Returns at the next change, at that time, or when it is cancelled.
    package func wait(until time: Date) async { await notice.wait(until: time) }
}
