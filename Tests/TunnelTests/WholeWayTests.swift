import HTTPTypes
import NIOCore
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct WholeWayTests {
    @Test func `an agent that dialled in answers requests of the relay`() async throws {
        let rig = try await Rig()
        let served = try await rig.dialer().dial(slot: 0)
        #expect(served.epoch == 1)
        #expect(served.peer == rig.relay)

        let connection = try await rig.directory.connection(of: "acme-hq", within: .seconds(10))
        #expect(connection.info.slot == 0)
        #expect(connection.info.epoch == 1)
        #expect(connection.info.trustGeneration == 7)
        #expect(connection.info.product == "0.1.0")
        let response = try await rig.directory.request(
            .get("/v1/info"), to: "acme-hq", body: ByteBuffer(string: "hello"), deadline: .seconds(10))
        #expect(response.head.status == .ok)
        let body = try await response.body.collect(upTo: 1024)
        #expect(String(buffer: body) == "GET /v1/info\nhello")

        await rig.listener.shutDown()
        let endOfServed = await served.ended()
        #expect(endOfServed == nil, "\(endOfServed?.description ?? "")")
        #expect(rig.directory.connections.isEmpty)
    }

    @Test func `a body is streamed piece by piece`() async throws {
        let rig = try await Rig()
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 100_000)
        let served = try await rig.dialer(
            handler: .streaming { writer in
                for _ in 0..<200 { try await writer.write(piece) }
            }
        ).dial(slot: 0)
        let response = try await rig.directory.connection(of: "acme-hq", within: .seconds(10))
            .request(.get(), body: nil, deadline: .seconds(30))
        var count = 0
        for try await bytes in response.body { count += bytes.readableBytes }
        #expect(count == 20_000_000)
        served.cut()
        await rig.listener.shutDown()
    }
}
