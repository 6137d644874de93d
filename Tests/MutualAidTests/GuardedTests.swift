import Foundation
import MutualAid
import Testing

struct GuardedTests {
    private static let isRacePlanted = ProcessInfo.processInfo.environment["HUZHU_PLANT_RACE"] != nil

    @Test func `no thread loses what another adds`() {
        let sum = Guarded(0)

        onFourThreads { sum.withLock { $0 += 1 } }

        #expect(sum.withLock { $0 } == 400_000)
    }

    @Test func `what the body throws comes out, and the next one gets in`() {
        struct Thrown: Error {}
        let value = Guarded(1)

        #expect(throws: Thrown.self) {
            try value.withLock { value throws(Thrown) in
                value = 2
                throw Thrown()
            }
        }

        #expect(value.withLock { $0 } == 2)
    }

    @Test(.enabled(if: isRacePlanted, "bin/sanitize plants it to see that the sanitizer looks"))
    func `a race, for the sanitizer to find`() {
        let race = Race()

        onFourThreads { race.sum += 1 }

        #expect(race.sum > 0)
    }

    private func onFourThreads(_ body: @escaping @Sendable () -> Void) {
        // Threads of their own: on a busy machine one thread of a queue would do the work of all four.
        let group = DispatchGroup()
        for _ in 0..<4 {
            group.enter()
            Thread.detachNewThread {
                for _ in 0..<100_000 { body() }
                group.leave()
            }
        }
        group.wait()
    }
}

/// A sum that nothing guards.
private final class Race: Sendable {
    nonisolated(unsafe) var sum = 0
}
