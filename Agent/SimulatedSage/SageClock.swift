import Foundation
import WireProtocol

/// The wall clock of the machine on which the simulated Sage runs.
package struct SageClock: Sendable {
    /// Where the time comes from.
    package enum Source: Sendable, Equatable {
        /// The clock stands at this moment until it is advanced.
        case standing(SageStamp)
        /// The real time in the clock's zone, this many milliseconds ahead.
        case running(aheadMilliseconds: Int)
    }

    package let zone: TimeZone
    package private(set) var source: Source
    private let realTime: @Sendable () -> Date

    /// The zone of a company whose files name none.
    package static let usualZone = "America/Los_Angeles"

    /// Makes a clock.
    ///
    /// - Parameters:
    ///   - zone: its zone.
    ///   - source: where its time comes from.
    ///   - realTime: the real time.
    package init(
        zone: TimeZone, source: Source = .running(aheadMilliseconds: 0),
        realTime: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.zone = zone
        self.source = source
        self.realTime = realTime
    }

    /// A clock that stands at a moment.
    package static func standing(_ stamp: SageStamp, zone: TimeZone = .gmt) -> SageClock {
        SageClock(zone: zone, source: .standing(stamp))
    }

    /// What the clock shows; where the zone sets its clocks back, it shows one hour twice, as Sage's does.
    package var now: SageStamp {
        switch source {
        case .standing(let stamp): return stamp
        case .running(let ahead):
            let time = realTime().addingTimeInterval(Double(ahead) / 1000)
            let milliseconds = Int((time.timeIntervalSince1970 * 1000).rounded(.down))
            return Self.epoch.advanced(milliseconds: milliseconds + zone.secondsFromGMT(for: time) * 1000)
        }
    }

    /// Puts the clock forward, or back when the duration is negative.
    package mutating func advance(by duration: Duration) {
        let milliseconds = Int(duration / .milliseconds(1))
        switch source {
        case .standing(let stamp): source = .standing(stamp.advanced(milliseconds: milliseconds))
        case .running(let ahead): source = .running(aheadMilliseconds: ahead + milliseconds)
        }
    }

    private static let epoch: SageStamp = {
        guard let epoch = SageStamp("19700101T00:00:00.000") else { preconditionFailure("1970 began on a real day") }
        return epoch
    }()
}
