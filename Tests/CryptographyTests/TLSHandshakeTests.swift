import Cryptography
import Foundation
import TestSupport
import Testing
import WireProtocol

struct TLSHandshakeTests {
    let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates()
    }

    @Test func `each side learns the other's identity and the agreed protocol`() throws {
        let (agent, relay) = (try certificates.agent(), try certificates.relay())
        let pair = try ConnectionPair(
            client: TLSContext(
                .client(agent, trust: certificates, applicationProtocols: ["http/1.1", "h2"])),
            server: TLSContext(
                .server(relay, trust: certificates, applicationProtocols: ["h2", "http/1.1"])))
        #expect(pair.client.peerCertificate == nil)
        #expect(try pair.shakeHands())
        #expect(pair.client.peerCertificate == relay.details)
        #expect(pair.server.peerCertificate == agent.details)
        let identity = try PeerIdentity(certificate: try #require(pair.server.peerCertificate))
        #expect(identity.uri == "spiffe://bridge.test/agent/acme-hq")
        // The server's order decides.
        #expect(pair.client.applicationProtocol == "h2")
        #expect(pair.server.applicationProtocol == "h2")
    }

    @Test func `the handshake takes its bytes one by one`() throws {
        let pair = try ConnectionPair(
            client: TLSContext(.client(certificates.agent(), trust: certificates)),
            server: TLSContext(.server(certificates.relay(), trust: certificates)))
        var (clientDone, serverDone) = (try pair.client.handshake(), false)
        while !clientDone || !serverDone {
            for byte in pair.client.takeAll() {
                try pair.server.receive([byte])
                serverDone = try pair.server.handshake()
            }
            for byte in pair.server.takeAll() {
                try pair.client.receive([byte])
                clientDone = try pair.client.handshake()
            }
        }
        #expect(pair.server.peerCertificate != nil)
    }

    @Test func `a required certificate that is not sent is refused, and the client hears so on a later read`() throws {
        let error = try failure(client: .client(nil, trust: certificates), server: server())
        #expect(error.server?.code == .certificateMissing)
        #expect(error.client?.code == .alert(.certificateRequired))
        #expect(error.client?.message.contains("demands a client certificate and none was sent") == true)
    }

    @Test(arguments: [TLSConfiguration.ClientCertificates.requested, .none])
    func `a listener that requires no certificate takes a client without one`(
        policy: TLSConfiguration.ClientCertificates
    ) throws {
        let pair = try ConnectionPair(
            client: TLSContext(.client(nil, trust: certificates)),
            server: TLSContext(.server(certificates.relay(), trust: certificates, clients: policy)))
        #expect(try pair.shakeHands())
        #expect(pair.server.peerCertificate == nil)
    }

    @Test(arguments: [TLSConfiguration.ClientCertificates.required, .requested])
    func `a client certificate of another CA is refused`(policy: TLSConfiguration.ClientCertificates) throws {
        let other = try TestCertificates(name: "Other CA")
        let error = try failure(
            client: .client(other.agent(), trust: certificates),
            server: .server(certificates.relay(), trust: certificates, clients: policy))
        #expect(error.server?.code == .certificateRefused)
        #expect(error.server?.message.contains("CN=Other CA, which is not a trusted CA here") == true)
        #expect(error.client?.code == .alert(.unknownAuthority))
    }

    @Test func `a CA of the same name with another key is refused`() throws {
        let other = try TestCertificates()
        let error = try failure(client: .client(other.agent(), trust: certificates), server: server())
        #expect(error.server?.code == .certificateRefused)
    }

    @Test func `a server certificate of another CA is refused`() throws {
        let other = try TestCertificates(name: "Other CA")
        let error = try failure(
            client: .client(certificates.agent(), trust: certificates),
            server: .server(other.relay(), trust: certificates))
        #expect(error.client?.code == .certificateRefused)
        #expect(error.server?.code == .alert(.unknownAuthority))
    }

    @Test func `an expired client certificate is refused by its date`() throws {
        let agent = try certificates.agent("old", .expired)
        let error = try failure(client: .client(agent, trust: certificates), server: server())
        #expect(error.server?.code == .certificateRefused)
        #expect(error.server?.message.contains("expired at \(agent.details.notAfter.ISO8601Format())") == true)
        #expect(error.server?.message.contains(agent.details.serial) == true)
        #expect(error.client?.code == .alert(.certificateExpired))
    }

    @Test func `a client certificate of the future is refused by its date`() throws {
        let agent = try certificates.agent("new", .notYet)
        let error = try failure(client: .client(agent, trust: certificates), server: server())
        #expect(error.server?.code == .certificateRefused)
        #expect(error.server?.message.contains("not valid before \(agent.details.notBefore.ISO8601Format())") == true)
        #expect(error.client?.code == .alert(.badCertificate))
    }

    @Test func `an expired server certificate is refused`() throws {
        let error = try failure(
            client: .client(certificates.agent(), trust: certificates),
            server: .server(certificates.relay("main", .expired), trust: certificates))
        #expect(error.client?.code == .certificateRefused)
        #expect(error.server?.code == .alert(.certificateExpired))
    }

    @Test func `a revoked certificate is refused and the others are not`() throws {
        let (revoked, other) = (try certificates.agent("bad"), try certificates.agent("good"))
        let server = TLSConfiguration.server(
            try certificates.relay(), trust: certificates,
            revocations: [try certificates.revocationList(revoking: [revoked])])
        let error = try failure(client: .client(revoked, trust: certificates), server: server)
        #expect(error.server?.code == .certificateRefused)
        #expect(error.server?.message.contains("has been revoked") == true)
        #expect(error.client?.code == .alert(.certificateRevoked))
        #expect(try failure(client: .client(other, trust: certificates), server: server) == (nil, nil))
    }

    @Test func `a revoked server certificate is refused`() throws {
        let relay = try certificates.relay()
        let error = try failure(
            client: .client(
                certificates.agent(), trust: certificates,
                revocations: [certificates.revocationList(revoking: [relay])]),
            server: .server(relay, trust: certificates))
        #expect(error.client?.code == .certificateRefused)
        #expect(error.server?.code == .alert(.certificateRevoked))
    }

    @Test func `a revocation list past its next update refuses everybody, and says so`() throws {
        let error = try failure(
            client: .client(certificates.agent(), trust: certificates),
            server: .server(
                certificates.relay(), trust: certificates,
                revocations: [certificates.revocationList(isCurrent: false)]))
        #expect(error.server?.code == .certificateRefused)
        #expect(error.server?.message.contains("the revocation list of CN=Test CA is past its next update") == true)
        #expect(error.client?.message.contains("its revocation list is out of date") == true)
    }

    @Test func `a CA without a revocation list is refused where another has one, and the error says so`() throws {
        let other = try TestCertificates(name: "Other CA")
        var server = TLSConfiguration.server(
            try certificates.relay(), trust: certificates, revocations: [try certificates.revocationList()])
        server.trust.append(other.trust)
        let error = try failure(client: .client(other.agent(), trust: certificates), server: server)
        #expect(error.server?.message.contains("there is no revocation list of CN=Other CA here") == true)
        #expect(error.client?.message.contains("has no revocation list of that CA") == true)
    }

    @Test func `a certificate made for servers is refused of a client`() throws {
        let agent = try certificates.leaf(uris: ["spiffe://bridge.test/agent/a"], usages: [.server])
        let error = try failure(client: .client(agent, trust: certificates), server: server())
        #expect(error.server?.code == .certificateRefused)
        #expect(error.server?.message.contains("extended key usage") == true)
        #expect(error.client?.code == .alert(.unsupportedCertificate))
    }

    @Test func `a certificate made for clients is refused of a server`() throws {
        let relay = try certificates.leaf(uris: ["spiffe://bridge.test/relay/a"], usages: [.client])
        let error = try failure(
            client: .client(certificates.agent(), trust: certificates), server: .server(relay, trust: certificates))
        #expect(error.client?.code == .certificateRefused)
    }

    @Test(arguments: [["h2"], []])
    func `a client without a common application protocol is refused`(offered: [String]) throws {
        let error = try failure(
            client: .client(certificates.agent(), trust: certificates, applicationProtocols: offered),
            server: server())
        #expect(error.server?.code == .applicationProtocolMismatch)
        #expect(error.client?.code == .alert(.noApplicationProtocol))
    }

    @Test func `a client refuses a server that chooses no application protocol`() throws {
        let error = try failure(
            client: .client(certificates.agent(), trust: certificates),
            server: .server(certificates.relay(), trust: certificates, applicationProtocols: []))
        #expect(error.client?.code == .applicationProtocolMismatch)
    }

    private func server() throws -> TLSConfiguration {
        .server(try certificates.relay(), trust: certificates)
    }

    /// The error of each side, the client's as it comes with the handshake or with the first read after it.
    private func failure(
        client: TLSConfiguration, server: TLSConfiguration
    ) throws -> (client: TLSError?, server: TLSError?) {
        // Leaves that are not valid now are loaded as if it were the time of theirs.
        let pair = try ConnectionPair(client: lenient(client), server: lenient(server))
        do throws(TLSError) {
            _ = try pair.shakeHands()
            return (Self.error(of: pair.client), Self.error(of: pair.server))
        } catch {
            return (Self.error(of: pair.client), Self.error(of: pair.server))
        }
    }

    private static func error(of side: TLSConnection) -> TLSError? {
        do throws(TLSError) {
            guard try side.handshake() else { return nil }
            _ = try side.readAll()
            return nil
        } catch {
            return error
        }
    }

    private func lenient(_ configuration: TLSConfiguration) throws -> TLSContext {
        let now = Date()
        for time in [now, now - 7200] {
            if let context = try? TLSContext(configuration, at: time) { return context }
        }
        return try TLSContext(configuration, at: now + 7200)
    }
}
