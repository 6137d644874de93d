import Dispatch
import Foundation
import Testing

@testable import Storage

struct ReaderTests {
    /// With every reader taken by callers whose one thread waits for a reader itself, nothing would ever go on again.
    @Test func `a reader is free again though whoever read cannot go on yet`() async throws {
        let fixture = try Fixture()
        let engine = fixture.database.engine
        let thread = OneThread()
        let (haveRead, finished) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        for _ in 0..<8 {
            Task(executorPreference: thread) { try await engine.read { _ in _ = haveRead.signal() } }
        }
        Task(executorPreference: thread) {
            for _ in 0..<8 where !Self.comes(haveRead) { return }
            try engine.readHere { _ in _ = finished.signal() }
        }

        #expect(Self.comes(finished))
    }

    /// Whether the signal comes within half a minute.
    private static func comes(_ signal: DispatchSemaphore) -> Bool { signal.wait(timeout: .now() + 30) == .success }

    /// Runs its jobs one after the other.
    private final class OneThread: TaskExecutor {
        private let queue = DispatchQueue(label: "one-thread")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}
