import Sync
import Synchronization

/// A wall clock that jumps: sleeping moves it to the moment that is waited for, and takes no time.
final class ManualTime: TimeSource {
    private let moment: Mutex<Int64>

    init(now: Int64 = 1_800_000_000_000) {
        moment = Mutex(now)
    }

    var now: Int64 { moment.withLock { $0 } }

    func sleep(until target: Int64) async throws {
        try Task.checkCancellation()
        moment.withLock { $0 = max($0, target) }
    }

    func advance(milliseconds: Int64) {
        moment.withLock { $0 += milliseconds }
    }
}
