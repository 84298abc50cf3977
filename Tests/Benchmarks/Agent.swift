import Cryptography
import HTTPTypes
import NIOCore
import TestSupport
import Tunnel
import WireProtocol

/// The agent's process.
enum Agent {
    /// Answers `/small` with a few bytes, and every other path with a body as long as its last part says.
    struct Handler: RequestHandler {
        private let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 * 1024)

        func reply(to request: HTTPRequest, body: ByteBuffer) async -> Reply {
            let head = HTTPResponse(status: .ok)
            guard let count = request.path?.split(separator: "/").last.flatMap({ Int($0) }) else {
                return Reply(head: head, body: .bytes(ByteBuffer(string: "small")))
            }
            return Reply(
                head: head,
                body: .stream { [piece] writer in
                    var left = count
                    while left > 0 {
                        let length = min(left, piece.readableBytes)
                        try await writer.write(piece.getSlice(at: 0, length: length) ?? piece)
                        left -= length
                    }
                })
        }
    }

    static func run(port: Int, chain: String, key: String, trust: String) async throws {
        let context = try TLSContext(
            TLSConfiguration(
                role: .client(serverName: nil), credential: .init(certificateChain: chain, privateKey: key),
                trust: [trust], applicationProtocols: [TunnelListener.applicationProtocol]))
        guard let relay = PeerIdentity(uri: "spiffe://\(TestCertificates.trustDomain)/relay/main") else { return }
        let dialer = TunnelDialer(
            host: "127.0.0.1", port: port, relay: relay, instance: "bench", credentials: { context },
            handler: Handler())
        _ = try await dialer.dial(slot: 0).ended()
    }
}
