import Foundation

/// How the time of the one writer is shared out between platforms and workers.
///
/// Platforms wait for the commit that their arrivals are in. While arrivals come in a stream the workers have a fixed
/// share of the time, and what a job takes beyond it is taken from those after it; alone they may take longer, but never
/// so long that an arrival that comes meanwhile notices. Because a synced commit takes longer than what it commits, in a
/// stream it is worth waiting as long for more arrivals as the last one took (PostgreSQL's `commit_delay`); running those
/// that are there meanwhile is no waiting.
struct BatchBudget {
    private let now: () -> ContinuousClock.Instant
    private var began: ContinuousClock.Instant
    private var syncBegan: ContinuousClock.Instant
    private var sync = Duration.zero
    /// What was waited for arrivals in this batch, and since when it is waited again.
    private var waited = Duration.zero
    private var waitBegan: ContinuousClock.Instant?
    private var lastArrivals: ContinuousClock.Instant?
    /// What the workers may take now; below nothing where they took more before.
    private var credit = Duration.zero
    /// About as many arrivals as came together of late.
    private var usual = 0

    private static let share = 0.08
    private static let alone = Duration.milliseconds(3)
    /// Arrivals less far apart than this are a stream.
    private static let pause = Duration.milliseconds(10)
    /// More than so many gain little by being committed at once.
    private static let enough = 32
    private static let longestWait = Duration.milliseconds(3)
    /// A wait shorter than this costs more than it brings.
    private static let shortestWait = Duration.microseconds(10)

    init(now: @escaping () -> ContinuousClock.Instant = { ContinuousClock.now }) {
        self.now = now
        began = now()
        syncBegan = began
    }

    /// Whether arrivals came just now, so that more are to be expected.
    var arrivalsAreComing: Bool { lastArrivals.map { now() - $0 < Self.pause } ?? false }

    mutating func begin(besideArrivals: Bool) {
        let now = now()
        credit = besideArrivals || arrivalsAreComing ? min(credit + (now - began) * Self.share, Self.alone) : Self.alone
        began = now
    }

    /// Whether the workers' time is up.
    var isSpent: Bool { now() - began >= credit }

    mutating func endOthers() {
        credit -= now() - began
    }

    /// How many arrivals are worth waiting for; 0 where none are to be expected.
    var worthwhile: Int { arrivalsAreComing ? min(Self.enough, usual) : 0 }

    mutating func beginArrivals() {
        waited = .zero
    }

    mutating func beginWait() {
        waitBegan = now()
    }

    mutating func endWait() {
        if let waitBegan { waited += now() - waitBegan }
        waitBegan = nil
    }

    /// How much longer they are worth waiting for; `nil` when it was enough.
    var patience: DispatchTimeInterval? {
        let left = min(sync, Self.longestWait) - waited - (waitBegan.map { now() - $0 } ?? .zero)
        return left < Self.shortestWait ? nil : .nanoseconds(Int(left / .nanoseconds(1)))
    }

    /// So many arrivals go into this batch: next time a few more are hoped for, or by and by fewer.
    mutating func note(arrivals: Int) {
        usual = max(arrivals + arrivals / 4 + 1, usual - max(1, usual / 16))
    }

    mutating func beginSync() {
        syncBegan = now()
    }

    /// Only what platforms waited for is a measure of what they will wait for: a commit of nothing takes no time.
    mutating func endSync(ofArrivals: Bool) {
        guard ofArrivals else { return }
        let now = now()
        sync = now - syncBegan
        lastArrivals = now
    }
}
