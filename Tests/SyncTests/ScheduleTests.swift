import Sync
import Testing

struct ScheduleTests {
    private static let start: Int64 = 1_800_000_000_000

    @Test func `what was never read is read at once`() {
        #expect(Schedule(interval: 900_000).next(after: nil, failedAt: nil, failures: 0) { $0.upperBound } == 0)
    }

    @Test(arguments: [(10_000, 1000), (60_000, 6000), (600_000, 60_000), (900_000, 60_000), (86_400_000, 60_000)])
    func `the next read is an interval later, and up to a tenth of it or a minute more`(interval: Int, jitter: Int64) {
        let schedule = Schedule(interval: interval)
        var drawn: ClosedRange<Int64>?
        let next = schedule.next(after: Self.start, failedAt: nil, failures: 0) {
            drawn = $0
            return $0.upperBound
        }
        #expect(drawn == 0...jitter)
        #expect(next == Self.start + Int64(interval) + jitter)
    }

    @Test(arguments: [(1, 5000), (2, 10_000), (3, 20_000), (8, 640_000), (9, 900_000), (100, 900_000)])
    func `after a failure it is tried again sooner, and later each time`(failures: Int, wait: Int64) {
        let schedule = Schedule(interval: 900_000)
        let next = schedule.next(after: nil, failedAt: Self.start, failures: failures) { $0.lowerBound }
        #expect(next == Self.start + wait)
    }

    @Test(arguments: [1000, 10_000, 15_000, 60_000, 900_000, 604_800_000])
    func `a failure never puts a read off for longer than the schedule would`(interval: Int) {
        let schedule = Schedule(interval: interval)
        for failures in [-1, 0, 1, 2, 5, 9, 64, .max] {
            let next = schedule.next(after: Self.start, failedAt: Self.start, failures: failures) { $0.upperBound }
            let regular = schedule.next(after: Self.start, failedAt: nil, failures: 0) { $0.upperBound }
            #expect(Self.start < next && next <= regular, "\(failures) failures")
        }
    }
}
