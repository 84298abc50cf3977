/// A day of the Gregorian calendar on some wall clock, by its number since 1 January 1970.
struct Day: Hashable, Sendable {
    /// Milliseconds of a day whose clock does not jump.
    static let length: Int64 = 86_400_000

    let number: Int64

    init(number: Int64) {
        self.number = number
    }

    /// The day that a wall clock's time is on, in milliseconds since its own 1 January 1970.
    init(of wallTime: Int64) {
        number = wallTime.floored(by: Self.length)
    }

    /// Midnight at its start, in milliseconds since the wall clock's 1 January 1970.
    var start: Int64 { number * Self.length }

    /// 0 for Sunday to 6 for Saturday; 1 January 1970 was a Thursday.
    var weekday: Int { Int(number + 4 - (number + 4).floored(by: 7) * 7) }

    /// Month, 1 to 12, and day of the month, 1 to 31: days are counted from 1 March, so that the leap day comes last.
    var monthAndDay: (month: Int, day: Int) {
        let shifted = number + 719_468
        let dayOfEra = shifted - shifted.floored(by: 146_097) * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (Int(month < 10 ? month + 3 : month - 9), Int(dayOfYear - (153 * month + 2) / 5 + 1))
    }

    func advanced(by days: Int64) -> Day { Day(number: number + days) }
}

extension Int64 {
    /// The quotient rounded down, also for negative values.
    func floored(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : (self - divisor + 1) / divisor
    }
}
