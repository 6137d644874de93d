import Foundation
import MutualAid

@testable import Comprehension

/// What is wrong around the people who are in danger.
enum Trouble: String, CaseIterable {
    case modelAbsent, databaseFailing, databaseSlow, queueDeep, senderFlooding, outboundThrottled, everything

    func means(_ other: Trouble) -> Bool { self == other || self == .everything }
}

/// A clock that stands still until it is moved; it guards the time.
final class HandClock: Sendable {
    static let start = Date(timeIntervalSince1970: 1_586_500_000)
    private let time = Guarded(HandClock.start)
    private let base = ContinuousClock.now

    var now: Date { time.withLock { $0 } }

    /// The same as an instant of the monotonic clock.
    var instant: ContinuousClock.Instant { base + .seconds(now.timeIntervalSince(Self.start)) }

    func advance(by seconds: TimeInterval) {
        time.withLock { $0 = $0.addingTimeInterval(seconds) }
    }
}

/// What breaks when, by chance but the same each time; it guards the chance and how many faults are left.
final class Troubles: Sendable {
    struct Fault: Error {}

    private struct State {
        var random = SplitMix(seed: 20_200_410)
        var left: Int
    }

    let trouble: Trouble
    private let state: Guarded<State>
    private let clock: HandClock

    init(_ trouble: Trouble, faults: Int, clock: HandClock) {
        self.trouble = trouble
        self.clock = clock
        state = Guarded(State(left: faults))
    }

    var left: Int { state.withLock { $0.left } }

    /// Somebody is in danger while this trouble lasts, which is itself what is tried.
    func count(_ faults: Int) {
        state.withLock { $0.left -= faults }
    }

    /// The database is asked, or has answered: it may fail, or have taken its time.
    func strike() throws {
        if trouble.means(.databaseSlow), strikes(one: 4) { clock.advance(by: chance(0.2...6)) }
        if trouble.means(.databaseFailing), strikes(one: 6) { throw Fault() }
    }

    /// How long the platform wants to be left alone; `nil`: it takes the text.
    func throttle() -> TimeInterval? {
        trouble.means(.outboundThrottled) && strikes(one: 2) ? chance(1...30) : nil
    }

    private func strikes(one outOf: Int) -> Bool {
        state.withLock { state in
            guard state.left > 0, Int.random(in: 0..<outOf, using: &state.random) == 0 else { return false }
            state.left -= 1
            return true
        }
    }

    private func chance(_ range: ClosedRange<Double>) -> Double {
        state.withLock { Double.random(in: range, using: &$0.random) }
    }
}
