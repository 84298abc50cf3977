/// One field of a cron expression: some of the values that it can have.
struct CronField: Hashable, Sendable {
    /// A field by its place: its name, its values, and their names.
    struct Form {
        var name: String
        var values: ClosedRange<Int>
        /// What may stand for a value: the first for the lowest one.
        var names: [String] = []

        static let minute = Form(name: "minute", values: 0...59)
        static let hour = Form(name: "hour", values: 0...23)
        static let day = Form(name: "day of the month", values: 1...31)
        static let month = Form(
            name: "month", values: 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
        /// Sunday is 0 and 7.
        static let weekday = Form(
            name: "day of the week", values: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
    }

    /// The values as the bits of a number.
    private(set) var bits: UInt64
    /// Whether it leaves nothing out, and so does not restrict anything.
    let isEverything: Bool

    func contains(_ value: Int) -> Bool { bits >> UInt64(value) & 1 == 1 }

    /// The values from a bound on, in order.
    func values(from bound: Int = 0) -> some Sequence<Int> {
        (min(max(bound, 0), 64)..<64).lazy.filter { [bits] in bits >> UInt64($0) & 1 == 1 }
    }

    /// The first value from a bound on.
    func first(from bound: Int) -> Int? {
        guard bound < 64 else { return nil }
        let rest = bits & (UInt64.max << UInt64(max(bound, 0)))
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// Reads a field: `*`, a value, a range, `*` or a range with a step, or a list of these.
    ///
    /// - Parameters:
    ///   - text: the field.
    ///   - form: which field it is.
    /// - Throws: ``CronFault``.
    init(_ text: Substring, _ form: Form) throws(CronFault) {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            bits |= try Self.bits(of: part, form)
        }
        // Sunday has two numbers, and one bit.
        if form.values == Form.weekday.values, bits >> 7 & 1 == 1 { bits = bits & ~(1 << 7) | 1 }
        self.bits = bits
        let last = form.values == Form.weekday.values ? 6 : form.values.upperBound
        isEverything = (form.values.lowerBound...last).allSatisfy { bits >> UInt64($0) & 1 == 1 }
    }

    private static func bits(of part: Substring, _ form: Form) throws(CronFault) -> UInt64 {
        let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let range = try range(pieces[0], form, of: part)
        guard pieces.count == 2 else { return bits(stride(from: range.lowerBound, through: range.upperBound, by: 1)) }
        guard pieces[0] == "*" || pieces[0].contains("-") else {
            throw CronFault(
                "the step in the \(form.name) \"\(part)\" stands behind a single value",
                expected:
                    "\"*/\(pieces[1])\", or a range such as \"\(pieces[0])-\(form.values.upperBound)/\(pieces[1])\"")
        }
        guard let step = number(pieces[1]), (1...form.values.upperBound).contains(step) else {
            throw CronFault(
                "\"\(pieces[1])\" is no step for the \(form.name)", expected: "a step of 1 to \(form.values.upperBound)"
            )
        }
        return bits(stride(from: range.lowerBound, through: range.upperBound, by: step))
    }

    private static func range(_ text: Substring, _ form: Form, of part: Substring) throws(CronFault) -> ClosedRange<Int>
    {
        if text == "*" {
            return form.values.lowerBound...(form.values == Form.weekday.values ? 6 : form.values.upperBound)
        }
        let bounds = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try value(bounds[0], form)
        guard bounds.count == 2 else { return first...first }
        var last = try value(bounds[1], form)
        // A week that ends with Sunday: sat-sun.
        if form.values == Form.weekday.values, last == 0, first > 0 { last = 7 }
        guard first <= last else {
            throw CronFault(
                "the \(form.name) \"\(part)\" ends before it begins",
                expected: "the lower value first, or two ranges with a comma between them")
        }
        return first...last
    }

    private static func value(_ text: Substring, _ form: Form) throws(CronFault) -> Int {
        if let value = number(text), form.values.contains(value) { return value }
        if let index = form.names.firstIndex(of: text.lowercased()) { return form.values.lowerBound + index }
        let names = form.names.isEmpty ? "" : ", or \(form.names[0]) to \(form.names[form.names.count - 1])"
        throw CronFault(
            "\"\(text)\" is no \(form.name)",
            expected: "\(form.values.lowerBound) to \(form.values.upperBound)\(names), \"*\", a range, a step or a list"
        )
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func bits(_ values: StrideThrough<Int>) -> UInt64 {
        values.reduce(0) { $0 | 1 << UInt64($1) }
    }
}
