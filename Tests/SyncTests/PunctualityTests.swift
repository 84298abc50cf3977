import Sync
import Testing
import Timetable

struct PunctualityTests {
    private static let minute: Int64 = 60_000
    private static let start: Int64 = 1_800_000_000_000
    private let polls = Schedule(interval: 15 * 60_000)

    private func judge(
        polledAt: Int64?, startedAt: Int64? = nil, isPaused: Bool = false, at now: Int64, _ polls: Schedule? = nil
    ) -> Punctuality {
        Punctuality(polls: polls ?? self.polls, polledAt: polledAt, startedAt: startedAt, isPaused: isPaused, now: now)
    }

    @Test func `a board is late when its interval and half of it have passed, and not before`() {
        let deadline = Self.start + 22 * Self.minute + 30_000
        #expect(judge(polledAt: Self.start, at: Self.start) == .onTime)
        #expect(judge(polledAt: Self.start, at: deadline) == .onTime)
        #expect(judge(polledAt: Self.start, at: deadline + 1) == .late(since: deadline))
    }

    @Test func `a paused board is never late`() {
        #expect(judge(polledAt: Self.start, isPaused: true, at: Self.start + 86_400_000) == .resting)
    }

    @Test func `a board that was never read is late some minutes after a relay could have`() {
        #expect(judge(polledAt: nil, at: Self.start) == .onTime)
        #expect(judge(polledAt: nil, startedAt: Self.start, at: Self.start + 5 * Self.minute) == .onTime)
        let late = Punctuality.late(since: Self.start + 5 * Self.minute)
        #expect(judge(polledAt: nil, startedAt: Self.start, at: Self.start + 5 * Self.minute + 1) == late)
        #expect(judge(polledAt: Self.start, startedAt: Self.start + 86_400_000, at: Self.start + 86_400_000) != .onTime)
    }

    @Test func `outside of its hours a board rests, however long ago it was read`() throws {
        let (from, to) = (BusinessHours.TimeOfDay("07:00"), BusinessHours.TimeOfDay("19:00"))
        let hours = try BusinessHours(days: BusinessHours.Weekdays("*"), from: #require(from), to: #require(to))
        let polls = Schedule(.interval(.seconds(900)), hours: hours)
        // 1,800,000,000 s is 08:00 UTC.
        let evening = Self.start + 11 * 3_600_000
        #expect(judge(polledAt: Self.start, at: evening - 1, polls) != .onTime)
        #expect(judge(polledAt: Self.start, at: evening, polls) == .resting)
        #expect(judge(polledAt: Self.start, at: evening + 12 * 3_600_000 - 1, polls) == .resting)
        #expect(judge(polledAt: Self.start, at: evening + 12 * 3_600_000, polls) != .resting)
    }

    // MARK: The alarm

    @Test func `an alarm is raised once, repeated each hour, and taken back once`() {
        var alarm = LateAlarm(now: 0)
        let late = Punctuality.late(since: 1)
        #expect(alarm.judge(.onTime, now: 0) == nil)
        #expect(alarm.judge(late, now: 10 * Self.minute) == .late(since: 1))
        #expect(alarm.judge(late, now: 70 * Self.minute - 1) == nil)
        #expect(alarm.judge(late, now: 70 * Self.minute) == .late(since: 1))
        #expect(alarm.judge(.onTime, now: 71 * Self.minute) == .recovered)
        #expect(alarm.judge(.onTime, now: 72 * Self.minute) == nil)
        #expect(alarm.judge(late, now: 73 * Self.minute) == .late(since: 1))
    }

    @Test func `after a start and after a rest a board has time to catch up`() {
        var alarm = LateAlarm(now: 0)
        let late = Punctuality.late(since: -1000)
        #expect(alarm.judge(late, now: 5 * Self.minute - 1) == nil)
        #expect(alarm.judge(.onTime, now: 5 * Self.minute) == nil)
        #expect(alarm.judge(.resting, now: 600 * Self.minute) == nil)
        #expect(alarm.judge(late, now: 605 * Self.minute - 1) == nil)
        #expect(alarm.judge(late, now: 605 * Self.minute) == .late(since: -1000))
    }

    @Test func `a rest neither repeats an alarm nor takes it back`() {
        var alarm = LateAlarm(now: -5 * Self.minute)
        #expect(alarm.judge(.late(since: 0), now: 1) == .late(since: 0))
        #expect(alarm.judge(.resting, now: 600 * Self.minute) == nil)
        #expect(alarm.judge(.onTime, now: 700 * Self.minute) == .recovered)
    }
}
