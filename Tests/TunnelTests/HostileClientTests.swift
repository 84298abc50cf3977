import NIOCore
import TestSupport
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct HostileClientTests {
    private let upgrade = """
        GET /v1/connect HTTP/1.1\r
        Host: relay\r
        Connection: Upgrade\r
        Upgrade: h2-reverse\r
        Sage-Protocol-Versions: 1\r
        Sage-Agent-Instance: 5e6b6a5c\r
        Sage-Agent-Slot: 0\r

        """

    private func settings(_ change: (inout TunnelSettings) -> Void) -> TunnelSettings {
        var settings = TunnelSettings()
        change(&settings)
        return settings
    }

    /// Sends a text over TLS and returns the answer.
    private func answer(_ text: String, rig: Rig) async throws -> String {
        let client = try await RawClient(port: rig.port, tls: try rig.agentContext())
        // The relay may have closed before all was sent.
        try? await client.send(text)
        return try await client.everything()
    }

    @Test func `a client that says nothing is cut off at the handshake's deadline`() async throws {
        let rig = try await Rig(settings: settings { $0.handshakeDeadline = .milliseconds(50) })
        let client = try await RawClient(port: rig.port, tls: nil)
        #expect(try await client.everything().isEmpty)
        let event = await rig.events.first { if case .failed = $0 { true } else { false } }
        if case .failed(_, let error) = event { #expect(error.code == .handshakeTimedOut) }
        await rig.listener.shutDown()
    }

    @Test func `a head that never ends is answered and cut off at the deadline`() async throws {
        let rig = try await Rig(settings: settings { $0.upgradeDeadline = .milliseconds(50) })
        let answer = try await answer("GET /v1/connect HTTP/1.1\r\nHost: relay\r\nX-Slow: ", rig: rig)
        #expect(answer.hasPrefix("HTTP/1.1 400"))
        await rig.listener.shutDown()
    }

    @Test func `bytes that are not TLS get an alert and no more`() async throws {
        let rig = try await Rig()
        let client = try await RawClient(port: rig.port, tls: nil)
        try await client.send("GET / HTTP/1.1\r\nHost: relay\r\n\r\n")
        _ = try await client.everything()
        await rig.events.first { if case .failed = $0 { true } else { false } }
        await rig.listener.shutDown()
    }

    @Test func `garbage inside TLS is a bad request`() async throws {
        let rig = try await Rig()
        #expect(try await answer("\u{1}\u{2}\u{3} what?\r\n\r\n", rig: rig).hasPrefix("HTTP/1.1 400"))
        await rig.listener.shutDown()
    }

    @Test func `another path is not found`() async throws {
        let rig = try await Rig()
        let answer = try await answer("GET / HTTP/1.1\r\nHost: relay\r\n\r\n", rig: rig)
        #expect(answer.hasPrefix("HTTP/1.1 404"))
        #expect(answer.contains(#""code":"unknown-route""#))
        await rig.listener.shutDown()
    }

    @Test func `a request without the upgrade is told which one`() async throws {
        let rig = try await Rig()
        let answer = try await answer("GET /v1/connect HTTP/1.1\r\nHost: relay\r\n\r\n", rig: rig)
        #expect(answer.hasPrefix("HTTP/1.1 426"))
        #expect(answer.contains("Upgrade: h2-reverse"))
        await rig.listener.shutDown()
    }

    @Test func `an agent of another protocol version is told both versions`() async throws {
        let rig = try await Rig()
        let answer = try await answer(
            upgrade.replacing("Versions: 1", with: "Versions: 99") + "\r\n", rig: rig)
        #expect(answer.hasPrefix("HTTP/1.1 400"))
        #expect(answer.contains(#""code":"version-not-supported""#))
        #expect(answer.contains("99"))
        await rig.listener.shutDown()
    }

    @Test func `a request to connect has no body`() async throws {
        let rig = try await Rig()
        let answer = try await answer(upgrade + "Content-Length: 5\r\n\r\nhello", rig: rig)
        #expect(answer.hasPrefix("HTTP/1.1 400"))
        await rig.listener.shutDown()
    }

    @Test(arguments: [(8 * 1024, "101"), (8 * 1024 + 1, "400")])
    func `a header field is taken up to the limit`(bytes: Int, status: String) async throws {
        let rig = try await Rig()
        let client = try await RawClient(port: rig.port, tls: try rig.agentContext())
        let padding = "X-Padding: " + String(repeating: "x", count: bytes) + "\r\n"
        try await client.send(upgrade + padding + "\r\n")
        if status == "101" {
            _ = try await rig.directory.connection(of: "acme-hq", within: .seconds(20))
            await rig.listener.shutDown()
        }
        #expect(try await client.everything().hasPrefix("HTTP/1.1 \(status)"))
        await rig.listener.shutDown()
    }

    @Test func `an agent that speaks no HTTP/2 after the upgrade loses its connection`() async throws {
        let rig = try await Rig()
        let client = try await RawClient(port: rig.port, tls: try rig.agentContext())
        try await client.send(upgrade + "\r\n")
        let connection = try await rig.directory.connection(of: "acme-hq", within: .seconds(20))
        try await client.send(String(repeating: "not HTTP/2 at all ", count: 100))
        #expect(await connection.ended()?.code == .connectionLost)
        await rig.listener.shutDown()
    }

    @Test func `a connection that ends without the closure alert was cut`() async throws {
        let rig = try await Rig()
        let client = try await RawClient(port: rig.port, tls: try rig.agentContext())
        try await client.send(upgrade + "\r\n")
        let connection = try await rig.directory.connection(of: "acme-hq", within: .seconds(20))
        try await client.cut()
        #expect(await connection.ended()?.code == .truncated)
        await rig.listener.shutDown()
    }

    @Test func `sockets beyond the limit of unfinished ones are closed at once`() async throws {
        var limits = TunnelListener.Limits()
        limits.pending = 1
        let rig = try await Rig(limits: limits)
        let first = try await RawClient(port: rig.port, tls: nil)
        let second = try await RawClient(port: rig.port, tls: nil)
        #expect(try await second.everything().isEmpty)
        try await first.channel.close()
        _ = try await first.everything()
        await rig.events.first { if case .failed = $0 { true } else { false } }
        let served = try await rig.dialer().dial(slot: 0)
        served.cut()
        await rig.listener.shutDown()
    }

    @Test func `an agent that falls silent is given up`() async throws {
        let rig = try await Rig(
            settings: settings {
                // Long enough for the test to find the connection before it is given up, on a busy machine too.
                $0.pingInterval = .milliseconds(200)
                $0.silenceLimit = .seconds(2)
            })
        let client = try await RawClient(port: rig.port, tls: try rig.agentContext())
        // A head and nothing more: pings stay without an answer.
        try await client.send(upgrade + "\r\n")
        let connection = try await rig.directory.connection(of: "acme-hq", within: .seconds(20))
        #expect(await connection.ended()?.code == .peerSilent)
        await rig.listener.shutDown()
    }
}
