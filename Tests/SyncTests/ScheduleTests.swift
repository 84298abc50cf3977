import Foundation
import Sync
import Testing
import Timetable

struct ScheduleTests {
    private static let start: Int64 = 1_800_000_000_000

    private static func moment(_ text: String) throws -> Int64 {
        Int64(try #require(ISO8601DateFormatter().date(from: text)).timeIntervalSince1970) * 1000
    }

    private static func cron(_ text: String) throws -> Schedule {
        Schedule(.cron(try CronExpression(text)))
    }

    private static func office(every interval: Duration) throws -> Schedule {
        let (from, to) = (BusinessHours.TimeOfDay("07:00"), BusinessHours.TimeOfDay("19:00"))
        let hours = try BusinessHours(
            days: BusinessHours.Weekdays("mon-fri"), from: #require(from), to: #require(to))
        return Schedule(.interval(interval), hours: hours)
    }

    // MARK: Intervals

    @Test func `what was never read is read at once`() {
        let next = Schedule(interval: 900_000).next(after: nil, now: Self.start) { $0.upperBound }
        #expect(next == Self.start)
    }

    @Test(arguments: [(10_000, 1000), (60_000, 6000), (600_000, 60_000), (900_000, 60_000), (86_400_000, 60_000)])
    func `the next read is an interval later, and up to a tenth of it or a minute more`(interval: Int, jitter: Int64) {
        let schedule = Schedule(interval: interval)
        var drawn: ClosedRange<Int64>?
        let next = schedule.next(after: Self.start, now: Self.start) {
            drawn = $0
            return $0.upperBound
        }
        #expect(drawn == 0...jitter)
        #expect(next == Self.start + Int64(interval) + jitter)
    }

    @Test func `what was missed is caught up at once, and once`() {
        let schedule = Schedule(interval: 900_000)
        let now = Self.start + 30 * 86_400_000
        #expect(schedule.next(after: Self.start, now: now) { $0.upperBound } == now)
        #expect(schedule.next(after: now, now: now) { $0.lowerBound } == now + 900_000)
    }

    @Test(arguments: [(1, 5000), (2, 10_000), (3, 20_000), (8, 640_000), (9, 900_000), (100, 900_000)])
    func `after a failure it is tried again sooner, and later each time`(failures: Int, wait: Int64) {
        let schedule = Schedule(interval: 900_000)
        let next = schedule.next(
            after: nil, failure: Schedule.Failure(at: Self.start, count: failures), now: Self.start
        ) { $0.lowerBound }
        #expect(next == Self.start + wait)
    }

    @Test(arguments: [1000, 10_000, 15_000, 60_000, 900_000, 604_800_000])
    func `a failure never puts a read off for longer than the schedule would`(interval: Int) {
        let schedule = Schedule(interval: interval)
        for failures in [-1, 0, 1, 2, 5, 9, 64, .max] {
            let failure = Schedule.Failure(at: Self.start, count: failures)
            let next = schedule.next(after: Self.start, failure: failure, now: Self.start) { $0.upperBound }
            let regular = schedule.next(after: Self.start, now: Self.start) { $0.upperBound }
            #expect(Self.start < next && next <= regular, "\(failures) failures")
        }
    }

    // MARK: Times of day

    // 20 November 2026 is a Friday.
    @Test(arguments: [
        ("*/15 7-18 * * mon-fri", "2026-11-20T18:30:20Z", "2026-11-20T18:45:00Z", 60_000),
        ("*/15 7-18 * * mon-fri", "2026-11-20T18:45:20Z", "2026-11-23T07:00:00Z", 60_000),
        ("* * * * *", "2026-11-20T18:45:00Z", "2026-11-20T18:46:00Z", 6000),
        ("30 2 * * *", "2026-11-20T02:30:10Z", "2026-11-21T02:30:00Z", 60_000),
    ])
    func `the next time of day is read with a jitter`(text: String, last: String, due: String, jitter: Int64) throws {
        let (schedule, last, due) = (try Self.cron(text), try Self.moment(last), try Self.moment(due))
        #expect(schedule.next(after: last, now: last) { $0.lowerBound } == due)
        #expect(schedule.next(after: last, now: last) { $0.upperBound } == due + jitter)
        #expect(schedule.due(after: last) == due)
    }

    @Test func `times of day that were missed are caught up at once, and once`() throws {
        let schedule = try Self.cron("*/15 7-18 * * mon-fri")
        let (last, now) = (try Self.moment("2026-11-19T12:00:00Z"), try Self.moment("2026-11-21T12:00:00Z"))
        #expect(schedule.next(after: last, now: now) { $0.upperBound } == now)
        let next = schedule.next(after: now, now: now) { $0.lowerBound }
        #expect(try next == Self.moment("2026-11-23T07:00:00Z"))
    }

    // MARK: Business hours

    @Test(arguments: [
        ("2026-11-20T12:00:00Z", "2026-11-20T12:15:00Z"), ("2026-11-20T18:50:00Z", "2026-11-23T07:00:00Z"),
        ("2026-11-20T06:30:00Z", "2026-11-20T07:00:00Z"),
    ])
    func `outside of its hours a board waits for the next opening`(last: String, next: String) throws {
        let (schedule, last) = (try Self.office(every: .seconds(900)), try Self.moment(last))
        #expect(try schedule.next(after: last, now: last) { $0.lowerBound } == Self.moment(next))
    }

    @Test func `what is caught up, tried again, jittered or read for the first time keeps to the hours`() throws {
        let schedule = try Self.office(every: .seconds(900))
        let (saturday, monday) = (try Self.moment("2026-11-21T12:00:00Z"), try Self.moment("2026-11-23T07:00:00Z"))
        #expect(schedule.next(after: nil, now: saturday) { $0.lowerBound } == monday)
        #expect(schedule.next(after: saturday - 86_400_000, now: saturday) { $0.lowerBound } == monday)
        let failure = Schedule.Failure(at: saturday, count: 3)
        #expect(schedule.next(after: nil, failure: failure, now: saturday) { $0.lowerBound } == monday)
        let evening = try Self.moment("2026-11-20T18:44:30Z")
        #expect(schedule.next(after: evening, now: evening) { $0.upperBound } == monday)
        #expect(schedule.next(after: evening, now: evening) { $0.lowerBound } == evening + 900_000)
    }

    // MARK: Deadlines

    @Test(arguments: [(10, 310), (60, 360), (600, 900), (900, 1350), (3600, 5400), (86_400, 129_600)])
    func `a read is late half an interval after it was due, five minutes at least`(interval: Int, late: Int64) {
        #expect(Schedule(interval: interval * 1000).deadline(after: Self.start) == Self.start + late * 1000)
    }

    @Test(arguments: [
        ("*/15 7-18 * * mon-fri", "2026-11-20T12:00:30Z", "2026-11-20T12:22:15Z"),
        // The night and the week-end between two times make neither the last one nor the first one later.
        ("*/15 7-18 * * mon-fri", "2026-11-20T18:30:00Z", "2026-11-20T18:52:30Z"),
        ("*/15 7-18 * * mon-fri", "2026-11-20T18:45:00Z", "2026-11-23T07:07:30Z"),
        ("30 2 * * *", "2026-11-20T02:30:00Z", "2026-11-21T14:30:00Z"),
        ("* * * * *", "2026-11-20T02:30:00Z", "2026-11-20T02:36:00Z"),
    ])
    func `a time of day is late by half of the shorter gap around it`(text: String, last: String, late: String) throws {
        let deadline = try Self.cron(text).deadline(after: Self.moment(last))
        // The last poll began some seconds behind its time.
        #expect(abs(try Self.moment(late) - deadline) <= 15_000)
    }

    @Test(arguments: [
        (900, "2026-11-20T12:00:00Z", "2026-11-20T12:22:30Z"), (900, "2026-11-20T18:40:00Z", "2026-11-23T07:02:30Z"),
        (900, "2026-11-20T18:50:00Z", "2026-11-23T07:07:30Z"), (86_400, "2026-11-19T09:00:00Z", "2026-11-23T09:00:00Z"),
    ])
    func `only working hours count`(interval: Int, last: String, late: String) throws {
        let schedule = try Self.office(every: .seconds(interval))
        #expect(try schedule.deadline(after: Self.moment(last)) == Self.moment(late))
    }
}
