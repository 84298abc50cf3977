import Cryptography
import Foundation
import HTTPTypes
import NIOCore
import Synchronization
import TestSupport
import Tunnel
import WireProtocol

/// A relay that listens, and what agents need to dial it, all on the loopback.
final class Rig: Sendable {
    static let instance = "5e6b6a5c-9a53-4f1f-8e0e-0d5e8f3f8a10"

    let certificates: TestCertificates
    let directory = AgentDirectory()
    let listener: TunnelListener
    let events = Recorder<TunnelListener.Event>()
    let settings: TunnelSettings
    let port: Int
    let relay: PeerIdentity

    /// Starts a relay.
    ///
    /// - Parameters:
    ///   - settings: of both sides.
    ///   - limits: how many connections the relay takes.
    ///   - port: where it listens; 0 for a free port.
    ///   - certificates: whose CA both sides trust.
    ///   - policy: what the relay demands of clients.
    ///   - epochs: where epochs come from.
    /// - Throws: when certificates cannot be made or the port cannot be had.
    init(
        settings: TunnelSettings = TunnelSettings(), limits: TunnelListener.Limits = .init(), port: Int = 0,
        certificates: TestCertificates? = nil, policy: TLSConfiguration.ClientCertificates = .required,
        epochs: Epochs = Epochs()
    ) async throws {
        let certificates = try certificates ?? TestCertificates()
        self.certificates = certificates
        self.settings = settings
        let leaf = try certificates.relay()
        relay = try PeerIdentity(certificate: leaf.details)
        let context = try TLSContext(
            TLSConfiguration(
                role: .server(policy), credential: leaf.credential, trust: [certificates.trust],
                applicationProtocols: [TunnelListener.applicationProtocol]))
        listener = TunnelListener(
            directory: directory, credentials: { .init(context: context, generation: 7) },
            authorize: { identity in
                guard let identity, !identity.name.hasPrefix("unknown") else {
                    return Problem(.unknownAgent, detail: "Add the agent to the relay's configuration.")
                }
                return nil
            },
            issueEpoch: { try epochs.next() }, settings: settings, limits: limits,
            onEvent: { [events] in events.record($0) })
        self.port = try await listener.start(host: "127.0.0.1", port: port)
    }

    /// What an agent needs to dial the relay.
    ///
    /// - Parameters:
    ///   - leaf: the agent's certificate.
    ///   - handler: answers the relay's requests.
    ///   - instance: the agent's process.
    ///   - trust: files of CA certificates; the relay's CA by default.
    ///   - expects: which relay the agent expects.
    /// - Returns: a dialer.
    /// - Throws: when the certificates cannot be had.
    func dialer(
        _ leaf: TestCertificates.Leaf, handler: any RequestHandler = EchoHandler(), instance: String = Rig.instance,
        trust: [String]? = nil, expects: PeerIdentity? = nil
    ) throws -> TunnelDialer {
        try dialer(credential: leaf.credential, handler: handler, instance: instance, trust: trust, expects: expects)
    }

    /// What an agent `acme-hq` needs to dial the relay.
    func dialer(
        handler: any RequestHandler = EchoHandler(), instance: String = Rig.instance, trust: [String]? = nil,
        expects: PeerIdentity? = nil
    ) throws -> TunnelDialer {
        try dialer(certificates.agent(), handler: handler, instance: instance, trust: trust, expects: expects)
    }

    /// The same with any credential, or none.
    func dialer(
        credential: TLSConfiguration.Credential?, handler: any RequestHandler = EchoHandler(),
        instance: String = Rig.instance, trust: [String]? = nil, expects: PeerIdentity? = nil
    ) throws -> TunnelDialer {
        let context = try TLSContext(
            TLSConfiguration(
                role: .client(serverName: "localhost"), credential: credential,
                trust: trust ?? [certificates.trust],
                applicationProtocols: [TunnelListener.applicationProtocol]))
        return TunnelDialer(
            host: "127.0.0.1", port: port, relay: expects ?? relay, instance: instance, product: "0.1.0",
            credentials: { context }, handler: handler, settings: settings)
    }
}

/// Numbers that only grow.
final class Epochs: Sendable {
    private let last = Atomic<UInt64>(0)
    private let fails: Bool

    init(fails: Bool = false) {
        self.fails = fails
    }

    func next() throws -> UInt64 {
        if fails { throw ChannelError.operationUnsupported }
        return last.add(1, ordering: .relaxed).newValue
    }
}

/// Answers with what it was asked.
struct EchoHandler: RequestHandler {
    func reply(to request: HTTPRequest, body: ByteBuffer) async -> Reply {
        var answer = ByteBuffer(string: "\(request.method) \(request.path ?? "")\n")
        answer.writeImmutableBuffer(body)
        return Reply(head: HTTPResponse(status: .ok), body: .bytes(answer))
    }
}

/// Answers with a closure.
struct ClosureHandler: RequestHandler {
    let answer: @Sendable (HTTPRequest, ByteBuffer) async -> Reply

    init(_ answer: @escaping @Sendable (HTTPRequest, ByteBuffer) async -> Reply) {
        self.answer = answer
    }

    func reply(to request: HTTPRequest, body: ByteBuffer) async -> Reply {
        await answer(request, body)
    }
}

extension HTTPRequest {
    static func get(_ path: String = "/v1/info") -> HTTPRequest {
        HTTPRequest(method: .get, scheme: "https", authority: "agent", path: path)
    }
}

extension RequestHandler where Self == ClosureHandler {
    /// Answers with status 200 and a streamed body.
    static func streaming(_ body: @escaping @Sendable (any BodyWriter) async throws -> Void) -> ClosureHandler {
        ClosureHandler { _, _ in Reply(head: HTTPResponse(status: .ok), body: .stream(body)) }
    }
}
