import Testing
import WireProtocol

@testable import Sync

struct SageClockReadingTests {
    // 1,800,000,000 s is 08:00:00 UTC on 15 January 2027.
    private static let now: Int64 = 1_800_000_000_000

    private func read(_ stamp: String, _ zone: String, at now: Int64 = Self.now) throws -> SageClockReading {
        SageClockReading(AgentInfo.Clock(now: try #require(SageStamp(stamp)), zone: zone), now: now)
    }

    @Test(arguments: [
        ("20270115T08:00:00.000", "UTC", 0), ("20270115T08:00:03.250", "UTC", 3250),
        ("20270115T07:59:57.000", "UTC", -3000), ("20270115T00:00:00.000", "America/Los_Angeles", 0),
        ("20270115T09:00:00.000", "America/Los_Angeles", 9 * 3_600_000),
    ])
    func `Sage's wall clock is compared in its zone`(stamp: String, zone: String, ahead: Int64) throws {
        #expect(try read(stamp, zone).ahead == ahead)
    }

    @Test func `in the hour that comes twice the nearer one is meant`() throws {
        // 1 November 2026 in Los Angeles: 01:30 is 08:30 and 09:30 UTC.
        let first: Int64 = 1_793_521_800_000
        #expect(try read("20261101T01:30:02.000", "America/Los_Angeles", at: first).ahead == 2000)
        #expect(try read("20261101T01:30:02.000", "America/Los_Angeles", at: first + 3_600_000).ahead == 2000)
    }

    @Test func `a zone that is not known here leaves the difference open`() throws {
        let reading = try read("20270115T08:00:00.000", "Mars/Olympus")
        #expect(reading.ahead == nil && reading.zone == "Mars/Olympus")
    }

    @Test func `less than a second is no difference`() throws {
        let reading = try read("20270115T08:00:00.000", "UTC")
        #expect(reading.differs(from: nil))
        #expect(try !read("20270115T08:00:00.999", "UTC").differs(from: reading))
        #expect(try read("20270115T08:00:01.000", "UTC").differs(from: reading))
        #expect(try read("20270115T00:00:00.000", "America/Los_Angeles").differs(from: reading))
        #expect(try read("20270115T08:00:00.000", "Mars/Olympus").differs(from: reading))
    }
}
