import Foundation
import Sync
import Synchronization

/// A clock on which time passes only while nothing is done: hours of waiting take no time, and work takes none of them.
///
/// When everybody who uses it sleeps, and no work is under way, it moves to the first moment that is waited for. That
/// nothing is done shows by nobody having touched the clock, the store or the network for some milliseconds.
final class QuietClock: TimeSource {
    private struct State {
        var now: Int64
        var sleepers: [Int: (until: Int64, wake: CheckedContinuation<Void, any Error>)] = [:]
        var lastSleeper = 0
        var busy = 0
        /// Counts up with everything that is done.
        var touched = 0
    }

    /// For so many looks in a row, a millisecond apart, nothing must have been touched.
    private static let quietLooks = 4

    private let state: Mutex<State>
    private let moved: @Sendable (Int64) -> Void

    /// Makes a clock that stands.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - moved: told every moment it moves to.
    init(now: Int64, moved: @escaping @Sendable (Int64) -> Void) {
        state = Mutex(State(now: now))
        self.moved = moved
        moved(now)
    }

    var now: Int64 {
        state.withLock { state in
            state.touched += 1
            return state.now
        }
    }

    func sleep(until moment: Int64) async throws {
        let id = state.withLock { state in
            state.touched += 1
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if moment <= state.now { return .success(()) }
                    state.sleepers[id] = (moment, wake)
                    return nil
                }
                if let result { wake.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Runs work during which no time passes.
    func working<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        begin()
        defer { end() }
        return try await body()
    }

    /// Moves on whenever everybody sleeps, until the task is cancelled.
    func run() async {
        var (seen, looks) = (-1, 0)
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(1))
            let (touched, isIdle) = state.withLock { ($0.touched, $0.busy == 0 && !$0.sleepers.isEmpty) }
            looks = isIdle && touched == seen ? looks + 1 : 0
            seen = touched
            if looks >= Self.quietLooks {
                looks = 0
                moveOn()
            }
        }
    }

    private func moveOn() {
        let (moment, woken) = state.withLock { state -> (Int64, [CheckedContinuation<Void, any Error>]) in
            let next = state.sleepers.values.map(\.until).min() ?? state.now
            state.now = max(state.now, next)
            state.touched += 1
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return (state.now, due.values.map(\.wake))
        }
        moved(moment)
        for wake in woken { wake.resume() }
    }

    private func begin() {
        state.withLock { state in
            state.busy += 1
            state.touched += 1
        }
    }

    private func end() {
        state.withLock { state in
            state.busy -= 1
            state.touched += 1
        }
    }
}
