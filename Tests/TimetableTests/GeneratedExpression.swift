/// An expression made up from sets of values, so that what it means is known without reading it.
struct GeneratedExpression: CustomStringConvertible {
    let description: String
    let minutes: Set<Int>
    let hours: Set<Int>
    private let days: Set<Int>?
    private let months: Set<Int>
    private let weekdays: Set<Int>?

    var hasEveryHour: Bool { hours.count == 24 }

    init(_ random: inout SplitMix) {
        let minute = Self.field(0...59, &random)
        let hour = Self.field(0...23, &random)
        let day = Self.field(1...28, everything: 1...31, &random)
        let month = Self.field(1...12, &random)
        let weekday = Self.field(0...6, &random)
        (minutes, hours, months) = (minute.values, hour.values, month.values)
        days = day.values.count == 31 ? nil : day.values
        weekdays = weekday.values.count == 7 ? nil : weekday.values
        description = [minute, hour, day, month, weekday].map(\.text).joined(separator: " ")
    }

    /// Whether a day of the calendar is meant; Sunday is 0.
    func names(month: Int, day: Int, weekday: Int) -> Bool {
        guard months.contains(month) else { return false }
        return switch (days, weekdays) {
        case (nil, nil): true
        case (let days?, nil): days.contains(day)
        case (nil, let weekdays?): weekdays.contains(weekday)
        case (let days?, let weekdays?): days.contains(day) || weekdays.contains(weekday)
        }
    }

    private static func field(
        _ range: ClosedRange<Int>, everything: ClosedRange<Int>? = nil, _ random: inout SplitMix
    ) -> (text: String, values: Set<Int>) {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            let value = Int.random(in: range, using: &random)
            return ("\(value)", [value])
        case 1:
            let (one, other) = (Int.random(in: range, using: &random), Int.random(in: range, using: &random))
            return ("\(min(one, other))-\(max(one, other))", Set(min(one, other)...max(one, other)))
        case 2:
            let step = Int.random(in: 2...(range.upperBound - range.lowerBound), using: &random)
            let whole = everything ?? range
            return (
                "*/\(step)", Set(stride(from: whole.lowerBound, through: whole.upperBound, by: step))
            )
        case 3:
            let values = (0..<3).map { _ in Int.random(in: range, using: &random) }
            return (values.map(String.init).joined(separator: ","), Set(values))
        default:
            return ("*", Set(everything ?? range))
        }
    }
}
