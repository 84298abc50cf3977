import Synchronization

/// Lets one caller at a time have something, in the order in which they came.
///
/// Whoever got the turn gives it back with ``give()``, which never suspends, so that it can stand in a `defer`.
package final class TurnQueue: Sendable {
    /// Nobody gave the turn back in time.
    package struct Expired: Error {}

    private struct Waiter {
        let id: Int
        let turn: CheckedContinuation<Void, any Error>
        /// Ends the waiting when its limit passes.
        let timer: Task<Void, any Error>?
    }

    private struct State {
        var isTaken = false
        var waiters: [Waiter] = []
        var lastID = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// How many wait.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    /// Waits for the turn.
    ///
    /// - Parameters:
    ///   - limit: how long to wait for it; `nil` for as long as it takes.
    ///   - clock: what the limit is measured with.
    /// - Throws: ``Expired`` when the limit passed, or `CancellationError`; then the turn is not the caller's.
    package func take(
        within limit: Duration? = nil, clock: some Clock<Duration> = ContinuousClock()
    ) async throws {
        try Task.checkCancellation()
        let id = state.withLock { state -> Int? in
            guard state.isTaken else {
                state.isTaken = true
                return nil
            }
            state.lastID += 1
            return state.lastID
        }
        guard let id else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (turn: CheckedContinuation<Void, any Error>) in
                let isMine = state.withLock { state -> Bool in
                    // It may have become free since it was found taken.
                    guard state.isTaken else {
                        state.isTaken = true
                        return true
                    }
                    let timer = limit.map { limit in
                        Task {
                            try await clock.sleep(for: limit)
                            self.drop(id, Expired())
                        }
                    }
                    state.waiters.append(Waiter(id: id, turn: turn, timer: timer))
                    return false
                }
                if isMine {
                    turn.resume()
                } else if Task.isCancelled {
                    drop(id, CancellationError())
                }
            }
        } onCancel: {
            drop(id, CancellationError())
        }
    }

    /// Gives the turn to the one who has waited longest.
    package func give() {
        let next = state.withLock { state -> Waiter? in
            guard !state.waiters.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.timer?.cancel()
        next?.turn.resume()
    }

    private func drop(_ id: Int, _ error: any Error) {
        // A waiter that is not in the queue any more has had its turn given, and finds the cancellation itself.
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.timer?.cancel()
        waiter?.turn.resume(throwing: error)
    }
}
