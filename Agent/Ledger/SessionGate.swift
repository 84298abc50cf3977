import BusinessObjects
import Resilience

/// Lets one caller at a time use Sage, in the order in which they came.
///
/// Sage's business objects carry one session per process, and every session takes a licence. A scan takes one turn for
/// each page, so that a request for a single record waits for the end of a page and not of the scan. The session stays
/// open between turns, since a log-on takes seconds; a turn for another company, one that lost its session, or one whose
/// session has served long enough opens a new one.
actor SessionGate {
    private let server: any BusinessObjectServer
    let objects: [String: String]
    private let turns = TurnQueue()
    private var open: SageSession?
    /// Closes the session of a turn that was cancelled.
    private var closing: Task<Void, Never>?

    init(server: any BusinessObjectServer, objects: [String: String] = [:]) {
        self.server = server
        self.objects = objects
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
        try await turns.take()
        defer { turns.give() }
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
        guard (try? await turns.take()) != nil else { return }
        await drop()
        await closing?.value
        turns.give()
    }

    private func session(of company: String) async throws(BusinessObjectError) -> SageSession {
        if let open, open.company == company, !open.isWorn { return open }
        await drop()
        let session = SageSession(try await server.openSession(company: company), objects: objects)
        open = session
        return session
    }

    private func drop() async {
        let session = open
        open = nil
        guard let session else { return }
        guard Task.isCancelled else { return await session.close() }
        // The close waits behind the call that was given up; whoever was cancelled does not wait for that.
        closing = Task { [closing] in
            await closing?.value
            await session.close()
        }
    }
}
