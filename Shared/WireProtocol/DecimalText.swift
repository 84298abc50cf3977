/// A decimal number as text: the form in which money and quantities travel from Sage to the board.
///
/// An optional `-`, at least one digit, and optionally `.` with the column's scale of digits: `1234.50`, `-0.01`, `0`.
/// No exponent, no plus sign, no thousands separators, no leading zeros, no negative zero. There is no binary floating
/// point on the way, so what Sage holds is what the board shows.
package struct DecimalText: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The digits as they travel.
    package let text: String

    /// Zero without decimals.
    package static let zero = DecimalText(unchecked: "0")

    /// Takes a text in canonical form; `nil` for any other, and for more than ``WireLimits/decimalDigits`` digits.
    package init?(_ text: String) {
        guard Self.isCanonical(text) else { return nil }
        self.text = text
    }

    init(unchecked text: String) {
        self.text = text
    }

    package var description: String { text }

    /// How many digits stand after the point.
    package var scale: Int {
        text.utf8.lastIndex(of: UInt8(ascii: ".")).map { text.utf8.distance(from: $0, to: text.utf8.endIndex) - 1 } ?? 0
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard Self.isCanonical(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a decimal number in canonical form (such as -1234.50)")
        }
        self.text = text
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static func isCanonical(_ text: String) -> Bool {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.reduce(0, { $0 + $1.count }) <= WireLimits.decimalDigits,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } })
        else { return false }
        if parts[0].count > 1, parts[0].first == UInt8(ascii: "0") { return false }
        return !isNegative || digits.contains { UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0 }
    }
}

extension DecimalText {
    /// Sums decimals exactly; the result has the largest scale of both sides.
    package static func + (left: DecimalText, right: DecimalText) -> DecimalText {
        let scale = max(left.scale, right.scale)
        return DecimalText(digits: add(left.digits(scale: scale), right.digits(scale: scale)), scale: scale)
    }

    /// Subtracts exactly; the result has the largest scale of both sides.
    package static func - (left: DecimalText, right: DecimalText) -> DecimalText {
        left + right.negated
    }

    /// The same amount with the other sign.
    package var negated: DecimalText {
        if text.hasPrefix("-") { return DecimalText(unchecked: String(text.dropFirst())) }
        return isZero ? self : DecimalText(unchecked: "-" + text)
    }

    /// Whether every digit is 0.
    package var isZero: Bool {
        !text.utf8.contains { UInt8(ascii: "1")...UInt8(ascii: "9") ~= $0 }
    }

    /// Sign and magnitude, least significant digit first, brought to `scale` decimals.
    private typealias Digits = (isNegative: Bool, magnitude: [UInt8])

    private func digits(scale target: Int) -> Digits {
        let magnitude = text.utf8.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.map { $0 - UInt8(ascii: "0") }
        let filled = magnitude + [UInt8](repeating: 0, count: target - scale)
        return (text.hasPrefix("-"), filled.reversed())
    }

    private init(digits: Digits, scale: Int) {
        var magnitude = digits.magnitude
        while magnitude.count <= scale { magnitude.append(0) }
        while magnitude.count > scale + 1, magnitude.last == 0 { magnitude.removeLast() }
        var out = magnitude.reversed().map { $0 + UInt8(ascii: "0") }
        if scale > 0 { out.insert(UInt8(ascii: "."), at: out.count - scale) }
        if digits.isNegative, magnitude.contains(where: { $0 != 0 }) { out.insert(UInt8(ascii: "-"), at: 0) }
        self.init(unchecked: String(decoding: out, as: UTF8.self))
    }

    private static func add(_ left: Digits, _ right: Digits) -> Digits {
        if left.isNegative == right.isNegative {
            return (left.isNegative, addMagnitudes(left.magnitude, right.magnitude))
        }
        let leftIsLarger = !isLess(left.magnitude, right.magnitude)
        let (large, small) = leftIsLarger ? (left, right) : (right, left)
        return (large.isNegative, subtractMagnitudes(large.magnitude, small.magnitude))
    }

    private static func digit(_ digits: [UInt8], _ index: Int) -> UInt8 {
        index < digits.count ? digits[index] : 0
    }

    private static func addMagnitudes(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var carry: UInt8 = 0
        for index in 0..<max(left.count, right.count) {
            let sum = digit(left, index) + digit(right, index) + carry
            out.append(sum % 10)
            carry = sum / 10
        }
        if carry > 0 { out.append(carry) }
        return out
    }

    private static func subtractMagnitudes(_ large: [UInt8], _ small: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var borrow: UInt8 = 0
        for index in 0..<large.count {
            let subtrahend = digit(small, index) + borrow
            borrow = large[index] < subtrahend ? 1 : 0
            out.append(large[index] + borrow * 10 - subtrahend)
        }
        return out
    }

    private static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        for index in stride(from: max(left.count, right.count) - 1, through: 0, by: -1)
        where digit(left, index) != digit(right, index) {
            return digit(left, index) < digit(right, index)
        }
        return false
    }
}
