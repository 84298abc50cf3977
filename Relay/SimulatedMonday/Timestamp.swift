import Foundation

/// Writes points in time as monday does: `2026-06-15T09:30:00Z`.
enum Timestamp {
    static let dayInMilliseconds: SimulatorClock.Milliseconds = 86_400_000

    /// The time in UTC, to the second.
    static func text(_ time: SimulatorClock.Milliseconds) -> String {
        Date(timeIntervalSince1970: Double(time / 1000)).formatted(.iso8601)
    }

    /// The next midnight in UTC.
    static func nextMidnight(after time: SimulatorClock.Milliseconds) -> SimulatorClock.Milliseconds {
        (time / dayInMilliseconds + 1) * dayInMilliseconds
    }

    /// Whether a text is a day of the calendar as `YYYY-MM-DD`.
    static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy(\.isDigits),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), 1...12 ~= month, day >= 1
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Whether a text is a time of day as `HH:MM:SS`.
    static func isTime(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.count == 2 && $0.isDigits }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), let second = Int(parts[2])
        else { return false }
        return hour < 24 && minute < 60 && second < 60
    }
}

extension Substring {
    fileprivate var isDigits: Bool { !isEmpty && utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
}
