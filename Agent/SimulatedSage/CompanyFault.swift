import BusinessObjects
import Synchronization

/// A call of the business object interface, as faults name it.
package enum SageCall: Hashable, Sendable, CaseIterable {
    case openSession, clock, businessObject, columns, setKeyValue, find, setKey, record, setValue, write, clear
    case lastErrorMessage, readPage

    /// Whether Sage answers the call with a code.
    var hasReturnCode: Bool {
        switch self {
        case .setKeyValue, .find, .setKey, .setValue, .write: true
        default: false
        }
    }
}

/// What goes wrong with one call.
package enum CompanyFault: Sendable {
    /// The call does not return before it is released or its task is cancelled.
    case hang(Hang)
    /// The call takes this long and then goes on as ever.
    case pause(Duration)
    /// Another workstation holds the record: a call with a return code fails, any other throws `recordLocked`.
    case locked
    /// The call is made, and where it succeeds it answers with a ``ReturnCode/warning`` and this text; calls without a
    /// return code go on as ever.
    case warn(String)
    /// The session dies: this call and every later one of the session fail.
    case loseSession
    /// The call is not made, and Sage answers with this code and text; of calls without a return code a
    /// ``ReturnCode/failed`` makes the call throw `unavailable`.
    case answer(ReturnCode, String)
}

/// A call that hangs, as a modal window that nobody sees makes it.
package final class Hang: Sendable {
    private struct State {
        var isReached = false
        var isReleased = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var observers: [CheckedContinuation<Void, Never>] = []
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Lets the call go on; calls that come later do not stop any more.
    package func release() {
        let waiters = state.withLock { state in
            state.isReleased = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until a call hangs.
    package func reached() async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if !state.isReached { state.observers.append(continuation) }
                return state.isReached
            }
            if isReached { continuation.resume() }
        }
    }

    /// Hangs until ``release()``, or until the task is cancelled.
    func wait() async {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (observers, goesOn) = state.withLock { state in
                    state.isReached = true
                    defer { state.observers = [] }
                    let goesOn = state.isReleased || Task.isCancelled
                    if !goesOn { state.waiters[waiter] = continuation }
                    return (state.observers, goesOn)
                }
                for observer in observers { observer.resume() }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
        }
    }
}
