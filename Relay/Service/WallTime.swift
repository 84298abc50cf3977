import Foundation
import Sync

/// The machine's clock.
struct WallTime: TimeSource {
    /// A wait is cut into pieces of a minute, so that a clock that is set, or a machine that slept, is noticed.
    private static let piece: Int64 = 60_000

    var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    func sleep(until moment: Int64) async throws {
        repeat {
            try await Task.sleep(for: .milliseconds(min(max(moment - now, 0), Self.piece)))
        } while now < moment
    }
}
