/// A unit that a value carries in the file, with its size in the smallest unit.
private struct Unit {
    let suffix: String
    let size: Int
}

/// In milliseconds; the order is that of a fault's text.
private let durationUnits = [
    Unit(suffix: "ms", size: 1), Unit(suffix: "s", size: 1000), Unit(suffix: "m", size: 60_000),
    Unit(suffix: "h", size: 3_600_000), Unit(suffix: "d", size: 86_400_000),
]

/// In bytes.
private let sizeUnits = [
    Unit(suffix: "B", size: 1), Unit(suffix: "KiB", size: 1 << 10), Unit(suffix: "MiB", size: 1 << 20),
    Unit(suffix: "GiB", size: 1 << 30),
]

/// Splits `15m` into number and unit and multiplies; nine digits are the most, so that nothing overflows.
private func amount(_ text: String, in units: [Unit], example: String) throws(ValueFault) -> Int {
    let digits = text.prefix { ("0"..."9").contains($0) }
    let suffix = text.dropFirst(digits.count)
    let known = units.map(\.suffix).joined(separator: ", ")
    guard let number = Int(digits) else {
        throw ValueFault(.wrongType, "\(quoted(text)) is not a whole number with a unit")
    }
    guard digits.count <= 9 else { throw ValueFault(.outOfRange, "\(quoted(text)) has more than nine digits") }
    guard let unit = units.first(where: { $0.suffix == suffix }) else {
        let problem = suffix.isEmpty ? "\(quoted(text)) has no unit" : "\(quoted(text)) has no unit that is known"
        throw ValueFault(.wrongUnit, problem, expected: "expected a unit (\(known)), as in \(example)")
    }
    return number * unit.size
}

/// Writes an amount in the largest unit that keeps it whole.
private func written(_ amount: Int, in units: [Unit]) -> String {
    let unit = units.last { amount >= $0.size && amount % $0.size == 0 } ?? units[0]
    return "\(amount / unit.size)\(unit.suffix)"
}

extension ValueType<Duration> {
    /// A duration with its unit: `250ms`, `90s`, `15m`, `2h`, `1d`.
    ///
    /// - Parameters:
    ///   - range: What is taken.
    ///   - reason: Why nothing else is, where that is not plain.
    /// - Returns: The type.
    static func duration(_ range: ClosedRange<Duration>, because reason: String? = nil) -> Self {
        let bounds = "\(range.lowerBound.written) to \(range.upperBound.written)"
        return .scalar("duration, \(bounds)", placeholder: .zero) { text, _ throws(ValueFault) in
            let duration = Duration.milliseconds(try amount(text, in: durationUnits, example: "15m"))
            guard range.contains(duration) else {
                throw ValueFault(.outOfRange, "\(quoted(text)) is out of range" + (reason.map { ": \($0)" } ?? ""))
            }
            return duration
        }
    }
}

extension Duration {
    /// The duration as the file would hold it, in the largest unit that keeps it whole; below a millisecond is dropped.
    var written: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds == 0 ? "0s" : Configuration.written(Int(milliseconds), in: durationUnits)
    }
}

extension ValueType<Int> {
    /// A size in bytes with its unit: `512B`, `64KiB`, `4MiB`.
    static func size(_ range: ClosedRange<Int>) -> Self {
        let bounds = "\(written(range.lowerBound, in: sizeUnits)) to \(written(range.upperBound, in: sizeUnits))"
        return .scalar("size, \(bounds)", placeholder: 0) { text, _ throws(ValueFault) in
            let size = try amount(text, in: sizeUnits, example: "64KiB")
            guard range.contains(size) else { throw ValueFault(.outOfRange, "\(quoted(text)) is out of range") }
            return size
        }
    }

    /// A part of a whole: `30%`.
    static func percent(_ range: ClosedRange<Int>) -> Self {
        let bounds = "\(range.lowerBound)% to \(range.upperBound)%"
        let unit = [Unit(suffix: "%", size: 1)]
        return .scalar("percentage, \(bounds)", placeholder: range.lowerBound) { text, _ throws(ValueFault) in
            let share = try amount(text, in: unit, example: "30%")
            guard range.contains(share) else { throw ValueFault(.outOfRange, "\(quoted(text)) is out of range") }
            return share
        }
    }

    /// A whole number without sign and leading zeros.
    static func number(_ range: ClosedRange<Int>) -> Self {
        let bounds = "\(range.lowerBound) to \(range.upperBound)"
        return .scalar("whole number, \(bounds)", placeholder: range.lowerBound) { text, _ throws(ValueFault) in
            guard let number = Int(text), String(number) == text else {
                throw ValueFault(.wrongType, "\(quoted(text)) is not a whole number")
            }
            guard range.contains(number) else { throw ValueFault(.outOfRange, "\(number) is out of range") }
            return number
        }
    }

    /// A code point that one unit of UTF-16 holds, and no half of a pair.
    static func codePoint(from first: Int) -> Self {
        let type = number(first...0xFFFF)
        return ValueType(text: type.text, placeholder: type.placeholder) { node, context in
            guard let number = type.read(node, context) else { return nil }
            guard Unicode.Scalar(UInt32(number)) != nil else {
                context.fault(
                    .outOfRange, at: context.place(of: node), "\(number) is half of a surrogate pair",
                    expected: "expected a code point other than 55296 to 57343")
                return nil
            }
            return number
        }
    }
}
