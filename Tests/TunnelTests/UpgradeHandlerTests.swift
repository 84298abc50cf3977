import Cryptography
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport
import Testing
import WireProtocol

@testable import Tunnel

/// The agent's side of the upgrade without a network.
struct UpgradeHandlerTests {
    private struct Setup {
        let channel = EmbeddedChannel()
        /// Kept, since its files go with it.
        private let certificates = try? TestCertificates()
        let result: EventLoopFuture<ServedConnection>

        /// Brings a channel to the point where the request is sent.
        init(peer: PeerIdentity?) throws {
            let relay = try #require(PeerIdentity(trustDomain: "bridge.test", role: .relay, name: "main"))
            let trust = try #require(certificates?.trust)
            let context = try TLSContext(
                TLSConfiguration(role: .client(serverName: nil), credential: nil, trust: [trust]))
            // Never added to the pipeline: the upgrade asks it only when bytes came.
            let tls = TLSHandler(context: context, handshakeDeadline: .seconds(10))
            let promise = channel.eventLoop.makePromise(of: ServedConnection.self)
            result = promise.futureResult
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            try channel.pipeline.syncOperations.addHandlers(
                HTTPRequestEncoder(),
                ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)),
                UpgradeRequestHandler(
                    expected: relay,
                    upgrade: UpgradeRequest(instance: "a", slot: 0, versions: [1], product: nil), isTrial: false,
                    host: "relay",
                    handler: EchoHandler(), tls: tls, settings: TunnelSettings(), result: promise))
            channel.pipeline.fireUserInboundEventTriggered(
                TLSHandshakeCompleted(applicationProtocol: "http/1.1", certificate: nil, identity: peer ?? relay))
        }

        /// Everything that was sent so far.
        func sent() throws -> [UInt8] {
            var bytes: [UInt8] = []
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
            return bytes
        }

        /// The error of a dial that must have failed.
        func failure() -> TunnelError? {
            channel.embeddedEventLoop.run()
            do {
                _ = try result.wait()
                return nil
            } catch {
                return error as? TunnelError
            }
        }
    }

    private let agreed =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2-reverse\r\n"
        + "Sage-Protocol-Version: 1\r\nSage-Epoch: 42\r\n\r\n"
    private let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    private let emptySettings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
    private let pingData: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]

    @Test func `what comes right behind the answer is not lost`() throws {
        let setup = try Setup(peer: nil)
        #expect(String(decoding: try setup.sent(), as: UTF8.self).hasPrefix("GET /v1/connect HTTP/1.1\r\n"))
        var bytes = ByteBuffer(string: agreed + preface)
        bytes.writeBytes(emptySettings + [0, 0, 8, 6, 0, 0, 0, 0, 0] + pingData)
        try setup.channel.writeInbound(bytes)
        setup.channel.embeddedEventLoop.run()
        #expect(try setup.result.wait().epoch == 42)
        let acknowledgement: [UInt8] = [0, 0, 8, 6, 1, 0, 0, 0, 0] + pingData
        #expect(try setup.sent().contains(acknowledgement))
        _ = try setup.channel.finish(acceptAlreadyClosed: true)
    }

    @Test func `nothing is sent to a peer that is not the relay`() throws {
        let agent = try #require(PeerIdentity(trustDomain: "bridge.test", role: .agent, name: "main"))
        let setup = try Setup(peer: agent)
        #expect(try setup.sent().isEmpty)
        #expect(setup.failure()?.code == .wrongPeer)
    }

    @Test(arguments: [
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2-reverse\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    ])
    func `an answer of another protocol is malformed`(answer: String) throws {
        let setup = try Setup(peer: nil)
        _ = try? setup.channel.writeInbound(ByteBuffer(string: answer))
        #expect(setup.failure()?.code == .malformedAnswer)
    }

    @Test func `a web server's error is passed on with a hint`() throws {
        let setup = try Setup(peer: nil)
        try setup.channel.writeInbound(
            ByteBuffer(string: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\nRetry-After: 5\r\n\r\nnope"))
        let error = setup.failure()
        #expect(error?.code == .refused)
        #expect(error?.problem == nil)
        #expect(error?.isPermanent == false)
        #expect(error?.retryAfter == .seconds(5))
        #expect(error?.message.contains("502 Bad Gateway") == true)
    }

    @Test func `a relay that does not answer is given up at the deadline`() throws {
        let setup = try Setup(peer: nil)
        setup.channel.embeddedEventLoop.advanceTime(by: .seconds(10))
        #expect(setup.failure()?.code == .answerTimedOut)
    }
}
