import Foundation
import Testing
import WireProtocol

struct SageStampTests {
    @Test(arguments: [
        ("15.5", "15:30:00.000"), ("15.50000", "15:30:00.000"), ("8.49238", "08:29:32.568"), ("", "00:00:00.000"),
        ("   ", "00:00:00.000"), ("7", "07:00:00.000"), (" 7", "07:00:00.000"), (".5", "00:30:00.000"),
        ("7.", "07:00:00.000"), ("0.00001", "00:00:00.036"), ("12.00001", "12:00:00.036"),
        ("23.99999", "23:59:59.964"), ("23.9999999", "23:59:59.999"), ("23.99999999999", "23:59:59.999"),
    ])
    func `decimal hours become a time of day`(hours: String, time: String) {
        #expect(SageStamp(date: "20260131", time: hours)?.text == "20260131T" + time)
    }

    @Test(arguments: [
        "24", "24.00000", "99", "100", "007", "-1", "+5", "x", "1,5", "1.5.2", "1e1", "15:30", ".", "1 5", "1. 5",
        "\u{661}", "1\u{0}",
    ])
    func `what is no time of day makes no stamp`(time: String) {
        #expect(SageStamp(date: "20260131", time: time) == nil)
    }

    @Test(arguments: ["", "        ", "00000000", "20260230", "2026013", "202601310", "2026-01-31", "2026013x"])
    func `what is no day makes no stamp`(date: String) {
        #expect(SageStamp(date: date, time: "1") == nil)
        #expect(SageDate(date) == nil)
    }

    @Test(arguments: [
        "", "20260131", "20260131T12:00:00", "20260131 12:00:00.000", "20260131T24:00:00.000", "20260131T12:60:00.000",
        "20260131T12:00:60.000", "20260131T12:00:00,000", "20260131T12:00:00.0000", "20260131T12:00:00.000Z",
        "20260131T-1:00:00.000", " 20260131T1:00:00.000", "20260131T12:00:00.00\u{661}",
    ])
    func `a text of another form is refused`(text: String) throws {
        #expect(SageStamp(text) == nil)
        let json = try JSONEncoder().encode(text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SageStamp.self, from: json) }
    }

    @Test(arguments: ["20240229", "20000229", "20260228", "00040229", "20260430", "20261231"])
    func `the last day of a month is one`(date: String) {
        #expect(SageDate(date)?.text == date)
    }

    @Test(arguments: [
        "20230229", "19000229", "21000229", "20240230", "20260431", "20261301", "20260001", "20260100", "20260132",
    ])
    func `a day that the calendar does not have is refused`(date: String) {
        #expect(SageDate(date) == nil)
    }

    @Test(arguments: [
        ("20260131T23:59:59.999", 1, "20260201T00:00:00.000"), ("20261231T23:59:59.999", 1, "20270101T00:00:00.000"),
        ("20270101T00:00:00.000", -1, "20261231T23:59:59.999"),
        ("20240228T23:00:00.000", hour, "20240229T00:00:00.000"),
        ("20230228T23:00:00.000", hour, "20230301T00:00:00.000"),
        ("21000228T23:00:00.000", hour, "21000301T00:00:00.000"),
        ("20240301T00:00:00.000", -1, "20240229T23:59:59.999"),
        ("20240301T12:00:00.000", -366 * day, "20230301T12:00:00.000"),
        ("20000101T00:00:00.000", 146_097 * day, "24000101T00:00:00.000"),
        ("20260308T01:59:59.999", 1, "20260308T02:00:00.000"),
        ("20260329T02:30:00.000", -hour, "20260329T01:30:00.000"),
        ("20260131T00:00:00.000", 0, "20260131T00:00:00.000"),
        ("00000301T00:00:00.000", -day, "00000229T00:00:00.000"),
    ])
    func `a wall clock that never jumps goes on over every edge`(from: String, milliseconds: Int, to: String) throws {
        let (start, end) = try (#require(SageStamp(from)), #require(SageStamp(to)))
        #expect(start.advanced(milliseconds: milliseconds) == end)
        #expect(end.milliseconds(since: start) == milliseconds)
    }

    @Test(arguments: [
        ("99991231T23:59:59.999", 1, "99991231T23:59:59.999"),
        ("99990601T00:00:00.000", 400 * day, "99991231T23:59:59.999"),
        ("00000101T00:00:00.000", -1, "00000101T00:00:00.000"),
        ("00001201T12:00:00.000", -400 * day, "00000101T00:00:00.000"),
    ])
    func `beyond the years that can be written it stands at the edge`(from: String, milliseconds: Int, to: String)
        throws
    {
        #expect(try #require(SageStamp(from)).advanced(milliseconds: milliseconds).text == to)
    }

    @Test(arguments: [1899...1904, 1999...2004, 2099...2104])
    func `every day follows the one before it`(years: ClosedRange<Int>) throws {
        let days = years.flatMap { year in
            (1...12).flatMap { month in
                (1...31).compactMap { SageDate(String(year * 10_000 + month * 100 + $0)) }
            }
        }
        for (date, next) in zip(days, days.dropFirst()) {
            let stamp = try #require(SageStamp(date.text + "T18:00:00.000"))
            #expect(stamp.advanced(milliseconds: Self.day).date == next.text)
        }
    }

    @Test func `every time that Sage can write comes back to the letter`() throws {
        for units in stride(from: 0, to: 2_400_000, by: 997) {
            let hours = "\(units / 100_000)." + String(String(100_000 + units % 100_000).dropFirst())
            #expect(try #require(SageStamp(date: "20260131", time: hours)).decimalHours == hours)
        }
    }

    @Test func `a stamp in decimal hours is less than 36 milliseconds early`() throws {
        let midnight = try #require(SageStamp("20260131T00:00:00.000"))
        for milliseconds in Array(stride(from: 0, to: Self.day, by: 86_399)) + [Self.day - 1] {
            let stamp = midnight.advanced(milliseconds: milliseconds)
            let back = try #require(SageStamp(date: stamp.date, time: stamp.decimalHours))
            #expect(0..<36 ~= stamp.milliseconds(since: back))
            #expect(stamp.millisecondOfDay == milliseconds)
            #expect(stamp.startOfDay == midnight)
        }
    }

    @Test func `stamps and days sort as the moments do`() throws {
        let moments = [
            "19991231T23:59:59.999", "20000101T00:00:00.000", "20260131T09:00:00.000", "20260131T10:00:00.000",
            "20260131T10:00:00.001", "20261001T00:00:00.000",
        ]
        let stamps = try moments.map { try #require(SageStamp($0)) }
        #expect(stamps.reversed().sorted() == stamps)
        let days = try ["19991231", "20260131", "20260201", "20261001"].map { try #require(SageDate($0)) }
        #expect(days.reversed().sorted() == days)
    }

    @Test func `a day is shown with hyphens and travels without`() throws {
        let date = try #require(SageDate("20260131"))
        #expect(date.iso == "2026-01-31")
        #expect(try String(decoding: JSONEncoder().encode(date), as: UTF8.self) == #""20260131""#)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SageDate.self, from: Data(#""2026-01-31""#.utf8))
        }
    }

    private static let hour = 3_600_000
    private static let day = 86_400_000
}
