import Foundation

extension Int64 {
    /// A moment in milliseconds since 1970 as people read it: `2026-11-23T12:00:00Z`.
    package var momentText: String {
        Date(timeIntervalSince1970: Double(self) / 1000).formatted(.iso8601)
    }

    /// Its day in UTC: `2026-11-23`.
    package var dayText: String { String(momentText.prefix(10)) }
}
