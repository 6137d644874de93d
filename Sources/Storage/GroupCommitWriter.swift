import Foundation
import Logging
import MutualAid

/// Commits whatever has gathered whenever it is free: arrivals, claims, settlements and results alike.
///
/// One thread of its own takes the waiting jobs, runs them in one transaction, commits once, and then tells each caller.
/// People in danger come first, then workers, and arrivals last, because more of them gather meanwhile.
/// A job that fails is rolled back alone; a commit that fails fails them all, and the next batch is tried as if nothing
/// had been. Nobody waits a fixed time, and the workers have a bounded share of it (`BatchBudget`).
final class GroupCommitWriter: Sendable {
    private let engine: any SQLEngine
    private let queue = Guarded(WriteQueue())
    private let bell = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)
    private let logger: Logger
    private let isHealthy = Guarded(true)
    /// Runs in each batch, after its jobs.
    private let tidy: @Sendable (any SQLConnection) throws -> Void
    /// Called when a batch was undone, so that what is remembered beside the database is forgotten.
    private let onUndo: @Sendable () -> Void

    /// Batches before a step of the checkpoint: sooner when nothing waits than when there is always work.
    private static let batchesPerIdleCheckpoint = 64
    private static let batchesPerCheckpoint = 400
    private static let longestWaitForCompany = DispatchTimeInterval.milliseconds(4)
    /// So many arrivals at a time are worth waking up for.
    private static let arrivalsAtATime = 16

    init(
        engine: any SQLEngine,
        logger: Logger,
        tidy: @escaping @Sendable (any SQLConnection) throws -> Void,
        onUndo: @escaping @Sendable () -> Void
    ) {
        self.engine = engine
        self.logger = logger
        self.tidy = tidy
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
        _ urgency: WriteQueue.Urgency = .ordinary,
        _ body: @escaping @Sendable (any SQLConnection) throws -> T
    ) async throws -> T {
        try await withUnsafeThrowingContinuation { continuation in
            let job = WriteQueue.Job(
                run: { connection in
                    let value = try body(connection)
                    return { continuation.resume(returning: value) }
                },
                fail: { continuation.resume(throwing: $0) }
            )
            write(urgency, job)
        }
    }

    /// Has a job done; it is told what became of it.
    func write(_ urgency: WriteQueue.Urgency, _ job: WriteQueue.Job) {
        let (refusal, wakes) = queue.withLock { $0.add(job, urgency) }
        if wakes { bell.signal() }
        if let refusal { job.fail(refusal) }
    }

    /// Finishes what waits and ends the thread.
    func close() {
        queue.withLock { $0.isClosed = true }
        bell.signal()
        stopped.wait()
    }

    private func loop() {
        var budget = BatchBudget()
        var batches = 0
        while true {
            waitForCompany(budget)
            let (batch, isClosed) = queue.withLock { ($0.take(), $0.isClosed) }
            if batch.isEmpty {
                if isClosed { break }
                if batches >= Self.batchesPerIdleCheckpoint {
                    checkpoint()
                    batches = 0
                }
                bell.wait()
                continue
            }
            commit(batch, &budget)
            batches += 1
            if batches % Self.batchesPerCheckpoint == 0 { checkpoint() }
        }
        stopped.signal()
    }

    /// While arrivals keep coming, workers' jobs go with them instead of making the next ones wait for a commit without
    /// them.
    private func waitForCompany(_ budget: BatchBudget) {
        if budget.arrivalsAreComing, queue.withLock({ $0.holdsOthersOnly }) {
            _ = bell.wait(timeout: .now() + Self.longestWaitForCompany)
        }
    }

    private func commit(_ batch: WriteQueue.Batch, _ budget: inout BatchBudget) {
        var begun = Begun()
        var done: [WriteQueue.Done] = []
        do {
            try engine.withWriter { done = try commit(batch, on: $0, &budget, &begun) }
            isHealthy.withLock { $0 = true }
        } catch {
            onUndo()
            let wasHealthy = isHealthy.withLock { healthy in
                defer { healthy = false }
                return healthy
            }
            if wasHealthy { logger.error("Nothing can be committed", metadata: ["error": "\(error)"]) }
            begun.others = batch.others.count
            takeArrivals(&begun)
            done = begun.jobs(of: batch).map { job in { job.fail(StoreFailure.unavailable) } }
        }
        Failpoint.hit("after-commit")
        for tell in done { tell() }
        if begun.others < batch.others.count {
            queue.withLock { $0.putBack(batch.others[begun.others...]) }
        }
    }

    /// How far a transaction has come, and so what it answers for.
    private struct Begun {
        /// How many of the workers' jobs.
        var others = 0
        /// `nil` until they are taken.
        var arrivals: [WriteQueue.Job]?

        func jobs(of batch: WriteQueue.Batch) -> [WriteQueue.Job] {
            batch.emergencies + batch.others.prefix(others) + (arrivals ?? [])
        }
    }

    /// Where a transaction ended before it came to them, they belong to it all the same: nobody is left waiting.
    private func takeArrivals(_ begun: inout Begun) {
        if begun.arrivals == nil { begun.arrivals = queue.withLock { $0.takeArrivals() } }
    }

    /// Runs a batch in one transaction, as far as the budget reaches; where a job of it fails, once more with a savepoint
    /// around each.
    private func commit(
        _ batch: WriteQueue.Batch,
        on connection: any SQLConnection,
        _ budget: inout BatchBudget,
        _ begun: inout Begun
    ) throws -> [WriteQueue.Done] {
        do {
            budget.begin(besideArrivals: batch.hasArrivals)
            return try transaction(on: connection, &budget, &begun) { try run(batch, on: connection, &$0, &$1) }
        } catch {
            onUndo()
            return try transaction(on: connection, &budget, &begun) { _, begun in
                takeArrivals(&begun)
                return try begun.jobs(of: batch).map { try runAlone($0, on: connection) }
            }
        }
    }

    private func run(
        _ batch: WriteQueue.Batch,
        on connection: any SQLConnection,
        _ budget: inout BatchBudget,
        _ begun: inout Begun
    ) throws -> [WriteQueue.Done] {
        var done = try batch.emergencies.map { try $0.run(connection) }
        for job in batch.others where !budget.isSpent {
            begun.others += 1
            done.append(try job.run(connection))
        }
        budget.endOthers()
        done += try runArrivals(on: connection, &budget, &begun, mayWait: batch.emergencies.isEmpty)
        try tidy(connection)
        return done
    }

    /// Runs arrivals as they come, some at a time, for as long as more of them are worth waiting for.
    ///
    /// Running those that are there is no waiting: meanwhile the others are being read and made ready.
    private func runArrivals(
        on connection: any SQLConnection,
        _ budget: inout BatchBudget,
        _ begun: inout Begun,
        mayWait: Bool
    ) throws -> [WriteQueue.Done] {
        let worthwhile = mayWait ? budget.worthwhile : 0
        var arrivals: [WriteQueue.Job] = []
        var done: [WriteQueue.Done] = []
        budget.beginArrivals()
        while true {
            let (isUrgent, fresh) = queue.withLock { ($0.hasEmergencies, $0.takeArrivals()) }
            arrivals += fresh
            begun.arrivals = arrivals
            for job in fresh { done.append(try job.run(connection)) }
            guard !isUrgent, arrivals.count < worthwhile, budget.patience != nil else { break }
            waitForArrivals(min(Self.arrivalsAtATime, worthwhile - arrivals.count), &budget)
        }
        budget.note(arrivals: arrivals.count)
        return done
    }

    /// Waits until so many arrivals are there, or it is no longer worth it.
    private func waitForArrivals(_ count: Int, _ budget: inout BatchBudget) {
        queue.withLock { $0.awaited = count }
        budget.beginWait()
        while queue.withLock({ $0.isStillAwaited }), let left = budget.patience,
            bell.wait(timeout: .now() + left) == .success
        {}
        budget.endWait()
    }

    private func transaction<T>(
        on connection: any SQLConnection,
        _ budget: inout BatchBudget,
        _ begun: inout Begun,
        _ body: (inout BatchBudget, inout Begun) throws -> T
    ) throws -> T {
        try connection.run(Self.begin, Self.nothing)
        do {
            let value = try body(&budget, &begun)
            Failpoint.hit("before-commit")
            budget.beginSync()
            try connection.run(Self.commit, Self.nothing)
            budget.endSync(ofArrivals: begun.arrivals?.isEmpty == false)
            return value
        } catch {
            // Where SQLite has rolled back already, this finds nothing to undo.
            _ = try? connection.run(Self.rollBack, Self.nothing)
            throw error
        }
    }

    /// Runs one job in a savepoint; its own failure is its own.
    private func runAlone(_ job: WriteQueue.Job, on connection: any SQLConnection) throws -> WriteQueue.Done {
        try connection.execute("SAVEPOINT \"job\"")
        do {
            let done = try job.run(connection)
            try connection.execute("RELEASE \"job\"")
            return done
        } catch {
            onUndo()
            try connection.execute("ROLLBACK TO \"job\"")
            try connection.execute("RELEASE \"job\"")
            return { job.fail(error) }
        }
    }

    private func checkpoint() {
        do {
            try engine.checkpoint()
        } catch {
            logger.warning("A checkpoint did not go through", metadata: ["error": "\(error)"])
        }
    }

    private static let begin = SQLStatement("BEGIN IMMEDIATE")
    private static let commit = SQLStatement("COMMIT")
    private static let rollBack = SQLStatement("ROLLBACK")
    private static let nothing = SQLArguments(cells: 0)
}
