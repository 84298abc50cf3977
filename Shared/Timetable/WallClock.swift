import Foundation

/// The wall clock of a time zone, with its jumps.
///
/// Moments are milliseconds since 1970; wall times are what the clock shows, as milliseconds since its own 1 January
/// 1970.
package struct WallClock: Hashable, Sendable {
    /// The clock without jumps.
    package static let utc = WallClock(zone: .gmt)

    package let zone: TimeZone

    package init(zone: TimeZone) {
        self.zone = zone
    }

    /// The moments at which the clock shows something.
    enum Showing: Hashable {
        case once(Int64)
        /// The clock is set back over it: once before that, once after.
        case twice(Int64, Int64)
        /// The clock is set forward over it, at this moment.
        case never(jump: Int64)

        var first: Int64 {
            switch self {
            case .once(let moment), .twice(let moment, _), .never(let moment): moment
            }
        }

        var last: Int64 {
            switch self {
            case .once(let moment), .twice(_, let moment), .never(let moment): moment
            }
        }
    }

    /// What the clock shows at a moment.
    package func wallTime(at moment: Int64) -> Int64 { moment + offset(at: moment) }

    /// The moment nearest to another one at which the clock shows a wall time: which of two, where it shows it twice.
    package func moment(showing wallTime: Int64, nearest other: Int64) -> Int64 {
        let showing = showing(wallTime)
        return abs(showing.first - other) <= abs(showing.last - other) ? showing.first : showing.last
    }

    /// By how much the clock is ahead of UTC, in milliseconds.
    func offset(at moment: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment) / 1000))) * 1000
    }

    /// When the clock shows a wall time.
    ///
    /// No zone is more than a day from UTC, and none jumps twice within two days.
    func showing(_ wallTime: Int64) -> Showing {
        let (before, after) = (offset(at: wallTime - Day.length), offset(at: wallTime + Day.length))
        let (early, late) = (wallTime - before, wallTime - after)
        guard early != late else { return .once(early) }
        switch (offset(at: early) == before, offset(at: late) == after) {
        case (true, true): return .twice(min(early, late), max(early, late))
        case (true, false): return .once(early)
        case (false, true): return .once(late)
        case (false, false): return .never(jump: jump(between: wallTime - Day.length, and: wallTime + Day.length))
        }
    }

    /// How far the clock jumps on a day or on the days beside it, in milliseconds; 0 for not at all.
    func jump(around day: Day) -> Int64 {
        abs(offset(at: day.start + 2 * Day.length) - offset(at: day.start - Day.length))
    }

    /// The first moment of another offset; clocks jump on whole seconds.
    private func jump(between start: Int64, and end: Int64) -> Int64 {
        let before = offset(at: start)
        var (low, high) = (start.floored(by: 1000), end.floored(by: 1000))
        while high - low > 1 {
            let middle = (low + high) / 2
            if offset(at: middle * 1000) == before { low = middle } else { high = middle }
        }
        return high * 1000
    }
}
