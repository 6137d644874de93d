/// Named places where the debug build can be made to die, so that tests can kill it at every step of the flow.
///
/// In release builds `hit` is empty.
package enum Failpoint {
    /// Every name there is; a test walks them all.
    package static let all = [
        "after-verify", "before-acknowledge", "before-understand", "before-decide", "before-settle", "after-settle",
        "before-deliver", "after-deliver", "before-arrival-commit", "after-arrival-commit", "after-claim",
        "before-settle-commit", "after-settle-commit", "after-attempt", "before-result-commit", "after-result-commit",
    ]

    #if FAULTS
    private struct Armed {
        var name = ""
        var remaining = 0
        var action: @Sendable () -> Void = {}
    }

    private static let armed = Guarded(Armed())

    /// Runs `action` at the n-th time the named point is reached.
    package static func arm(_ name: String, nth: Int, action: @escaping @Sendable () -> Void) {
        armed.withLock { $0 = Armed(name: name, remaining: nth, action: action) }
    }

    package static func hit(_ name: String) {
        let action = armed.withLock { armed -> (@Sendable () -> Void)? in
            guard armed.remaining > 0, armed.name == name else { return nil }
            armed.remaining -= 1
            return armed.remaining == 0 ? armed.action : nil
        }
        action?()
    }
    #else
    @inline(__always)
    package static func hit(_: StaticString) {}
    #endif
}
