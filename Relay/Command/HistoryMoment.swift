import ArgumentParser
import Foundation

/// A day or a moment on the command line, in UTC: `2026-11-01`, `2026-11-01T12:00:00Z`, or with
/// milliseconds, as the history shows it.
struct HistoryMoment: ExpressibleByArgument {
    /// When it begins, in milliseconds since 1970.
    let start: Int64
    /// When it is over: a day ends with the next, a second with the next, a millisecond with itself.
    let end: Int64

    init?(argument: String) {
        let day = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
        let millisecond = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
        for (style, length) in [(day, Int64(86_400_000)), (.iso8601, 1000), (millisecond, 1)] {
            // What the parser passes over at the end is refused.
            guard let date = try? style.parse(argument), date.formatted(style) == argument else { continue }
            start = Int64((date.timeIntervalSince1970 * 1000).rounded())
            end = start + length
            return
        }
        return nil
    }
}
