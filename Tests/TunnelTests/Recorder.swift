import Synchronization

/// Keeps what was reported, and lets a test wait for it.
final class Recorder<Element: Sendable>: Sendable {
    private struct Waiter {
        let matches: @Sendable (Element) -> Bool
        let continuation: CheckedContinuation<Element, Never>
    }

    private struct State {
        var elements: [Element] = []
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    var elements: [Element] { state.withLock(\.elements) }

    func record(_ element: Element) {
        let waiting = state.withLock { state in
            state.elements.append(element)
            let waiting = state.waiters.filter { $0.matches(element) }
            state.waiters.removeAll { $0.matches(element) }
            return waiting
        }
        for waiter in waiting { waiter.continuation.resume(returning: element) }
    }

    /// Waits for the first element that matches, among those already recorded too.
    @discardableResult
    func first(where matches: @escaping @Sendable (Element) -> Bool) async -> Element {
        await withCheckedContinuation { continuation in
            let found = state.withLock { state -> Element? in
                if let found = state.elements.first(where: matches) { return found }
                state.waiters.append(Waiter(matches: matches, continuation: continuation))
                return nil
            }
            if let found { continuation.resume(returning: found) }
        }
    }
}
