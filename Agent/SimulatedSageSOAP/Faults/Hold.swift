import Synchronization

/// Where calls wait until they are released.
final class Hold: Sendable {
    private struct State {
        /// Whether nobody is to wait any more.
        var hasEnded = false
        var held: [CheckedContinuation<Bool, Never>] = []
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func takeHeld() -> [CheckedContinuation<Bool, Never>] {
            defer { held = [] }
            return held
        }
    }

    private let state = Mutex(State())

    /// How many calls wait.
    var count: Int { state.withLock { $0.held.count } }

    /// Waits until ``release()`` or ``end()``; says whether the call may go on, which it may not behind ``end()``.
    func wait() async -> Bool {
        await withCheckedContinuation { continuation in
            let (isEnded, observers) = state.withLock { state in
                guard !state.hasEnded else { return (true, [] as [CheckedContinuation<Void, Never>]) }
                state.held.append(continuation)
                let count = state.held.count
                defer { state.observers.removeAll { $0.count <= count } }
                return (false, state.observers.filter { $0.count <= count }.map(\.continuation))
            }
            for observer in observers { observer.resume() }
            if isEnded { continuation.resume(returning: false) }
        }
    }

    /// Lets all go on; returns how many there were.
    func release() -> Int {
        let held = state.withLock { $0.takeHeld() }
        for continuation in held { continuation.resume(returning: true) }
        return held.count
    }

    /// Waits until so many calls wait, or nobody may any more.
    func waitUntilHeld(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                let goesOn = state.hasEnded || state.held.count >= count
                if !goesOn { state.observers.append((count, continuation)) }
                return goesOn
            }
            if goesOn { continuation.resume() }
        }
    }

    /// Lets calls wait again.
    func begin() {
        state.withLock { $0.hasEnded = false }
    }

    /// Gives up all that wait, and those that come later.
    func end() {
        let (held, observers) = state.withLock { state in
            state.hasEnded = true
            defer { state.observers = [] }
            return (state.takeHeld(), state.observers)
        }
        for continuation in held { continuation.resume(returning: false) }
        for observer in observers { observer.continuation.resume() }
    }
}
