import MutualAid

/// What waits to be written, in the order it is to be taken: platforms and emergencies first, workers' jobs after them.
struct WriteQueue: Sendable {
    /// Tells the caller, after the commit.
    typealias Done = @Sendable () -> Void

    /// One write; `run` may throw, and of what it returns and `fail` exactly one is called, after the commit.
    ///
    /// An object, because it is handed from list to list on the one thread that everybody waits for.
    final class Job: Sendable {
        let run: @Sendable (any SQLConnection) throws -> Done
        let fail: @Sendable (any Error) -> Void

        init(
            run: @escaping @Sendable (any SQLConnection) throws -> Done,
            fail: @escaping @Sendable (any Error) -> Void
        ) {
            self.run = run
            self.fail = fail
        }
    }

    /// Who waits for a write.
    enum Urgency: Sendable {
        /// A platform, for its 202.
        case arrival
        /// A person in danger.
        case emergency
        /// A worker.
        case ordinary
    }

    /// What one transaction takes besides the arrivals: people in danger, then as many workers as there is time for.
    struct Batch {
        let emergencies: [Job]
        let others: [Job]
        /// Whether platforms wait already.
        let hasArrivals: Bool

        var isEmpty: Bool { emergencies.isEmpty && others.isEmpty && !hasArrivals }
    }

    var isClosed = false
    /// How many arrivals the writer waits for; 0 where for none.
    var awaited = 0
    private var arrivals: [Job] = []
    private var emergencies: [Job] = []
    private var others: [Job] = []

    /// Arrivals that may wait; beyond it callers are told to come again.
    private static let mostWaiting = 20_000
    private static let mostArrivals = 512
    private static let mostOthers = 64

    /// Whether somebody in danger waits.
    var hasEmergencies: Bool { !emergencies.isEmpty }

    /// Whether the writer still waits for more arrivals: nobody in danger waits behind them.
    var isStillAwaited: Bool { arrivals.count < awaited && !hasEmergencies && !isClosed }

    /// Whether only workers' jobs wait.
    var holdsOthersOnly: Bool { arrivals.isEmpty && emergencies.isEmpty && !others.isEmpty && !isClosed }

    /// Adds a job, and tells why not or whether the writer is to be woken: for the first of its kind, and for the last
    /// of those it waits for.
    mutating func add(_ job: Job, _ urgency: Urgency) -> (refusal: StoreFailure?, wakes: Bool) {
        if isClosed { return (.unavailable, false) }
        let isFirst = arrivals.isEmpty && emergencies.isEmpty && (others.isEmpty || urgency != .ordinary)
        switch urgency {
        case .arrival:
            if arrivals.count >= Self.mostWaiting { return (.overloaded, false) }
            arrivals.append(job)
        case .emergency: emergencies.append(job)
        case .ordinary: others.append(job)
        }
        return (nil, isFirst || (awaited > 0 && !isStillAwaited))
    }

    mutating func take() -> Batch {
        var urgent: [Job] = []
        swap(&urgent, &emergencies)
        var jobs: [Job] = []
        Self.move(Self.mostOthers, from: &others, to: &jobs)
        return Batch(emergencies: urgent, others: jobs, hasArrivals: !arrivals.isEmpty)
    }

    /// The arrivals, and whoever came into danger meanwhile: taken last, so that they are as many as can be.
    mutating func takeArrivals() -> [Job] {
        awaited = 0
        var jobs = emergencies
        emergencies.removeAll(keepingCapacity: true)
        Self.move(Self.mostArrivals, from: &arrivals, to: &jobs)
        return jobs
    }

    /// Takes back, as first in line, workers' jobs for which there was no time.
    mutating func putBack(_ jobs: ArraySlice<Job>) {
        others.insert(contentsOf: jobs, at: 0)
    }

    private static func move(_ most: Int, from waiting: inout [Job], to jobs: inout [Job]) {
        let count = min(most, waiting.count)
        jobs.append(contentsOf: waiting[..<count])
        waiting.removeFirst(count)
    }
}
