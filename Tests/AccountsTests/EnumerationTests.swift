import Accounts
import Foundation
import MutualAid
import Testing

/// Whether somebody at the door could find out who works here.
struct EnumerationTests {
    /// At a lower price of a password; the whole-program tests make fewer at the real one.
    ///
    /// Each attempt comes a while after the last, so that none is throttled.
    @Test func `over 2,000 attempts, a login that exists is refused like one that does not, and as fast`() async throws {
        let office = try Office(cost: .brief)
        try await office.enrol("chen")
        let clock = ContinuousClock()
        var spans: [String: [Duration]] = ["chen": [], "nobody": []]
        var now = Office.start.addingTimeInterval(3600)

        for turn in 0..<1000 {
            for login in turn.isMultiple(of: 2) ? ["chen", "nobody"] : ["nobody", "chen"] {
                now += 1000
                let began = clock.now
                let outcome = try await office.attempt(login, "000000", password: "wrong words go here", at: now)
                spans[login, default: []].append(clock.now - began)
                #expect(outcome.isRefused)
            }
        }

        let deviate = rankDeviate(spans["chen"] ?? [], spans["nobody"] ?? [])
        // Alpha 0.001, two-sided: a thousandth of all runs may fail though nothing can be told apart.
        #expect(abs(deviate) < 3.29, "the ranks of the two differ by \(deviate) standard deviations")
    }

    /// Mann and Whitney's U as a normal deviate: near 0 where two samples cannot be told apart.
    private func rankDeviate(_ left: [Duration], _ right: [Duration]) -> Double {
        let all = left.map { ($0, true) } + right.map { ($0, false) }
        let ranks = all.sorted { $0.0 < $1.0 }.enumerated().filter(\.element.1).map { Double($0.offset + 1) }
        let (n, m) = (Double(left.count), Double(right.count))
        return (ranks.reduce(0, +) - n * (n + m + 1) / 2) / (n * m * (n + m + 1) / 12).squareRoot()
    }
}
