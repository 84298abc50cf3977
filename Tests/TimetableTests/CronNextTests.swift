import Foundation
import Testing
import Timetable

struct CronNextTests {
    @Test(arguments: [
        ("*/15 7-18 * * mon-fri", "2026-11-20T18:44:59Z", "2026-11-20T18:45:00Z"),
        ("*/15 7-18 * * mon-fri", "2026-11-20T18:45:00Z", "2026-11-23T07:00:00Z"),
        ("30 2 * * *", "2026-11-20T02:29:59Z", "2026-11-20T02:30:00Z"),
        ("30 2 * * *", "2026-11-20T02:30:00Z", "2026-11-21T02:30:00Z"),
        ("0 0 29 2 *", "2026-11-20T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"),
        ("0 0 1 1 *", "2026-12-31T23:59:00Z", "2027-01-01T00:00:00Z"),
        ("0 0 13 * fri", "2026-11-14T00:00:00Z", "2026-11-20T00:00:00Z"),
        ("0 0 */1 * fri", "2026-11-14T00:00:00Z", "2026-11-20T00:00:00Z"),
        ("0 0 31 2 mon", "2026-11-14T00:00:00Z", "2027-02-01T00:00:00Z"),
        ("0 12 * * 7", "2026-11-20T00:00:00Z", "2026-11-22T12:00:00Z"),
        ("0 12 * * sat-sun", "2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z"),
        ("@weekly", "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"),
        ("@hourly", "2026-11-20T00:00:01Z", "2026-11-20T01:00:00Z"),
        ("59 23 31 12 *", "1969-12-30T00:00:00Z", "1969-12-31T23:59:00Z"),
    ])
    func `the next time is the first after the moment`(text: String, after: String, next: String) throws {
        let moment = try CronExpression(text).next(after: Moments.moment(after), on: .utc)
        #expect(Moments.text(moment, .utc) == next)
    }

    @Test(arguments: [
        // Forward from 02:00 to 03:00: what lies between comes once, at the jump.
        (
            "30 2 * * *", "Europe/Berlin",
            ["2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"]
        ),
        (
            "0,30 2 * * *", "Europe/Berlin",
            ["2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00"]
        ),
        (
            "*/30 2-3 * * *", "Europe/Berlin",
            ["2026-03-28T03:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00"]
        ),
        (
            "30 * * * *", "Europe/Berlin",
            ["2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00"]
        ),
        // Back from 03:00 to 02:00: once, the first time.
        (
            "30 2 * * *", "Europe/Berlin",
            ["2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]
        ),
        (
            "0 3 * * *", "Europe/Berlin",
            ["2026-10-24T03:00:00+02:00", "2026-10-25T03:00:00+01:00", "2026-10-26T03:00:00+01:00"]
        ),
        (
            "*/30 1-3 * * *", "Europe/Berlin",
            ["2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T03:00:00+01:00"]
        ),
        // Every hour is a rhythm: the hour that comes twice has both.
        (
            "*/30 * * * *", "Europe/Berlin",
            [
                "2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+01:00",
                "2026-10-25T02:30:00+01:00", "2026-10-25T03:00:00+01:00",
            ]
        ),
        (
            "30 2 * * *", "America/New_York",
            ["2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"]
        ),
        (
            "30 1 * * *", "America/New_York",
            ["2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"]
        ),
        // Half an hour, and midnight.
        (
            "15 2 * * *", "Australia/Lord_Howe",
            ["2026-10-03T02:15:00+10:30", "2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"]
        ),
        (
            "0 0 * * *", "Africa/Cairo",
            ["2026-04-23T00:00:00+02:00", "2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"]
        ),
    ])
    func `a time that a jump of the clock leaves out or repeats comes once`(
        text: String, zone: String, times: [String]
    ) throws {
        let (expression, clock) = (try CronExpression(text), try Moments.clock(zone))
        var moment = try Moments.moment(times[0])
        for time in times.dropFirst() {
            moment = expression.next(after: moment, on: clock)
            #expect(Moments.text(moment, clock) == time)
        }
    }

    @Test(arguments: 0..<60)
    func `the next time is later, is named, and no named minute lies between`(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let generated = GeneratedExpression(&random)
        let expression = try CronExpression(generated.description)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        var moment = Int64.random(in: 0...4_000_000_000, using: &random) * 1000
        for _ in 0..<5 {
            let next = expression.next(after: moment, on: .utc)
            #expect(next > moment)
            #expect(next % 60_000 == 0)
            var minute = (moment / 60_000 + 1) * 60_000
            // What is not named is passed over whole, so that a yearly expression can be looked at too.
            while minute <= next {
                let date = WalkedCalendar.Parts(minute, calendar)
                if !generated.names(month: date.month, day: date.day, weekday: date.weekday) {
                    #expect(next / 86_400_000 != minute / 86_400_000)
                    minute = (minute / 86_400_000 + 1) * 86_400_000
                    continue
                }
                if !generated.hours.contains(date.hour) {
                    #expect(next / 3_600_000 != minute / 3_600_000)
                    minute = (minute / 3_600_000 + 1) * 3_600_000
                    continue
                }
                let isNamed = generated.minutes.contains(date.minute)
                guard isNamed == (minute == next) else {
                    Issue.record("\(generated): \(Moments.text(minute, .utc)), next is \(Moments.text(next, .utc))")
                    break
                }
                minute += 60_000
            }
            moment = next
        }
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/New_York", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"), ("America/Havana", "2026-11-01"),
        ("Africa/Cairo", "2026-04-24"), ("Africa/Cairo", "2026-10-30"), ("America/St_Johns", "2006-10-29"),
    ])
    func `around a jump the times are those of a calendar that is walked minute by minute`(
        zone: String, day: String
    ) throws {
        var random = SplitMix(state: 99)
        let clock = try Moments.clock(zone)
        let start = try Moments.moment("\(day)T00:00:00Z") - 86_400_000
        let walk = WalkedCalendar(from: start, minutes: 2880, clock.zone)
        for _ in 0..<40 {
            let generated = GeneratedExpression(&random)
            let expression = try CronExpression(generated.description)
            var found: [Int64] = []
            var moment = start - 1
            while true {
                moment = expression.next(after: moment, on: clock)
                guard moment < start + 2880 * 60_000 else { break }
                found.append(moment)
            }
            let difference = Set(found).symmetricDifference(walk.times(of: generated)).sorted()
            #expect(found == found.sorted() && difference.isEmpty, "\(generated): \(difference)")
        }
    }
}
