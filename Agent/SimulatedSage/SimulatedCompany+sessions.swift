import BusinessObjects
import Synchronization
import WireProtocol

extension SimulatedCompany {
    /// Opens a session, as `nSetCompany` does.
    ///
    /// - Parameter folder: where the company's tables are; `nil` for one that lives in this process.
    /// - Returns: the session.
    /// - Throws: ``BusinessObjectError`` when external access is not allowed, or a fault was injected.
    func openSession(folder: FolderWatch? = nil) async throws(BusinessObjectError) -> SimulatedSession {
        try await begin(.openSession, session: nil)
        let session = try state.withLock { (state) throws(BusinessObjectError) -> Int in
            guard state.contents.allowsExternalAccess else {
                throw BusinessObjectError(
                    .companyRefused, "External access to company \(code) is not allowed in Company Maintenance.",
                    sageText: "Company \(code) does not allow external access.")
            }
            state.lastSession += 1
            state.sessions.insert(state.lastSession)
            return state.lastSession
        }
        return SimulatedSession(company: self, number: session, folder: folder)
    }

    /// Ends a session and frees what it locked.
    func end(session: Int) {
        state.withLock { state in
            state.sessions.remove(session)
            state.locks = state.locks.filter { $0.value != session }
        }
    }

    /// Begins a call: takes its time, fails when the session is dead, and meets the fault that waits for it.
    ///
    /// - Parameters:
    ///   - call: which call.
    ///   - session: the session's number, `nil` for opening one.
    /// - Returns: what a fault does to the call's answer, or `nil` for nothing.
    /// - Throws: ``BusinessObjectError``: `sessionLost`, `recordLocked`, or `unavailable` when the task is cancelled.
    @discardableResult
    func begin(_ call: SageCall, session: Int?) async throws(BusinessObjectError) -> ScriptedAnswer? {
        let (delay, fault) = state.withLock { state in
            // Drawn for every call, so that the weather does not depend on the faults that were ordered.
            let drawn = state.weather?.next(call)
            let ordered = state.faults[call]?.first
            if ordered != nil { state.faults[call]?.removeFirst() } else if drawn != nil { state.weather?.strikes += 1 }
            let fault = ordered ?? drawn
            if case .loseSession = fault, let session {
                state.sessions.remove(session)
                state.locks = state.locks.filter { $0.value != session }
            }
            var delay = state.latency
            if case .pause(let pause) = fault { delay += pause }
            return (delay, fault)
        }
        if delay > .zero {
            do {
                try await sleep(delay)
            } catch {
                throw Self.cancelled
            }
        }
        if case .hang(let hang) = fault { await hang.wait() }
        guard !Task.isCancelled else { throw Self.cancelled }
        guard session.map({ number in state.withLock { $0.sessions.contains(number) } }) ?? true else {
            throw BusinessObjectError(
                .sessionLost, "The session with company \(code) is gone.",
                sageText: "Automation error: the object invoked has disconnected from its clients.")
        }
        switch fault {
        case .answer(let code, let text):
            guard call.hasReturnCode else { throw BusinessObjectError(.unavailable, "Sage failed.", sageText: text) }
            return .inPlace(code, text)
        case .locked:
            let text = "The record is in use by another workstation."
            guard call.hasReturnCode else {
                throw BusinessObjectError(.recordLocked, "Another workstation holds a record.", sageText: text)
            }
            return .inPlace(.failed, text)
        case .warn(let text): return .warning(text)
        case .loseSession:
            throw BusinessObjectError(.unavailable, "Sage went away while a session was opened.")
        case .hang, .pause, nil: return nil
        }
    }

    /// What a fault does to the answer of a call with a return code.
    enum ScriptedAnswer {
        /// The call is not made and answers with this.
        case inPlace(ReturnCode, String)
        /// The call is made, and its success is a warning with this text.
        case warning(String)
    }

    private static let cancelled = BusinessObjectError(.unavailable, "The call was given up before Sage answered.")

    /// Locks a record for a session; `false` when another one holds it.
    func take(_ record: RecordName, for session: Int) -> Bool {
        state.withLock { state in
            if let attempts = state.foreignLocks[record], attempts > 0 {
                state.foreignLocks[record] = attempts - 1
                return false
            }
            guard state.locks[record].map({ $0 == session }) ?? true else { return false }
            state.locks[record] = session
            return true
        }
    }

    /// Frees a record that a session locked.
    func free(_ record: RecordName, of session: Int) {
        state.withLock { state in
            if state.locks[record] == session { state.locks[record] = nil }
        }
    }
}
