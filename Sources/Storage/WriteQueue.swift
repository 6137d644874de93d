import MutualAid

/// What waits to be written, in the order it is to be taken: platforms and emergencies first, workers' jobs after them.
struct WriteQueue: Sendable {
    /// Tells the caller, after the commit.
    typealias Done = @Sendable () -> Void

    /// One write; `run` may throw, and of what it returns and `fail` exactly one is called, after the commit.
    struct Job: Sendable {
        let run: @Sendable (any SQLConnection) throws -> Done
        let fail: @Sendable (any Error) -> Void
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

    /// What one transaction takes.
    struct Batch {
        /// Those that must not wait, then those that may.
        let jobs: [Job]
        /// How many must not wait.
        let urgent: Int

        var isEmpty: Bool { jobs.isEmpty }
    }

    var isClosed = false
    private var arrivals: [Job] = []
    private var emergencies: [Job] = []
    private var others: [Job] = []

    /// Arrivals that may wait; beyond it callers are told to come again.
    private static let mostWaiting = 20_000
    private static let mostArrivals = 512
    private static let mostOthers = 64

    /// Whether only workers' jobs wait.
    var holdsOthersOnly: Bool { arrivals.isEmpty && emergencies.isEmpty && !others.isEmpty && !isClosed }

    /// Adds a job, and tells why not or whether it is the first of its kind.
    mutating func add(_ job: Job, _ urgency: Urgency) -> (refusal: StoreFailure?, isFirst: Bool) {
        if isClosed { return (.unavailable, false) }
        let isFirst = arrivals.isEmpty && emergencies.isEmpty && (others.isEmpty || urgency != .ordinary)
        switch urgency {
        case .arrival:
            if arrivals.count >= Self.mostWaiting { return (.overloaded, false) }
            arrivals.append(job)
        case .emergency: emergencies.append(job)
        case .ordinary: others.append(job)
        }
        return (nil, isFirst)
    }

    mutating func take() -> Batch {
        var jobs = emergencies
        emergencies.removeAll(keepingCapacity: true)
        Self.move(Self.mostArrivals, from: &arrivals, to: &jobs)
        let urgent = jobs.count
        Self.move(Self.mostOthers, from: &others, to: &jobs)
        return Batch(jobs: jobs, urgent: urgent)
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
