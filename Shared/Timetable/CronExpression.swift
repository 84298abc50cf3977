/// Times of day on days of the calendar, as cron writes them: `*/15 7-18 * * mon-fri`.
///
/// Five fields: minute, hour, day of the month, month, day of the week. A day is one that both the day of the month and
/// the day of the week name; where neither of them is everything, one that either names (POSIX, "crontab").
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    /// The forms with a name, and what they stand for.
    private static let named = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]
    /// How many days the months have at most.
    private static let monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// As it was written.
    package let description: String
    private let minutes: CronField
    private let hours: CronField
    private let days: CronField
    private let months: CronField
    private let weekdays: CronField

    /// Reads an expression.
    ///
    /// - Parameter text: five fields with blanks between them, or one of the forms with a name.
    /// - Throws: ``CronFault``, also for a date that no year has.
    package init(_ text: String) throws(CronFault) {
        let known = text.hasPrefix("@") ? Self.named[text.lowercased()] : text
        let fields = (known ?? text).split { $0 == " " || $0 == "\t" }
        guard fields.count == 5 else {
            throw CronFault(
                text.hasPrefix("@")
                    ? "\"\(text)\" is not known" : "a cron expression of \(fields.count) fields",
                expected: "minute, hour, day of the month, month and day of the week, as in \"*/15 7-18 * * mon-fri\","
                    + " or one of \(Self.named.keys.sorted().joined(separator: ", "))")
        }
        description = text
        minutes = try CronField(fields[0], .minute)
        hours = try CronField(fields[1], .hour)
        days = try CronField(fields[2], .day)
        months = try CronField(fields[3], .month)
        weekdays = try CronField(fields[4], .weekday)
        guard !weekdays.isEverything || hasDay else {
            throw CronFault(
                "no month of \"\(fields[3])\" has a day \"\(fields[2])\": this never comes",
                expected: "a day that comes")
        }
    }

    private var hasDay: Bool {
        months.values().contains { month in days.first(from: 1).map { $0 <= Self.monthLengths[month - 1] } ?? false }
    }

    /// The first time after a moment.
    ///
    /// A time that the clock is set forward over comes at the moment of the jump. One that it is set back over comes
    /// once, the first time; where every hour is meant, both times, since what comes all day is a rhythm and not a time
    /// of day.
    ///
    /// - Parameters:
    ///   - moment: milliseconds since 1970.
    ///   - clock: the wall clock that the expression is about.
    /// - Returns: milliseconds since 1970, later than `moment`.
    package func next(after moment: Int64, on clock: WallClock) -> Int64 {
        // From the day before, whose last times may come again after midnight where the clock is set back then.
        var day = Day(of: clock.wallTime(at: moment)).advanced(by: -1)
        // Ends: a date that no year has is refused when the expression is read, and every other one comes within 8 years.
        while true {
            if let first = first(on: day, after: moment, clock) {
                return min(first, self.first(on: day.advanced(by: 1), after: moment, clock) ?? first)
            }
            day = day.advanced(by: 1)
        }
    }

    /// Whether a day is one of the expression's.
    private func names(_ day: Day) -> Bool {
        let (month, dayOfMonth) = day.monthAndDay
        guard months.contains(month) else { return false }
        let (isDay, isWeekday) = (days.contains(dayOfMonth), weekdays.contains(day.weekday))
        return days.isEverything || weekdays.isEverything ? isDay && isWeekday : isDay || isWeekday
    }

    private func first(on day: Day, after moment: Int64, _ clock: WallClock) -> Int64? {
        guard names(day) else { return nil }
        guard clock.jump(around: day) == 0 else { return firstOnJump(on: day, after: moment, clock) }
        let offset = clock.offset(at: day.start)
        let from = max(0, (moment + offset - day.start).floored(by: 60_000) + 1)
        guard from < 1440, let hour = hours.first(from: Int(from / 60)) else { return nil }
        let isStarted = hour == from / 60
        if let minute = minutes.first(from: isStarted ? Int(from % 60) : 0) {
            return day.start - offset + Int64(hour * 60 + minute) * 60_000
        }
        guard let hour = hours.first(from: hour + 1), let minute = minutes.first(from: 0) else { return nil }
        return day.start - offset + Int64(hour * 60 + minute) * 60_000
    }

    /// The same near a jump of the clock, where the order of times is not that of moments.
    private func firstOnJump(on day: Day, after moment: Int64, _ clock: WallClock) -> Int64? {
        // Times that are further apart than the clock jumps are in the order of moments.
        let jump = clock.jump(around: day)
        let start = clock.wallTime(at: moment) - jump
        var first: (wallTime: Int64, moment: Int64)?
        for hour in hours.values(from: Int(max(0, (start - day.start).floored(by: 3_600_000)))) {
            for minute in minutes.values() {
                let wallTime = day.start + Int64(hour * 60 + minute) * 60_000
                if let first, wallTime > first.wallTime + jump { return first.moment }
                let showing = clock.showing(wallTime)
                let moments = hours.isEverything ? [showing.first, showing.last] : [showing.first]
                for found in moments where found > moment && found < first?.moment ?? .max {
                    first = (wallTime, found)
                }
            }
        }
        return first?.moment
    }
}
