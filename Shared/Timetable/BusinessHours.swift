/// When an office works: from one time of day to another one, on some days of the week.
package struct BusinessHours: Hashable, Sendable {
    /// A time of day, `07:00` to `24:00`.
    package struct TimeOfDay: Hashable, Sendable {
        /// Minutes since midnight, 0 to 1440.
        package let minute: Int

        /// Reads `HH:MM`; `nil` for anything else.
        package init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2,
                parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
            else { return nil }
            self.minute = hour * 60 + minute
        }
    }

    /// Days of the week, as a cron expression writes them: `mon-fri`.
    package struct Weekdays: Hashable, Sendable {
        fileprivate let field: CronField

        /// Reads the days.
        ///
        /// - Parameter text: a list of days and ranges of days.
        /// - Throws: ``CronFault``.
        package init(_ text: String) throws(CronFault) {
            field = try CronField(Substring(text), .weekday)
        }
    }

    private let days: Weekdays
    private let from: TimeOfDay
    private let to: TimeOfDay

    /// Makes hours.
    ///
    /// - Parameters:
    ///   - days: the days on which they begin.
    ///   - from: when they begin.
    ///   - to: when they end; on the next day, when that is earlier than `from`. `nil` is made of two equal times, and of
    ///     hours that begin at 24:00, when no day is left.
    package init?(days: Weekdays, from: TimeOfDay, to: TimeOfDay) {
        guard from != to, from.minute < 24 * 60 else { return nil }
        self.days = days
        self.from = from
        self.to = to
    }

    /// Whether the office works at a moment.
    ///
    /// - Parameters:
    ///   - moment: milliseconds since 1970.
    ///   - clock: the office's wall clock.
    /// - Returns: whether it does.
    package func isOpen(at moment: Int64, on clock: WallClock) -> Bool {
        opening(from: moment, on: clock) == moment
    }

    /// The first moment from another one on at which the office works.
    ///
    /// - Parameters:
    ///   - moment: milliseconds since 1970.
    ///   - clock: the office's wall clock.
    /// - Returns: milliseconds since 1970; `moment` itself when the office works then.
    package func opening(from moment: Int64, on clock: WallClock) -> Int64 {
        max(moment, window(endingAfter: moment, clock).lowerBound)
    }

    /// The moment at which the office has worked for some time.
    ///
    /// - Parameters:
    ///   - duration: milliseconds of work.
    ///   - moment: from when on, in milliseconds since 1970.
    ///   - clock: the office's wall clock.
    /// - Returns: milliseconds since 1970.
    package func adding(_ duration: Int64, to moment: Int64, on clock: WallClock) -> Int64 {
        var (rest, now) = (duration, moment)
        while true {
            let window = window(endingAfter: now, clock)
            now = max(now, window.lowerBound)
            guard now + rest > window.upperBound else { return now + rest }
            rest -= window.upperBound - now
            now = window.upperBound
        }
    }

    /// The first working hours that are not over at a moment.
    private func window(endingAfter moment: Int64, _ clock: WallClock) -> Range<Int64> {
        // From the day before, whose hours may go on over midnight.
        var day = Day(of: clock.wallTime(at: moment)).advanced(by: -1)
        // Ends: there is a day of the week, and hours that a jump of the clock leaves nothing of are there a week later.
        while true {
            if days.field.contains(day.weekday) {
                let start = clock.showing(day.start + Int64(from.minute) * 60_000).first
                let lastDay = to.minute > from.minute ? day : day.advanced(by: 1)
                let end = clock.showing(lastDay.start + Int64(to.minute) * 60_000).last
                if moment < end, start < end { return start..<end }
            }
            day = day.advanced(by: 1)
        }
    }
}
