import Sync
import Synchronization

/// A wall clock that stands: whoever waits for a later moment waits until the test moves the clock there.
final class SteppedTime: TimeSource {
    private struct State {
        var now: Int64 = 1_800_000_000_000
        var sleepers: [Int: (until: Int64, wake: CheckedContinuation<Void, any Error>)] = [:]
        var last = 0
    }

    private let state = Mutex(State())
    private let began: AsyncStream<Int64>.Continuation
    /// Every moment that somebody begins to wait for.
    let waits: AsyncStream<Int64>

    init() {
        (waits, began) = AsyncStream.makeStream()
    }

    var now: Int64 { state.withLock { $0.now } }

    func move(to moment: Int64) {
        let woken = state.withLock { state in
            state.now = max(state.now, moment)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.wake)
        }
        for wake in woken { wake.resume() }
    }

    func sleep(until moment: Int64) async throws {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if moment <= state.now { return .success(()) }
                    state.sleepers[id] = (moment, wake)
                    return nil
                }
                if let result { wake.resume(with: result) } else { began.yield(moment) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }
}
