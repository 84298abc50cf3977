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
        let pattern = #/(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?)?(?:Z|[+-]\d\d:\d\d)?/#
        guard let match = collapsed(text).wholeMatch(of: pattern.asciiOnlyDigits()) else { return nil }
        let milliseconds = ((match.5 ?? "") + "000").prefix(3)
        return SageStamp("\(match.1)\(match.2)\(match.3)T\(match.4 ?? "00:00:00").\(milliseconds)")
    }

    /// Whether a text is one of a type.
    static func isText(_ text: String, of type: SOAPSimpleType) -> Bool {
        switch type {
        case .text, .opaque: true
        case .decimal: !text.contains { $0 == "E" || $0 == "e" } && decimal(text) != nil
        // .NET writes INF and NaN, which Sage has no use for; an amount that is none is refused where it is asked for.
        case .real: decimal(text) != nil || ["INF", "-INF", "NaN"].contains(collapsed(text))
        case .integer: collapsed(text).wholeMatch(of: #/[+-]?[0-9]{1,40}/#) != nil
        case .boolean: ["true", "false", "1", "0"].contains(collapsed(text))
        case .dateTime, .date: moment(text) != nil
        }
    }
}
