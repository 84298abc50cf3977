import Foundation
import HTTPTypes
import Ledger
import NIOCore
import Tunnel
import WireProtocol

/// Answers the relay's requests from the ledger: version 1 of the wire protocol.
package struct AgentEndpoints<Time: Clock>: RequestHandler where Time.Duration == Duration {
    let ledger: Ledger
    let version: String
    let digest: @Sendable (Data) throws -> String
    let clock: Time

    /// Makes the endpoints.
    ///
    /// - Parameters:
    ///   - ledger: where records come from.
    ///   - version: the product's version, for `GET /v1/info`.
    ///   - digest: SHA-256 as 64 hexadecimal digits in lower case.
    ///   - clock: what deadlines are measured with.
    package init(
        ledger: Ledger, version: String, digest: @escaping @Sendable (Data) throws -> String, clock: Time
    ) {
        self.ledger = ledger
        self.version = version
        self.digest = digest
        self.clock = clock
    }

    package func reply(to request: HTTPRequest, body: ByteBuffer) async -> Reply {
        do {
            let route = try Route(
                method: request.method.rawValue, target: request.path ?? "", serving: ledger.companies.map(\.code))
            let deadline = try Deadline(request.headerFields, clock: clock)
            switch route {
            case .info:
                return try .json(canonicalEncoder().encode(await deadline.bound { try await info() }))
            case .record(let company, let kind, let key):
                return try .json(await deadline.bound { try await record(company.code, kind, key) })
            case .scan(let company, let kind, let query):
                let scan = try await deadline.bound {
                    try await ledger.scan(company: company.code, kind: kind, query)
                }
                return .lines { writer in
                    var answer = ScanAnswer(scan: scan, view: query.view, digest: digest, deadline: deadline)
                    try await answer.write(to: writer)
                }
            }
        } catch let problem as Problem {
            return .problem(problem)
        } catch is CancellationError {
            // Nobody reads this answer: the task is cancelled when the caller has gone.
            return .problem(Problem(.deadlineExceeded, detail: "The request was given up by its caller."))
        } catch {
            return .problem(Problem(.internalError, detail: "The answer could not be made: \(type(of: error))."))
        }
    }

    private func record(_ company: String, _ kind: RecordKind, _ key: RecordKey) async throws -> Data {
        guard let record = try await ledger.record(company: company, kind: kind, key: key) else {
            throw Problem(
                .recordNotFound, detail: "Company \(company) has no \(kind.rawValue) with the key \(key.text).")
        }
        let json = try canonicalEncoder().encode(record)
        guard json.count <= WireLimits.lineBytes else {
            throw Problem(
                .recordUnreadable,
                detail: "The record \(key.text) has \(json.count) bytes, more than the \(WireLimits.lineBytes) of "
                    + "one answer; a scan may carry it.")
        }
        return json
    }

    private func info() async throws -> AgentInfo {
        var companies: [AgentInfo.Company] = []
        var clock: AgentInfo.Clock?
        var failure: Problem?
        for company in ledger.companies {
            var entry = AgentInfo.Company(code: company.code, name: company.name, segments: [])
            do {
                entry.segments = try await ledger.segments(company: company.code)
                if clock == nil { clock = try await ledger.clock(company: company.code) }
            } catch let problem as Problem {
                entry.problem = problem
                failure = failure ?? problem
            }
            companies.append(entry)
        }
        guard let clock else {
            throw failure ?? Problem(.sageRefused, detail: "This agent serves no company; name one in its settings.")
        }
        return AgentInfo(
            version: version, protocolVersions: ProtocolVersion.supported, backend: ledger.backend, mayWrite: false,
            companies: companies, clock: clock, host: await ledger.hostState)
    }
}
