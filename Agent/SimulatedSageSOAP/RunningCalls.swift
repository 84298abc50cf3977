import Synchronization

/// The calls that run, so that a stop can wait for them.
final class RunningCalls: Sendable {
    private struct State {
        var isOpen = false
        var tasks: [Int: Task<Void, Never>] = [:]
        var lastNumber = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Lets calls in.
    func open() {
        state.withLock { $0.isOpen = true }
    }

    /// Runs a call in a task of its own.
    ///
    /// - Parameter call: the call.
    /// - Returns: whether calls are let in; without that nothing runs.
    func run(_ call: @escaping @Sendable () async -> Void) -> Bool {
        state.withLock { state in
            guard state.isOpen else { return false }
            state.lastNumber += 1
            let number = state.lastNumber
            state.tasks[number] = Task {
                await call()
                self.end(number)
            }
            return true
        }
    }

    /// Lets no more calls in, cancels those that run, and waits for them.
    ///
    /// - Parameter limit: how long to wait at most.
    func close(within limit: Duration) async {
        let tasks = state.withLock { state in
            state.isOpen = false
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
        let patience = Task {
            try await Task.sleep(for: limit)
            resumeWaiters()
        }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard !state.tasks.isEmpty else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
        patience.cancel()
    }

    private func end(_ number: Int) {
        let isLast = state.withLock { state in
            state.tasks[number] = nil
            return state.tasks.isEmpty
        }
        if isLast { resumeWaiters() }
    }

    private func resumeWaiters() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
