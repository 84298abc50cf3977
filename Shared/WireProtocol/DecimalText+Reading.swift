extension DecimalText {
    /// Takes a decimal number as people and other programs write it, and brings it into canonical form.
    ///
    /// A `+`, zeros in front, blanks at the ends and a missing digit beside the point are taken: `+007.50` is `7.50`, `.5`
    /// is `0.5`. Exponents and separators of thousands are not.
    ///
    /// - Parameter text: the number.
    /// - Returns: `nil` for anything else, and for more digits than ``WireLimits/decimalDigits``.
    package static func reading(_ text: String) -> DecimalText? {
        var digits = text.utf8.drop { $0 == UInt8(ascii: " ") }
        while digits.last == UInt8(ascii: " ") { digits.removeLast() }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        var whole = String(decoding: parts[0].drop { $0 == UInt8(ascii: "0") }, as: UTF8.self)
        guard digits.contains(where: { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            digits.first != UInt8(ascii: "-")
        else { return nil }
        if whole.isEmpty { whole = "0" }
        let fraction = parts.count > 1 && !parts[1].isEmpty ? "." + String(decoding: parts[1], as: UTF8.self) : ""
        let isZero = !(whole + fraction).utf8.contains { UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0 }
        return DecimalText((isNegative && !isZero ? "-" : "") + whole + fraction)
    }

    /// Whether both are the same number, whatever their scales: `12.50` is `12.5`.
    package func isSameNumber(as other: DecimalText) -> Bool {
        (self - other).isZero
    }
}
