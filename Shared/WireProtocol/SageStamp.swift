/// A moment on Sage's own wall clock, without a zone: text `YYYYMMDDThh:mm:ss.mmm`.
///
/// Sage 100 keeps a date (`DateUpdated`, eight digits) and a time in decimal hours (`TimeUpdated`, `15.5` is 15:30);
/// the agent joins them into this form. A blank time becomes 00:00:00.000. The zone is in `GET /v1/info`. The text
/// form sorts as the moments do.
package struct SageStamp: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The stamp as it travels.
    package let text: String

    /// Takes a text of the form `YYYYMMDDThh:mm:ss.mmm` that names a real moment; `nil` for any other.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 21, bytes[8] == UInt8(ascii: "T"), bytes[11] == UInt8(ascii: ":"),
            bytes[14] == UInt8(ascii: ":"), bytes[17] == UInt8(ascii: "."),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[4..<6]),
            let day = Self.number(bytes[6..<8]), let hour = Self.number(bytes[9..<11]),
            let minute = Self.number(bytes[12..<14]), let second = Self.number(bytes[15..<17]),
            Self.number(bytes[18..<21]) != nil,
            1...12 ~= month, 1...Self.days(inMonth: month, year: year) ~= day, hour < 24, minute < 60, second < 60
        else { return nil }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// Joins Sage's two fields.
    ///
    /// - Parameters:
    ///   - date: eight digits, `YYYYMMDD`.
    ///   - time: decimal hours as Sage writes them (`8.49238`, `15.5`, ` 7`), or blank for midnight. From 24 on, or
    ///     not a number, there is no stamp.
    package init?(date: String, time: String) {
        var hours = Array(time.utf8)[...]
        while hours.first == UInt8(ascii: " ") { hours.removeFirst() }
        while hours.last == UInt8(ascii: " ") { hours.removeLast() }
        guard let milliseconds = hours.isEmpty ? 0 : Self.milliseconds(decimalHours: hours) else { return nil }
        self.init(date + "T" + Self.clock(milliseconds))
    }

    /// The eight digits of the day, `YYYYMMDD`.
    package var date: String { String(text.prefix(8)) }

    /// Milliseconds since midnight, 0 to 86,399,999.
    package var millisecondOfDay: Int {
        let bytes = Array(text.utf8)
        let (hour, minute) = (Self.number(bytes[9..<11]) ?? 0, Self.number(bytes[12..<14]) ?? 0)
        let (second, milli) = (Self.number(bytes[15..<17]) ?? 0, Self.number(bytes[18..<21]) ?? 0)
        return ((hour * 60 + minute) * 60 + second) * 1000 + milli
    }

    /// The time of day in Sage's decimal hours with five decimals, cut (not rounded) so that it never reaches 24.
    package var decimalHours: String {
        let units = millisecondOfDay * 100_000 / 3_600_000
        let fraction = String(units % 100_000)
        return "\(units / 100_000)." + String(repeating: "0", count: 5 - fraction.count) + fraction
    }

    /// The stamp this many milliseconds later (earlier, when negative) on a wall clock that never jumps.
    ///
    /// Beyond the years 0000 to 9999 it is the first or the last moment that can be written, so that the order stays.
    package func advanced(milliseconds: Int) -> SageStamp {
        let time = millisecondOfDay + milliseconds
        let shift = Self.floorDivide(time, Self.dayLength)
        let day = Self.dayNumber(date) + shift
        guard day >= Self.dayNumber(Self.firstDate) else {
            return SageStamp(unchecked: Self.firstDate + "T00:00:00.000")
        }
        guard day <= Self.dayNumber(Self.lastDate) else { return SageStamp(unchecked: Self.lastDate + "T23:59:59.999") }
        return SageStamp(unchecked: Self.dateText(day) + "T" + Self.clock(time - shift * Self.dayLength))
    }

    /// Midnight at the start of the same day.
    package var startOfDay: SageStamp {
        SageStamp(unchecked: date + "T00:00:00.000")
    }

    /// Milliseconds from `other` to this stamp on a wall clock that never jumps.
    package func milliseconds(since other: SageStamp) -> Int {
        (Self.dayNumber(date) - Self.dayNumber(other.date)) * Self.dayLength + millisecondOfDay - other.millisecondOfDay
    }

    package var description: String { text }

    package static func < (left: SageStamp, right: SageStamp) -> Bool { left.text < right.text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let stamp = SageStamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a stamp of the form YYYYMMDDThh:mm:ss.mmm")
        }
        self = stamp
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static let dayLength = 86_400_000
    private static let firstDate = "00000101"
    private static let lastDate = "99991231"

    private static func clock(_ milliseconds: Int) -> String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        let seconds = milliseconds / 1000
        return padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) + "."
            + padded(milliseconds % 1000, 3)
    }

    /// Reads decimal hours without floating point: at most two whole digits, any number of decimals, seven used.
    private static func milliseconds(decimalHours text: ArraySlice<UInt8>) -> Int? {
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.contains(where: { !$0.isEmpty }) else { return nil }
        guard parts[0].count <= 2, let hours = parts[0].isEmpty ? 0 : number(parts[0]), hours < 24 else { return nil }
        guard parts.count == 2 else { return hours * 3_600_000 }
        guard parts[1].allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        let decimals = parts[1].prefix(7)
        let fraction = (number(decimals) ?? 0) * power(of: 10, 7 - decimals.count)
        return hours * 3_600_000 + fraction * 36 / 100
    }

    private static func power(of base: Int, _ exponent: Int) -> Int {
        (0..<exponent).reduce(1) { result, _ in result * base }
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func days(inMonth month: Int, year: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 0000-03-01 in the proleptic Gregorian calendar.
    private static func dayNumber(_ date: String) -> Int {
        let bytes = Array(date.utf8)
        let (year, month, day) = (number(bytes[0..<4]) ?? 0, number(bytes[4..<6]) ?? 1, number(bytes[6..<8]) ?? 1)
        let shifted = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        return shifted.0 * 365 + floorDivide(shifted.0, 4) - floorDivide(shifted.0, 100) + floorDivide(shifted.0, 400)
            + (153 * shifted.1 + 2) / 5 + day - 1
    }

    private static func dateText(_ dayNumber: Int) -> String {
        let era = floorDivide(dayNumber, 146_097)
        let dayOfEra = dayNumber - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let number = String(year * 10_000 + month * 100 + day)
        return String(repeating: "0", count: 8 - number.count) + number
    }

    private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}
