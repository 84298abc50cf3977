import Foundation
import SimulatedSage
import Testing
import WireProtocol

struct SageClockTests {
    private func clock(_ zone: String, at seconds: Double) throws -> SageClock {
        let zone = try #require(TimeZone(identifier: zone))
        return SageClock(zone: zone, realTime: { Date(timeIntervalSince1970: seconds) })
    }

    @Test(arguments: [
        ("GMT", 0.0, "19700101T00:00:00.000"),
        ("America/Los_Angeles", 0.5, "19691231T16:00:00.500"),
        ("Asia/Kathmandu", 1_767_225_600, "20260101T05:45:00.000"),
        // The last second before clocks are put forward, and the first after.
        ("America/Los_Angeles", 1_772_963_999, "20260308T01:59:59.000"),
        ("America/Los_Angeles", 1_772_964_000, "20260308T03:00:00.000"),
        // 01:30 is shown twice when they are put back.
        ("America/Los_Angeles", 1_793_521_800, "20261101T01:30:00.000"),
        ("America/Los_Angeles", 1_793_525_400, "20261101T01:30:00.000"),
    ])
    func `a running clock shows the wall clock of its zone`(zone: String, seconds: Double, shown: String) throws {
        #expect(try clock(zone, at: seconds).now.text == shown)
    }

    @Test func `a clock is put forward and back`() throws {
        var running = try clock("GMT", at: 86_399.5)
        running.advance(by: .milliseconds(500))
        #expect(running.now.text == "19700102T00:00:00.000")
        running.advance(by: .seconds(-1))
        #expect(running.now.text == "19700101T23:59:59.000")
        var standing = SageClock.standing(try stamp())
        standing.advance(by: .seconds(3600))
        #expect(standing.now.text == "20260310T13:00:00.000")
    }
}
