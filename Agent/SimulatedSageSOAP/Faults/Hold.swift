import Synchronization

/// Where calls wait until they are released.
final class Hold: Sendable {
    private struct State {
        var held: [CheckedContinuation<Void, Never>] = []
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// How many calls wait.
    var count: Int { state.withLock { $0.held.count } }

    /// Waits until ``release()``.
    func wait() async {
        await withCheckedContinuation { continuation in
            let observers = state.withLock { state in
                state.held.append(continuation)
                let count = state.held.count
                defer { state.observers.removeAll { $0.count <= count } }
                return state.observers.filter { $0.count <= count }
            }
            for observer in observers { observer.continuation.resume() }
        }
    }

    /// Lets all go on; returns how many there were.
    func release() -> Int {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
        return held.count
    }

    /// Waits until so many calls wait.
    func waitUntilHeld(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.held.count < count { state.observers.append((count, continuation)) }
                return state.held.count >= count
            }
            if isThere { continuation.resume() }
        }
    }
}
