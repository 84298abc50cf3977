import BusinessObjects

/// Lets one caller at a time use Sage, in the order in which they came.
///
/// Sage's business objects carry one session per process, and every session takes a licence. A scan takes one turn for
/// each page, so that a request for a single record waits for the end of a page and not of the scan. The session stays
/// open between turns, since a log-on takes seconds; a turn for another company, or one that lost its session, opens a
/// new one.
actor SessionGate {
    private struct Waiter {
        let id: Int
        let turn: CheckedContinuation<Void, any Error>
    }

    private let server: any BusinessObjectServer
    private var open: SageSession?
    private var isTaken = false
    private var waiters: [Waiter] = []
    private var lastID = 0

    init(server: any BusinessObjectServer) {
        self.server = server
    }

    /// Runs a piece of work alone on a session of a company.
    ///
    /// - Parameters:
    ///   - company: Sage's company code.
    ///   - work: what to do; it must not keep the session.
    /// - Returns: what the work returns.
    /// - Throws: what the work throws, ``BusinessObjectError`` when there is no session to be had, or
    ///   `CancellationError` when the task was cancelled before its turn came.
    func turn<Value: Sendable>(
        company: String, _ work: @Sendable (SageSession) async throws -> Value
    ) async throws -> Value {
        try await wait()
        defer { passOn() }
        do {
            return try await work(session(of: company))
        } catch let error as BusinessObjectError {
            // Only an answer about a name or a record leaves the session as good as it was.
            switch error.code {
            case .recordLocked, .unknownObject, .unknownColumn: break
            case .logonFailed, .companyRefused, .sessionLost, .unavailable: await drop()
            }
            throw error
        } catch {
            // A call that was cancelled half-way leaves its session in an unknown state.
            await drop()
            throw error
        }
    }

    /// Closes the session, when its turn comes.
    func close() async {
        guard (try? await wait()) != nil else { return }
        await drop()
        passOn()
    }

    private func session(of company: String) async throws(BusinessObjectError) -> SageSession {
        if let open, open.company == company { return open }
        await drop()
        let session = SageSession(try await server.openSession(company: company))
        open = session
        return session
    }

    private func drop() async {
        let session = open
        open = nil
        await session?.close()
    }

    private func wait() async throws {
        try Task.checkCancellation()
        guard isTaken else {
            isTaken = true
            return
        }
        lastID += 1
        let id = lastID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiters.append(Waiter(id: id, turn: continuation))
                }
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    private func giveUp(_ id: Int) {
        // A waiter that is not in the queue any more has had its turn given, and finds the cancellation itself.
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).turn.resume(throwing: CancellationError())
    }

    private func passOn() {
        if waiters.isEmpty {
            isTaken = false
        } else {
            waiters.removeFirst().turn.resume()
        }
    }
}
