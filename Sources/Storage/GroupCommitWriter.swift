import Foundation
import Logging
import MutualAid
import Synchronization

/// Commits whatever has gathered whenever it is free: arrivals, claims, settlements and results alike.
///
/// One thread of its own takes the waiting jobs, runs each in a savepoint of one transaction, commits once, and then
/// tells each caller. A job that fails is rolled back alone; a commit that fails fails them all, and the next batch is
/// tried as if nothing had been. Nobody waits a fixed time.
final class GroupCommitWriter: Sendable {
    /// One write; `run` may throw, `finish` is called exactly once, after the commit.
    private struct Job: Sendable {
        let run: @Sendable (any SQLConnection) throws -> Void
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct Queue {
        var arrivals: [Job] = []
        var others: [Job] = []
        var isClosed = false

        var isEmpty: Bool { arrivals.isEmpty && others.isEmpty }
    }

    /// What is written first when there is more than one batch takes: platforms wait for arrivals.
    enum Urgency {
        case arrival
        case ordinary
    }

    private let engine: any SQLEngine
    private let queue = Mutex(Queue())
    private let bell = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)
    private let logger: Logger
    private let isHealthy = Mutex(true)
    /// Called when a batch was undone, so that what is remembered beside the database is forgotten.
    private let onUndo: @Sendable () -> Void

    /// Jobs that may wait; beyond it callers are told to come again.
    private static let mostWaiting = 20_000
    private static let mostInBatch = 512
    /// Claims, settlements and results in one batch: few beside arrivals, so that those are answered soon.
    private static let mostOthersInBatch = 64
    /// Batches before a step of the checkpoint: sooner when nothing waits than when there is always work.
    private static let batchesPerIdleCheckpoint = 64
    private static let batchesPerCheckpoint = 400

    init(engine: any SQLEngine, logger: Logger, onUndo: @escaping @Sendable () -> Void) {
        self.engine = engine
        self.logger = logger
        self.onUndo = onUndo
        let thread = Thread { [self] in loop() }
        thread.name = "huzhu-writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Whether the last commit went through.
    var isWritable: Bool { isHealthy.withLock { $0 } }

    /// Runs a body in a transaction and returns after the synced commit.
    ///
    /// - Throws: what the body threw, or `StoreFailure`.
    func write<T: Sendable>(
        _ urgency: Urgency = .ordinary,
        _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let result = Mutex<T?>(nil)
            let job = Job(
                run: { connection in
                    let value = try body(connection)
                    result.withLock { $0 = value }
                },
                finish: { error in
                    if let error {
                        continuation.resume(throwing: error)
                    } else if let value = result.withLock({ $0 }) {
                        continuation.resume(returning: value)
                    } else {
                        continuation.resume(throwing: StoreFailure.unavailable)
                    }
                }
            )
            if let refusal = enqueue(job, urgency) { continuation.resume(throwing: refusal) }
        }
    }

    /// Finishes what waits and ends the thread.
    func close() {
        queue.withLock { $0.isClosed = true }
        bell.signal()
        stopped.wait()
    }

    private func enqueue(_ job: Job, _ urgency: Urgency) -> StoreFailure? {
        let (refusal, isFirst) = queue.withLock { queue -> (StoreFailure?, Bool) in
            if queue.isClosed { return (.unavailable, false) }
            let isFirst = queue.isEmpty
            switch urgency {
            case .arrival:
                if queue.arrivals.count >= Self.mostWaiting { return (.overloaded, false) }
                queue.arrivals.append(job)
            case .ordinary: queue.others.append(job)
            }
            return (nil, isFirst)
        }
        if isFirst { bell.signal() }
        return refusal
    }

    private func loop() {
        var batches = 0
        while true {
            let (batch, isClosed) = take()
            if batch.isEmpty {
                if isClosed { break }
                if batches >= Self.batchesPerIdleCheckpoint {
                    checkpoint()
                    batches = 0
                }
                bell.wait()
                continue
            }
            commit(batch)
            batches += 1
            if batches % Self.batchesPerCheckpoint == 0 { checkpoint() }
        }
        stopped.signal()
    }

    private func take() -> ([Job], Bool) {
        queue.withLock { queue in
            let arrivals = queue.arrivals.prefix(Self.mostInBatch)
            let others = queue.others.prefix(Self.mostOthersInBatch)
            queue.arrivals.removeFirst(arrivals.count)
            queue.others.removeFirst(others.count)
            return (Array(arrivals) + others, queue.isClosed)
        }
    }

    private func commit(_ batch: [Job]) {
        var outcomes: [(any Error)?] = []
        do {
            outcomes = try engine.withWriter { try Self.commit(batch, on: $0, onUndo) }
            isHealthy.withLock { $0 = true }
        } catch {
            onUndo()
            let wasHealthy = isHealthy.withLock { healthy in
                defer { healthy = false }
                return healthy
            }
            if wasHealthy { logger.error("Nothing can be committed", metadata: ["error": "\(error)"]) }
            outcomes = batch.map { _ in StoreFailure.unavailable }
        }
        Failpoint.hit("after-commit")
        for (job, error) in zip(batch, outcomes) { job.finish(error) }
    }

    /// Runs a batch in one transaction; where a job of it fails, once more with a savepoint around each.
    private static func commit(
        _ batch: [Job],
        on connection: any SQLConnection,
        _ onUndo: () -> Void
    ) throws -> [(any Error)?] {
        do {
            return try transaction(on: connection) {
                for job in batch { try job.run(connection) }
                return batch.map { _ in nil }
            }
        } catch {
            onUndo()
            return try transaction(on: connection) { try batch.map { try runAlone($0, on: connection, onUndo) } }
        }
    }

    private static func transaction<T>(on connection: any SQLConnection, _ body: () throws -> T) throws -> T {
        try connection.execute("BEGIN IMMEDIATE")
        do {
            let value = try body()
            Failpoint.hit("before-commit")
            try connection.execute("COMMIT")
            return value
        } catch {
            // Where SQLite has rolled back already, this finds nothing to undo.
            _ = try? connection.execute("ROLLBACK")
            throw error
        }
    }

    /// Runs one job in a savepoint; its own failure is its own.
    private static func runAlone(
        _ job: Job,
        on connection: any SQLConnection,
        _ onUndo: () -> Void
    ) throws -> (any Error)? {
        try connection.execute("SAVEPOINT \"job\"")
        do {
            try job.run(connection)
            try connection.execute("RELEASE \"job\"")
            return nil
        } catch {
            onUndo()
            try connection.execute("ROLLBACK TO \"job\"")
            try connection.execute("RELEASE \"job\"")
            return error
        }
    }

    private func checkpoint() {
        do {
            try engine.checkpoint()
        } catch {
            logger.warning("A checkpoint did not go through", metadata: ["error": "\(error)"])
        }
    }
}
