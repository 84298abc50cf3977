import Foundation
import HTTPClient
import HTTPTypes

/// What an answer's header says of monday's limits; all of it may be missing.
///
/// monday follows the IETF draft "RateLimit header fields for HTTP": `RateLimit: "minuteRate";r=4999, "concurrency";r=9`.
package struct RateLimits: Hashable, Sendable {
    /// One policy.
    package struct Window: Hashable, Sendable {
        /// How much is left, in requests or complexity points.
        package var remaining: Int?
        /// When it is full again; monday sends it where nothing is left, and for complexity.
        package var reset: Duration?
        /// How much a full window holds.
        package var quota: Int?
        /// The length of a window.
        package var length: Duration?
    }

    /// By policy name (`minuteRate`, `concurrency`, `complexityMinute`).
    ///
    /// The daily limit is never among them.
    package let windows: [String: Window]
    /// From `Retry-After`, in either of its forms.
    package let retryAfter: Duration?

    /// The longest wait taken from a server's word; nothing at monday resets later than a day.
    static let longestWait = 86_400

    package init(windows: [String: Window] = [:], retryAfter: Duration? = nil) {
        self.windows = windows
        self.retryAfter = retryAfter
    }

    /// Reads what is there, and skips what it does not understand.
    package init(_ headers: HTTPFields) {
        var windows: [String: Window] = [:]
        for (name, values) in Self.members(of: headers, "RateLimit") {
            windows[name, default: Window()].remaining = values["r"]
            windows[name, default: Window()].reset = Self.wait(values["t"])
        }
        for (name, values) in Self.members(of: headers, "RateLimit-Policy") {
            windows[name, default: Window()].quota = values["q"]
            windows[name, default: Window()].length = Self.wait(values["w"])
        }
        self.init(windows: windows, retryAfter: Self.retryAfter(headers))
    }

    /// The longest time until an exhausted window is full again.
    package var exhaustedWait: Duration? {
        windows.values.filter { $0.remaining.map { $0 <= 0 } ?? false }.compactMap(\.reset).max()
    }

    /// A number of seconds from a server as a wait within ``longestWait``; `nil` for none and for a negative one.
    static func wait(_ seconds: Int?) -> Duration? {
        seconds.flatMap { $0 < 0 ? nil : .seconds(min($0, longestWait)) }
    }

    /// The members of a structured list with their whole-number parameters (RFC 9651 section 3.1).
    private static func members(of headers: HTTPFields, _ field: String) -> [(String, [String: Int])] {
        guard let fieldName = HTTPField.Name(field) else { return [] }
        return headers[values: fieldName].flatMap { $0.split(separator: ",") }.compactMap { member in
            let parts = member.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let name = parts.first?.trimmingCharacters(in: ["\""]), !name.isEmpty else { return nil }
            var values: [String: Int] = [:]
            for part in parts.dropFirst() {
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, let number = Int(pair[1]) else { continue }
                values[String(pair[0])] = number
            }
            return (name, values)
        }
    }

    /// Seconds, or a date measured against the answer's own `Date`, so that no clock of ours takes part.
    private static func retryAfter(_ headers: HTTPFields) -> Duration? {
        guard let name = HTTPField.Name("Retry-After"), let text = headers[name] else { return nil }
        if let seconds = Int(text) { return wait(seconds) }
        guard let then = date(text), let now = headers[.date].flatMap(date) else { return nil }
        let seconds = then.timeIntervalSince(now)
        return wait(Int(min(max(seconds, 0), Double(longestWait))))
    }

    /// An HTTP date in its one current form (RFC 9110 section 5.6.7).
    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text)
    }
}
