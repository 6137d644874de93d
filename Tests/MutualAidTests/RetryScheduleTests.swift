import MutualAid
import Testing

/// When a failed delivery is tried again.
struct RetryScheduleTests {
    let schedule = RetrySchedule()

    @Test(arguments: [(1, 0.5), (2, 1), (3, 2), (10, 256), (11, 512), (12, 900), (13, 900), (1_000_000, 900), (0, 0.5)])
    func `the bound doubles from half a second to a quarter of an hour`(attempt: Int, bound: Double) {
        #expect(schedule.delay(afterAttempt: attempt, retryAfter: nil) { 1 } == bound)
        #expect(schedule.delay(afterAttempt: attempt, retryAfter: nil) { 0.25 } == bound / 4)
        #expect(schedule.delay(afterAttempt: attempt, retryAfter: nil) { 0 } == 0)
    }

    @Test func `what the platform asks for is kept to, shorter or longer than ours`() {
        #expect(schedule.delay(afterAttempt: 1, retryAfter: 3600) { 1 } == 3600)
        #expect(schedule.delay(afterAttempt: 12, retryAfter: 2) { 1 } == 2)
    }

    @Test func `asked for no wait at all we still spread our retries`() {
        #expect(schedule.delay(afterAttempt: 12, retryAfter: 0) { 1 } == 1)
        #expect(schedule.delay(afterAttempt: 1, retryAfter: -5) { 0.5 } == 0.25)
    }
}
