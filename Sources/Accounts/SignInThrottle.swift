import Foundation

/// Counts failed attempts to sign in, so that nobody can guess on.
///
/// It guards the counts, which are in memory only. A login that strangers keep guessing at stays open to the devices its
/// person used before: those have a count of their own, so nobody can lock another out.
package actor SignInThrottle {
    /// Whom an attempt is counted against.
    enum Key: Hashable {
        case login(String)
        case device([UInt8])
        case address(String)

        /// Failures allowed in a quarter of an hour.
        var most: Int {
            switch self {
            case .login, .device: 10
            case .address: 60
            }
        }
    }

    private struct Count {
        var failures: Int
        let since: Date
    }

    private var counts: [Key: Count] = [:]
    private static let span: TimeInterval = 15 * 60
    /// Above so many, old counts are cleared away.
    private static let mostCounts = 20_000

    package init() {}

    /// Seconds until the next attempt is heard; `nil` when it is heard now.
    func wait(_ keys: [Key], now: Date) -> Int? {
        let waits = keys.compactMap { key -> TimeInterval? in
            guard let count = counts[key], count.failures >= key.most else { return nil }
            let left = count.since.addingTimeInterval(Self.span).timeIntervalSince(now)
            return left > 0 ? left : nil
        }
        return waits.max().map { Int($0.rounded(.up)) }
    }

    /// Counts an attempt before it is looked at, so that many at once are counted too.
    func count(_ keys: [Key], now: Date) {
        if counts.count > Self.mostCounts { clear(before: now.addingTimeInterval(-Self.span)) }
        for key in keys {
            let known = counts[key].flatMap { now.timeIntervalSince($0.since) < Self.span ? $0 : nil }
            counts[key] = Count(failures: (known?.failures ?? 0) + 1, since: known?.since ?? now)
        }
    }

    /// Forgets the failures of somebody who came in; an address keeps its own, but for this attempt.
    func forgive(_ keys: [Key]) {
        for key in keys {
            if case .address = key {
                counts[key]?.failures -= 1
            } else {
                counts[key] = nil
            }
        }
    }

    private func clear(before: Date) {
        counts = counts.filter { $0.value.since > before }
    }
}
