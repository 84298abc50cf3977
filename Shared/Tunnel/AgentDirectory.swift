import Cryptography
import HTTPTypes
import NIOCore
import Synchronization
import WireProtocol

/// The live connections of all agents, by the name in their certificates.
package final class AgentDirectory: Sendable {
    private struct Waiter {
        let agent: String
        let continuation: CheckedContinuation<AgentConnection, any Error>
    }

    private struct State {
        var connections: [String: [AgentConnection]] = [:]
        var waiters: [UInt64: Waiter] = [:]
        var nextWaiter: UInt64 = 0
    }

    private let clock: any Clock<Duration>
    private let state = Mutex(State())

    /// Makes an empty directory.
    ///
    /// - Parameter clock: measures how long callers wait for an agent.
    package init(clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
    }

    /// Takes in a new connection.
    ///
    /// A newer epoch of the same process and slot replaces the older, make before break: the older takes no new
    /// requests, finishes its running ones and closes. A connection that comes with an older epoch than one already
    /// here was overtaken, and is the one to go.
    ///
    /// - Parameter connection: live, and not in the directory yet.
    package func register(_ connection: AgentConnection) {
        let info = connection.info
        let name = info.agent.name
        let (superseded, isOvertaken, waiting) = state.withLock { state in
            let same = state.connections[name, default: []].filter {
                $0.info.instance == info.instance && $0.info.slot == info.slot
            }
            state.connections[name, default: []].append(connection)
            let isOvertaken = same.contains { $0.info.epoch > info.epoch }
            let waiting = isOvertaken ? [] : state.waiters.filter { $0.value.agent == name }
            for key in waiting.map(\.key) { state.waiters[key] = nil }
            return (same.filter { $0.info.epoch < info.epoch }, isOvertaken, waiting.map(\.value))
        }
        connection.whenEnded { _ in self.remove(connection) }
        for older in superseded { older.drain() }
        if isOvertaken { connection.drain() }
        for waiter in waiting { waiter.continuation.resume(returning: connection) }
    }

    private func remove(_ connection: AgentConnection) {
        state.withLock { state in
            let name = connection.info.agent.name
            state.connections[name]?.removeAll { $0 === connection }
            if state.connections[name]?.isEmpty == true { state.connections[name] = nil }
        }
    }

    /// Every live connection, draining ones too, in order of agent, slot and epoch.
    package var connections: [AgentConnection] {
        state.withLock { $0.connections.values.flatMap(\.self) }.sorted { left, right in
            (left.info.agent.name, left.info.slot, left.info.epoch)
                < (right.info.agent.name, right.info.slot, right.info.epoch)
        }
    }

    /// Cuts connections at once, as when a certificate or a CA was withdrawn.
    ///
    /// - Parameter isWithdrawn: which connections.
    /// - Returns: how many were cut.
    @discardableResult
    package func cut(where isWithdrawn: (AgentConnection.Info) -> Bool) -> Int {
        let withdrawn = connections.filter { isWithdrawn($0.info) }
        for connection in withdrawn { connection.cut() }
        return withdrawn.count
    }

    /// Drains connections, as when the relay shuts down.
    ///
    /// - Parameter isLeaving: which connections.
    /// - Returns: the connections that were told.
    @discardableResult
    package func drain(where isLeaving: (AgentConnection.Info) -> Bool = { _ in true }) -> [AgentConnection] {
        let leaving = connections.filter { isLeaving($0.info) }
        for connection in leaving { connection.drain() }
        return leaving
    }

    /// The agent's connection that takes requests and has the fewest running; among equals the newest.
    ///
    /// A connection whose peer died unnoticed keeps its unanswered requests, so that it is passed over.
    package func connection(of agent: String) -> AgentConnection? {
        state.withLock { $0.connections[agent, default: []] }
            .filter { !$0.isDraining }
            .min { ($0.running, $1.info.epoch) < ($1.running, $0.info.epoch) }
    }

    /// Waits until an agent is connected.
    ///
    /// - Parameters:
    ///   - agent: the name in the agent's certificate.
    ///   - deadline: how long to wait.
    /// - Returns: a connection that takes requests.
    /// - Throws: ``TunnelError`` with the code `notConnected` when the time is up, or `CancellationError`.
    package func connection(of agent: String, within deadline: Duration) async throws -> AgentConnection {
        if let connection = connection(of: agent) { return connection }
        return try await withThrowingTaskGroup(of: AgentConnection.self) { group in
            group.addTask { try await self.nextConnection(of: agent) }
            group.addTask { [clock] in
                try await clock.sleep(for: deadline)
                throw TunnelError.notConnected(agent)
            }
            defer { group.cancelAll() }
            guard let connection = try await group.next() else { throw TunnelError.notConnected(agent) }
            return connection
        }
    }

    private func nextConnection(of agent: String) async throws -> AgentConnection {
        let key = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<AgentConnection, any Error>? in
                    // It may have come since the first look.
                    if let connection = state.connections[agent, default: []].first(where: { !$0.isDraining }) {
                        return .success(connection)
                    }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[key] = Waiter(agent: agent, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: key) }?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Sends a request to an agent over one of its connections.
    ///
    /// - Parameters:
    ///   - request: method, path and header fields; the deadline's field is added.
    ///   - agent: the name in the agent's certificate.
    ///   - body: the request's body; `nil` for none.
    ///   - deadline: how long the whole exchange may take, the answer's body included.
    /// - Returns: the answer, as soon as its head is there.
    /// - Throws: ``TunnelError``, or `CancellationError` when the task was cancelled.
    package func request(
        _ request: HTTPRequest, to agent: String, body: ByteBuffer? = nil, deadline: Duration
    ) async throws -> TunnelResponse {
        guard let connection = connection(of: agent) else { throw TunnelError.notConnected(agent) }
        return try await connection.request(request, body: body, deadline: deadline)
    }
}

extension TunnelError {
    fileprivate static func notConnected(_ agent: String) -> TunnelError {
        TunnelError(
            .notConnected, "The agent \(agent) is not connected. Look at the agent's own log for the reason it gives.")
    }
}
