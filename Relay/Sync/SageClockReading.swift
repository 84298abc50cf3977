import Foundation
import Timetable
import WireProtocol

/// Sage's clock beside the relay's, as a read saw both.
package struct SageClockReading: Hashable, Sendable, Codable {
    /// Less than this is the way that an answer takes, and not worth writing down.
    private static let tolerance: Int64 = 1000

    /// The zone that the agent names.
    package var zone: String
    /// By how much Sage's clock is ahead of the relay's, in milliseconds; negative when it is behind, `nil` when the zone is
    /// not known here.
    package var ahead: Int64?

    /// Compares the clocks.
    ///
    /// - Parameters:
    ///   - clock: what the agent answered.
    ///   - now: the relay's clock when the answer came, in milliseconds since 1970.
    package init(_ clock: AgentInfo.Clock, now: Int64) {
        zone = clock.zone
        guard let zone = TimeZone(identifier: clock.zone), let epoch = SageStamp("19700101T00:00:00.000") else {
            return
        }
        let wallTime = Int64(clock.now.milliseconds(since: epoch))
        // In the hour that comes twice a year, the nearer one of both is meant.
        ahead = WallClock(zone: zone).moment(showing: wallTime, nearest: now) - now
    }

    /// Whether this says something else than an earlier reading.
    func differs(from earlier: SageClockReading?) -> Bool {
        guard let earlier, zone == earlier.zone else { return true }
        guard let ahead, let before = earlier.ahead else { return ahead != earlier.ahead }
        return abs(ahead - before) >= Self.tolerance
    }
}
