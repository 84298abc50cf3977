import Cryptography
import HTTPTypes
import NIOCore
import Synchronization
import TestSupport
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct RefusalTests {
    /// Dials, and returns the error that must come of it.
    private func refusal(_ dialer: TunnelDialer) async -> TunnelError? {
        do {
            _ = try await dialer.dial(slot: 0)
            return nil
        } catch {
            return error as? TunnelError
        }
    }

    @Test func `an unknown agent is refused for good, with the relay's reason`() async throws {
        let rig = try await Rig()
        let error = await refusal(try rig.dialer(try rig.certificates.agent("unknown-1")))
        #expect(error?.code == .refused)
        #expect(error?.problem?.code == .unknownAgent)
        #expect(error?.isPermanent == true)
        #expect(error?.message.contains("Add the agent to the relay's configuration.") == true)
        await rig.listener.shutDown()
    }

    @Test func `a probe tells whether the relay would take the agent, and becomes no connection`() async throws {
        let rig = try await Rig()
        try await rig.dialer().probe()
        #expect(rig.directory.connections.isEmpty)
        await #expect(throws: TunnelError.self) {
            try await rig.dialer(try rig.certificates.agent("unknown-1")).probe()
        }
        await rig.listener.shutDown()
    }

    @Test func `a relay's certificate cannot connect as an agent`() async throws {
        let rig = try await Rig()
        let error = await refusal(try rig.dialer(try rig.certificates.relay("other")))
        #expect(error?.problem?.code == .unknownAgent)
        await rig.listener.shutDown()
    }

    @Test func `a certificate of a CA the relay does not trust is told by the alert`() async throws {
        let rig = try await Rig()
        let foreign = try TestCertificates(name: "Foreign CA")
        let error = await refusal(try rig.dialer(try foreign.agent()))
        #expect(error?.code == .tlsFailed)
        #expect(rig.directory.connections.isEmpty)
        await rig.listener.shutDown()
    }

    @Test func `an agent that does not trust the relay's CA says so, and the relay learns it`() async throws {
        let rig = try await Rig()
        let foreign = try TestCertificates(name: "Foreign CA")
        let error = await refusal(try rig.dialer(trust: [foreign.trust]))
        #expect(error?.code == .tlsFailed)
        let event = await rig.events.first { if case .failed = $0 { true } else { false } }
        if case .failed(_, let failure) = event { #expect(failure.code == .tlsFailed) }
        await rig.listener.shutDown()
    }

    @Test func `a client without a certificate is refused where one is required`() async throws {
        let rig = try await Rig()
        let error = await refusal(try rig.dialer(credential: nil))
        #expect(error?.code == .tlsFailed)
        #expect(error?.isPermanent == false)
        await rig.listener.shutDown()
    }

    @Test func `a client without a certificate is nobody where one is only requested`() async throws {
        let rig = try await Rig(policy: .requested)
        let error = await refusal(try rig.dialer(credential: nil))
        #expect(error?.problem?.code == .unknownAgent)
        await rig.listener.shutDown()
    }

    @Test func `another agent's certificate cannot pose as the relay`() async throws {
        let rig = try await Rig()
        let agent = try #require(
            PeerIdentity(trustDomain: TestCertificates.trustDomain, role: .relay, name: "elsewhere"))
        let error = await refusal(try rig.dialer(expects: agent))
        #expect(error?.code == .wrongPeer)
        #expect(error?.message.contains(rig.relay.uri) == true)
        await rig.listener.shutDown()
    }

    @Test func `an agent beyond the limit is told when to come again`() async throws {
        var limits = TunnelListener.Limits()
        limits.connections = 1
        limits.retryAfterSeconds = 17
        let rig = try await Rig(limits: limits)
        let first = try await rig.dialer().dial(slot: 0)
        let error = await refusal(try rig.dialer())
        #expect(error?.problem?.code == .tooManyConnections)
        #expect(error?.retryAfter == .seconds(17))
        #expect(error?.isPermanent == false)

        first.cut()
        await rig.events.first { if case .ended = $0 { true } else { false } }
        await rig.listener.shutDown()
    }

    @Test func `a relay that cannot issue an epoch is tried again`() async throws {
        let rig = try await Rig(epochs: Epochs(fails: true))
        let error = await refusal(try rig.dialer())
        #expect(error?.code == .refused)
        #expect(error?.isPermanent == false)
        await rig.listener.shutDown()
    }

    @Test func `nothing that listens is unreachable`() async throws {
        let rig = try await Rig()
        await rig.listener.shutDown()
        let error = await refusal(try rig.dialer())
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("nothing listens there") == true)
        #expect(error?.message.contains("127.0.0.1") == true)
    }
}
