import WireProtocol

/// Decimal numbers with a column's number of decimals.
package enum FixedPoint {
    /// Brings a number to a scale: `12.5` becomes `12.50`, `+007` becomes `7.00`, a blank one zero, as Sage's
    /// numbers are never blank.
    ///
    /// - Parameters:
    ///   - text: an optional sign and digits with at most one point; more decimals than the scale must be zeros.
    ///   - scale: how many decimals the column has.
    /// - Returns: the number as Sage would hold it, or `nil` for what is not a number of this scale.
    package static func normalize(_ text: String, scale: Int) -> String? {
        var digits = text.utf8.drop { $0 == UInt8(ascii: " ") }
        while digits.last == UInt8(ascii: " ") { digits = digits.dropLast() }
        if digits.isEmpty { return decimal(units: 0, scale: scale) }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let zero = UInt8(ascii: "0")
        guard parts.contains(where: { !$0.isEmpty }),
            parts.allSatisfy({ $0.allSatisfy { zero...UInt8(ascii: "9") ~= $0 } })
        else { return nil }
        let whole = parts[0].drop { $0 == zero }
        let fraction = parts.count == 2 ? Array(parts[1]) : []
        guard fraction.dropFirst(scale).allSatisfy({ $0 == zero }) else { return nil }
        let decimals = fraction.prefix(scale) + [UInt8](repeating: zero, count: max(0, scale - fraction.count))
        let isZero = whole.isEmpty && decimals.allSatisfy { $0 == zero }
        let text =
            (isNegative && !isZero ? "-" : "") + (whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self))
            + (scale > 0 ? "." + String(decoding: decimals, as: UTF8.self) : "")
        return DecimalText(text) == nil ? nil : text
    }

    /// Writes a number of units of the last decimal: 1250 at scale 2 is `12.50`.
    static func decimal(units: Int, scale: Int) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let sign = units < 0 ? "-" : ""
        return scale == 0 ? sign + padded : sign + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// The units of the last decimal that a number has; 0 for what is not a number.
    static func units(_ text: String) -> Int {
        Int(text.replacing(".", with: "")) ?? 0
    }
}
