import Foundation
import MutualAid
import ServiceLifecycle

/// Threads that leave the processors to others.
///
/// What is not urgent runs here, so that platforms and people in danger are answered first however much of it there is.
/// While nobody else wants the processors it has them whole.
final class QuietExecutor: TaskExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var next = 0
    }

    private let queue = Guarded(Queue())
    private let bell = DispatchSemaphore(value: 0)

    /// By Linux's scale: a thirtieth of the share of an ordinary thread, also of other programs.
    ///
    /// Measured while messages come as fast as they are taken: 15 accepts a quarter to a third more of them than 5 did.
    private static let niceness: Int32 = 15

    /// Starts the threads; they live as long as the process.
    init(threads: Int = ProcessInfo.processInfo.activeProcessorCount) {
        for number in 0..<max(1, threads) {
            let thread = Thread { [self] in
                lowerPriority()
                while true { runNext() }
            }
            thread.name = "huzhu-quiet-\(number)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.jobs.append(job) }
        bell.signal()
    }

    private func runNext() {
        bell.wait()
        let job = queue.withLock { queue -> UnownedJob? in
            guard queue.next < queue.jobs.count else { return nil }
            defer {
                queue.next += 1
                if queue.next == queue.jobs.count {
                    queue.jobs.removeAll(keepingCapacity: true)
                    queue.next = 0
                }
            }
            return queue.jobs[queue.next]
        }
        job?.runSynchronously(on: asUnownedTaskExecutor())
    }

    private func lowerPriority() {
        #if os(Linux)
        // On Linux 0 means the calling thread. A refusal leaves it as loud as the others.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        #endif
    }
}

/// A loop that runs on the quiet threads.
struct QuietService<Inner: Service>: Service {
    let inner: Inner
    let executor: QuietExecutor

    func run() async throws {
        try await withTaskExecutorPreference(executor) { try await inner.run() }
    }
}
