import Synchronization

/// How a board's requests fare: how many mutations the next one carries, and how many failed in a row.
final class DeliveryPace: Sendable {
    private struct State {
        var batch: Int
        var failures = 0
    }

    private let most: Int
    private let state: Mutex<State>

    init(batch: Int) {
        most = batch
        state = Mutex(State(batch: batch))
    }

    var batch: Int { state.withLock { $0.batch } }

    /// A request was refused as a whole: halved, so that the bad record is soon alone.
    func halve() { state.withLock { $0.batch = max(1, $0.batch / 2) } }

    /// A request was carried out.
    func restore() {
        state.withLock { $0 = State(batch: most) }
    }

    func succeeded() { state.withLock { $0.failures = 0 } }

    /// Counts a passing failure.
    ///
    /// - Returns: how many there were in a row.
    func failed() -> Int {
        state.withLock { state in
            state.failures += 1
            return state.failures
        }
    }
}
