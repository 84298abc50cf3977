import Foundation
import Synchronization

/// The simulator's clock: the machine's own until a test sets it.
///
/// Windows of limits, cursors, idempotency keys and search lag go by it.
package final class SimulatorClock: Sendable {
    /// A point in time as milliseconds since 1970-01-01T00:00:00Z.
    package typealias Milliseconds = Int64

    private let fixed: Mutex<Milliseconds?>

    /// Starts as the machine's clock, or at a fixed time.
    package init(at start: Milliseconds? = nil) {
        fixed = Mutex(start)
    }

    /// The time now.
    package var now: Milliseconds {
        fixed.withLock { $0 } ?? Self.machineTime
    }

    /// Stops the clock at a time.
    package func set(_ time: Milliseconds) {
        fixed.withLock { $0 = time }
    }

    /// Stops the clock, if it runs, and moves it forward by whole seconds.
    package func advance(seconds: Int) {
        fixed.withLock { $0 = ($0 ?? Self.machineTime) + Milliseconds(seconds) * 1000 }
    }

    private static var machineTime: Milliseconds {
        Milliseconds(Date().timeIntervalSince1970 * 1000)
    }
}
