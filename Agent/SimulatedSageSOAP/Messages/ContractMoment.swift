import WireProtocol

/// An `xs:dateTime` (XML Schema part 2, section 3.2.7) and what Sage makes of it.
struct ContractMoment: Hashable {
    /// The day in eight digits, as Sage's columns have it.
    let day: String
    /// Date and time to the second, without fraction and zone: `2026-03-10T12:00:00`.
    let second: String

    /// Reads one; `nil` for anything else.
    ///
    /// Fraction and zone are passed over, since Sage knows neither.
    init?(_ text: String) {
        let form =
            /([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?/
        guard let match = text.wholeMatch(of: form) else { return nil }
        day = "\(match.1)\(match.2)\(match.3)"
        second = "\(match.1)-\(match.2)-\(match.3)T\(match.4)"
        guard SageStamp("\(day)T\(match.4).000") != nil else { return nil }
    }

    /// Writes a day of eight digits; `nil` for what is no day.
    static func text(day: String) -> String? {
        SageStamp(date: day, time: "").map { text($0) }
    }

    /// Writes a moment, its fraction only where it is not zero, as .NET does.
    static func text(_ stamp: SageStamp) -> String {
        let digits = Array(stamp.text)
        let day = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        var fraction = String(digits[18..<21])
        while fraction.last == "0" { fraction.removeLast() }
        return "\(day)T\(String(digits[9..<17]))" + (fraction.isEmpty ? "" : "." + fraction)
    }
}
