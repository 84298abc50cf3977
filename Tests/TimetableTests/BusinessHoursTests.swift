import Testing
import Timetable

struct BusinessHoursTests {
    private func hours(_ days: String, _ from: String, _ to: String) throws -> BusinessHours {
        let start = try #require(BusinessHours.TimeOfDay(from))
        let end = try #require(BusinessHours.TimeOfDay(to))
        let weekdays = try BusinessHours.Weekdays(days)
        return try #require(BusinessHours(days: weekdays, from: start, to: end))
    }

    @Test(arguments: [
        ("00:00", 0), ("07:00", 420), ("23:59", 1439), ("24:00", 1440),
    ])
    func `a time of day is hours and minutes`(text: String, minute: Int) {
        #expect(BusinessHours.TimeOfDay(text)?.minute == minute)
    }

    @Test(arguments: ["", "7:00", "07:60", "24:01", "25:00", "07:00:00", "0700", "+7:00", "07:0 ", "٠٧:٠٠"])
    func `what is no time of day is refused`(text: String) {
        #expect(BusinessHours.TimeOfDay(text) == nil)
    }

    @Test func `hours that end when they begin are refused`() throws {
        let seven = try #require(BusinessHours.TimeOfDay("07:00"))
        #expect(try BusinessHours(days: BusinessHours.Weekdays("*"), from: seven, to: seven) == nil)
    }

    // 20 November 2026 is a Friday.
    @Test(arguments: [
        ("mon-fri", "07:00", "19:00", "2026-11-20T06:59:59Z", "2026-11-20T07:00:00Z"),
        ("mon-fri", "07:00", "19:00", "2026-11-20T07:00:00Z", "2026-11-20T07:00:00Z"),
        ("mon-fri", "07:00", "19:00", "2026-11-20T18:59:59Z", "2026-11-20T18:59:59Z"),
        ("mon-fri", "07:00", "19:00", "2026-11-20T19:00:00Z", "2026-11-23T07:00:00Z"),
        ("mon-fri", "00:00", "24:00", "2026-11-20T23:59:59Z", "2026-11-20T23:59:59Z"),
        ("mon-fri", "00:00", "24:00", "2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z"),
        // Over midnight: the night belongs to the day on which it begins.
        ("mon-fri", "22:00", "06:00", "2026-11-21T05:59:59Z", "2026-11-21T05:59:59Z"),
        ("mon-fri", "22:00", "06:00", "2026-11-21T06:00:00Z", "2026-11-23T22:00:00Z"),
        ("mon-fri", "22:00", "06:00", "2026-11-23T01:00:00Z", "2026-11-23T22:00:00Z"),
        ("sun", "07:00", "19:00", "2026-11-22T19:00:00Z", "2026-11-29T07:00:00Z"),
    ])
    func `the opening is now within the hours, and else the next one`(
        days: String, from: String, to: String, moment: String, opening: String
    ) throws {
        let hours = try hours(days, from, to)
        let moment = try Moments.moment(moment)
        #expect(Moments.text(hours.opening(from: moment, on: .utc), .utc) == opening)
        #expect(hours.isOpen(at: moment, on: .utc) == (Moments.text(moment, .utc) == opening))
    }

    @Test func `hours are those of the zone, and a jump of the clock shifts them`() throws {
        let (hours, clock) = (try hours("*", "02:00", "05:00"), try Moments.clock("Europe/Berlin"))
        let opening = hours.opening(from: try Moments.moment("2026-03-28T12:00:00Z"), on: clock)
        #expect(Moments.text(opening, clock) == "2026-03-29T03:00:00+02:00")
        let winter = hours.opening(from: try Moments.moment("2026-10-24T12:00:00Z"), on: clock)
        #expect(Moments.text(winter, clock) == "2026-10-25T02:00:00+02:00")
        #expect(Moments.text(hours.adding(4 * 3_600_000, to: winter, on: clock), clock) == "2026-10-25T05:00:00+01:00")
    }

    @Test func `hours of which a jump of the clock leaves nothing are passed over`() throws {
        let (hours, clock) = (try hours("sun", "02:00", "03:00"), try Moments.clock("Europe/Berlin"))
        let opening = hours.opening(from: try Moments.moment("2026-03-28T12:00:00Z"), on: clock)
        #expect(Moments.text(opening, clock) == "2026-04-05T02:00:00+02:00")
    }

    @Test(arguments: [
        (10, "2026-11-20T18:00:00Z", "2026-11-20T18:10:00Z"), (60, "2026-11-20T18:00:00Z", "2026-11-20T19:00:00Z"),
        (61, "2026-11-20T18:00:00Z", "2026-11-23T07:01:00Z"), (5, "2026-11-21T12:00:00Z", "2026-11-23T07:05:00Z"),
        (1500, "2026-11-20T18:00:00Z", "2026-11-24T19:00:00Z"),
    ])
    func `time is counted within the hours only`(minutes: Int64, from: String, until: String) throws {
        let end = try hours("mon-fri", "07:00", "19:00").adding(minutes * 60_000, to: Moments.moment(from), on: .utc)
        #expect(Moments.text(end, .utc) == until)
    }

    @Test(arguments: ["00:00", "07:00", "24:00"])
    func `hours that begin when the day is over are none`(to: String) throws {
        let days = try BusinessHours.Weekdays("mon-fri")
        let (from, to) = (try #require(BusinessHours.TimeOfDay("24:00")), try #require(BusinessHours.TimeOfDay(to)))
        #expect(BusinessHours(days: days, from: from, to: to) == nil)
    }
}
