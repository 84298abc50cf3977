import Foundation

/// Some days of the system's own calendar, walked one minute after the other.
struct WalkedCalendar {
    /// What the calendar shows.
    struct Parts: Hashable {
        let year: Int
        let month: Int
        let day: Int
        let hour: Int
        let minute: Int
        /// 0 for Sunday.
        let weekday: Int

        init(_ moment: Int64, _ calendar: Calendar) {
            let components = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .weekday],
                from: Date(timeIntervalSince1970: Double(moment) / 1000))
            year = components.year ?? 0
            month = components.month ?? 0
            day = components.day ?? 0
            hour = components.hour ?? 0
            minute = components.minute ?? 0
            weekday = (components.weekday ?? 1) - 1
        }

        func isNamed(by expression: GeneratedExpression) -> Bool {
            expression.minutes.contains(minute) && expression.hours.contains(hour)
                && expression.names(month: month, day: day, weekday: weekday)
        }
    }

    /// One minute.
    private struct Minute {
        let moment: Int64
        let shown: Parts
        /// Whether the clock shows it for the first time.
        let isFirst: Bool
        /// What the clock passed over just before.
        let passed: [Parts]
    }

    private let minutes: [Minute]

    init(from start: Int64, minutes count: Int, _ zone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var plain = calendar
        plain.timeZone = .gmt
        var seen: Set<Parts> = []
        var last = Self.wallTime(at: start - 60_000, zone)
        minutes = (0..<Int64(count)).map { [calendar, plain] minute in
            let moment = start + minute * 60_000
            let now = Parts(moment, calendar)
            let wallTime = Self.wallTime(at: moment, zone)
            let passed = stride(from: last + 60_000, to: wallTime, by: 60_000).map { Parts($0, plain) }
            last = wallTime
            return Minute(moment: moment, shown: now, isFirst: seen.insert(now).inserted, passed: passed)
        }
    }

    /// What the clock shows, as a moment of one that does not jump.
    private static func wallTime(at moment: Int64, _ zone: TimeZone) -> Int64 {
        moment + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment) / 1000))) * 1000
    }

    /// Every moment that an expression names.
    func times(of expression: GeneratedExpression) -> [Int64] {
        minutes.filter { minute in
            minute.shown.isNamed(by: expression) && (minute.isFirst || expression.hasEveryHour)
                || minute.passed.contains { $0.isNamed(by: expression) }
        }.map(\.moment)
    }
}
