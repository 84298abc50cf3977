import Foundation
import HTTPTypes
import NIOCore
import NIOFoundationCompat
import Sync
import Tunnel
import WireProtocol

/// The engine's way to one company: requests through the tunnel of its agent.
struct AgentSource: RecordSource {
    /// How long an answer that is not a scan may take.
    private static let answerDeadline: Duration = .seconds(60)
    /// How long a scan may take; what is read by then is kept, and the next one goes on behind it.
    private static let scanDeadline: Duration = .seconds(3600)

    let agent: String
    let company: String
    let directory: AgentDirectory
    let served: ServedCompanies
    /// How long to wait for an agent that is not connected.
    let patience: Duration

    func info() async throws -> AgentInfo {
        try await info(on: try await connection())
    }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        let response = try await ask(deadline: Self.answerDeadline) { .record(company: $0, kind: kind, key) }
        let (status, body) = (response.head.status.code, try await collect(response.body))
        if status == 404, (try? JSONDecoder().decode(Problem.self, from: body))?.code == .recordNotFound { return nil }
        guard status == 200 else { throw refusal(status, body) }
        do {
            return try AnyRecord(kind: kind, json: body)
        } catch {
            throw SourceError(
                "Agent \(agent) sent a record that cannot be read; look at the agent's version.", isRetryable: false,
                cause: .record)
        }
    }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        let response = try await ask(deadline: Self.scanDeadline) { .scan(company: $0, kind: kind, query) }
        guard response.head.status.code == 200 else {
            throw refusal(response.head.status.code, try await collect(response.body))
        }
        return ScanLines(body: response.body, kind: kind, agent: agent)
    }

    // MARK: Requests

    /// Asks for something of the company, on a connection on which the agent said that it serves it.
    private func ask(
        deadline: Duration, _ route: (ServedCompany) -> Route
    ) async throws -> TunnelResponse {
        let connection = try await connection()
        var codes = served.codes(epoch: connection.info.epoch)
        if codes == nil { codes = try await info(on: connection).companies.map(\.code) }
        let company: ServedCompany
        do {
            company = try ServedCompany(self.company, among: codes ?? [], of: "The agent")
        } catch {
            throw SourceError(
                "Agent \(agent): \(error.detail) Correct the connection's company, or the agent's list of companies.",
                isRetryable: false)
        }
        return try await send(route(company), on: connection, deadline: deadline)
    }

    private func info(on connection: AgentConnection) async throws -> AgentInfo {
        let response = try await send(.info, on: connection, deadline: Self.answerDeadline)
        let body = try await collect(response.body)
        guard response.head.status.code == 200 else { throw refusal(response.head.status.code, body) }
        let info = try decode(AgentInfo.self, body)
        served.note(info, epoch: connection.info.epoch)
        return info
    }

    private func connection() async throws -> AgentConnection {
        do {
            return try await directory.connection(of: agent, within: patience)
        } catch let error as TunnelError {
            throw SourceError("Agent \(agent): \(error)", isRetryable: !error.isPermanent)
        }
    }

    private func send(
        _ route: Route, on connection: AgentConnection, deadline: Duration
    ) async throws -> TunnelResponse {
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: route.path)
        do {
            return try await connection.request(request, body: nil, deadline: deadline)
        } catch let error as TunnelError {
            throw SourceError("Agent \(agent): \(error)", isRetryable: !error.isPermanent)
        }
    }

    private func collect(_ body: TunnelBody) async throws -> Data {
        var data = Data()
        do {
            for try await piece in body {
                data.append(contentsOf: piece.readableBytesView)
                guard data.count <= WireLimits.lineBytes else {
                    throw SourceError("Agent \(agent) sent more than an answer may hold.", isRetryable: false)
                }
            }
        } catch let error as TunnelError {
            throw SourceError("Agent \(agent): \(error)", isRetryable: !error.isPermanent)
        }
        return data
    }

    private func refusal(_ status: Int, _ body: Data) -> SourceError {
        guard let problem = try? JSONDecoder().decode(Problem.self, from: body) else {
            return SourceError("Agent \(agent) answered with status \(status).", isRetryable: status >= 500)
        }
        return SourceError(problem, from: agent)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ body: Data) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw SourceError("Agent \(agent) sent an answer that cannot be read.", isRetryable: false)
        }
    }
}
