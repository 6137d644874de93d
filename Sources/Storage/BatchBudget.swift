/// How long the workers' jobs of a batch may take: a share of what the batch takes anyway.
///
/// Platforms wait for the commit that their arrivals are in. Beside arrivals the workers may lengthen it by a fixed share
/// of the arrivals' own work and of the last synced commit; alone they may take longer, but never so long that an arrival
/// that comes meanwhile notices. At least one job runs in every batch, so that nothing stands still.
struct BatchBudget {
    private let clock = ContinuousClock()
    private var began: ContinuousClock.Instant
    private var othersBegan: ContinuousClock.Instant
    private var syncBegan: ContinuousClock.Instant
    private var sync = Duration.zero
    private var allowed = Duration.zero
    private var lastArrivals: ContinuousClock.Instant?

    private static let share = 0.08
    private static let least = Duration.microseconds(200)
    private static let alone = Duration.milliseconds(3)
    /// Arrivals less far apart than this are a stream.
    private static let pause = Duration.milliseconds(10)

    init() {
        began = clock.now
        othersBegan = began
        syncBegan = began
    }

    /// Whether arrivals came just now, so that more are to be expected.
    var arrivalsAreComing: Bool { lastArrivals.map { clock.now - $0 < Self.pause } ?? false }

    mutating func begin() {
        began = clock.now
    }

    /// What must not wait is done.
    mutating func reachOthers(besideArrivals: Bool) {
        othersBegan = clock.now
        allowed = besideArrivals ? max(Self.least, (othersBegan - began + sync) * Self.share) : Self.alone
    }

    /// Whether the workers' time is up.
    var isSpent: Bool { clock.now - othersBegan > allowed }

    mutating func beginSync() {
        syncBegan = clock.now
    }

    mutating func endSync(ofArrivals: Bool) {
        let now = clock.now
        sync = now - syncBegan
        if ofArrivals { lastArrivals = now }
    }
}
