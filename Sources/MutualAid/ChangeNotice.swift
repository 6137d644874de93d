package import struct Foundation.Date

/// A bell that a loop waits for: rung when something new was committed, or silent until a given time.
///
/// It guards whether it was rung since the last wait, so that no ring is lost between looking and waiting.
package final class ChangeNotice: Sendable {
    private struct State {
        var wasRung = false
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }

    private let state = Guarded(State())

    package init() {}

    /// Wakes every waiting loop.
    package func ring() {
        let waiting = state.withLock { state in
            state.wasRung = state.waiting.isEmpty
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in waiting { continuation.finish() }
    }

    /// Returns at the next ring, at the given time, or when the task is cancelled.
    package func wait(until: Date?) async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let number = state.withLock { state -> Int? in
            if state.wasRung {
                state.wasRung = false
                return nil
            }
            state.next += 1
            state.waiting[state.next] = continuation
            return state.next
        }
        guard let number else { return }
        let pause = min(max(until?.timeIntervalSinceNow ?? 3600, 0), 3600)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { for await _ in stream {} }
            // Woken early only by cancellation, which ends the wait too.
            tasks.addTask { try? await Task.sleep(for: .seconds(pause)) }
            await tasks.next()
            tasks.cancelAll()
        }
        state.withLock { $0.waiting[number] = nil }
        continuation.finish()
    }
}

/// A bell for each lane.
package struct LaneNotices: Sendable {
    private let emergency = ChangeNotice()
    private let ordinary = ChangeNotice()

    package init() {}

    package subscript(lane: Lane) -> ChangeNotice {
        switch lane {
        case .emergency: emergency
        case .ordinary: ordinary
        }
    }

    /// Rings in every lane.
    package func ring() {
        for lane in Lane.allCases { self[lane].ring() }
    }
}
