import WireProtocol

/// The texts of XML Schema's types (XML Schema part 2, section 3.2), without binary floating point.
enum SchemaText {
    /// Without the blanks around it (`whiteSpace` is `collapse` for every type but strings).
    static func collapsed(_ text: String) -> String {
        let isBlank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        var scalars = text.unicodeScalars.drop(while: isBlank)
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// A `decimal`, or a `double` of the same form with an exponent.
    ///
    /// - Parameter text: such as `1234.50`, `-.5`, `+7`, `1.5E+3`.
    /// - Returns: the exact number in canonical form; `nil` for INF, NaN and anything else, and for too many digits.
    static func decimal(_ text: String) -> DecimalText? {
        let parts = collapsed(text).split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "E" || $0 == "e" }
        let mantissa = String(parts[0])
        guard !mantissa.contains(" ") else { return nil }
        guard parts.count == 2 else { return DecimalText.reading(mantissa) }
        guard parts[1].utf8.allSatisfy({ $0 != UInt8(ascii: " ") }), let exponent = Int(parts[1]),
            exponent.magnitude <= WireLimits.decimalDigits, let number = DecimalText.reading(mantissa)
        else { return nil }
        return shifted(number, by: exponent)
    }

    private static func shifted(_ number: DecimalText, by exponent: Int) -> DecimalText? {
        let isNegative = number.text.hasPrefix("-")
        var digits = number.text.filter { $0.isASCII && $0.isNumber }
        var scale = number.scale - exponent
        if scale < 0 {
            digits += String(repeating: "0", count: -scale)
            scale = 0
        }
        if digits.count <= scale { digits = String(repeating: "0", count: scale - digits.count + 1) + digits }
        let point = digits.index(digits.endIndex, offsetBy: -scale)
        return DecimalText.reading(
            (isNegative ? "-" : "") + digits[..<point] + (scale > 0 ? "." + digits[point...] : ""))
    }

    /// A `dateTime` or `date` as the moment that is written, in whatever zone.
    ///
    /// - Parameter text: such as `2026-03-01T09:30:00.1234567-05:00`.
    /// - Returns: cut to milliseconds; `nil` for anything else.
    static func moment(_ text: String) -> SageStamp? {
        var fields = FieldScanner(collapsed(text))
        guard let year = fields.digits(4...4), fields.take("-"), let month = fields.digits(2...2), fields.take("-"),
            let day = fields.digits(2...2)
        else { return nil }
        var (time, milliseconds) = ("00:00:00", "000")
        if fields.take("T") {
            guard let hour = fields.digits(2...2), fields.take(":"), let minute = fields.digits(2...2),
                fields.take(":"),
                let second = fields.digits(2...2)
            else { return nil }
            time = "\(hour):\(minute):\(second)"
            if fields.take(".") {
                guard let fraction = fields.digits(1...12) else { return nil }
                milliseconds = String((fraction + "000").prefix(3))
            }
        }
        if !fields.take("Z"), fields.take("+") || fields.take("-") {
            guard fields.digits(2...2) != nil, fields.take(":"), fields.digits(2...2) != nil else { return nil }
        }
        return fields.isAtEnd ? SageStamp("\(year)\(month)\(day)T\(time).\(milliseconds)") : nil
    }

    private static func isInteger(_ text: String) -> Bool {
        var fields = FieldScanner(text)
        if !fields.take("+") { _ = fields.take("-") }
        return fields.digits(1...40) != nil && fields.isAtEnd
    }

    /// Whether a text is one of a type.
    static func isText(_ text: String, of type: SOAPSimpleType) -> Bool {
        switch type {
        case .text, .opaque: true
        case .decimal: !text.contains { $0 == "E" || $0 == "e" } && decimal(text) != nil
        // .NET writes INF and NaN, which Sage has no use for; an amount that is none is refused where it is asked for.
        case .real: decimal(text) != nil || ["INF", "-INF", "NaN"].contains(collapsed(text))
        case .integer: isInteger(collapsed(text))
        case .boolean: ["true", "false", "1", "0"].contains(collapsed(text))
        case .dateTime, .date: moment(text) != nil
        }
    }
}

/// Takes digits and marks off the beginning of a text; a regular expression would be made anew for each value.
private struct FieldScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Takes one ASCII character, where it is the next.
    mutating func take(_ mark: Character) -> Bool {
        guard let byte = mark.asciiValue, rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes as many digits as there are, within bounds.
    mutating func digits(_ count: ClosedRange<Int>) -> String? {
        let digits = rest.prefix(count.upperBound).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count >= count.lowerBound else { return nil }
        rest.removeFirst(digits.count)
        return String(decoding: digits, as: UTF8.self)
    }
}
