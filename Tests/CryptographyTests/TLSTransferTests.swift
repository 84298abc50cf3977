import Cryptography
import TestSupport
import Testing

struct TLSTransferTests {
    let pair: ConnectionPair

    init() throws {
        pair = try ConnectionPair.established(TestCertificates())
    }

    @Test(arguments: [0, 1, 16_384, 16_385, 10_000_000])
    func `data goes both ways unchanged`(size: Int) throws {
        let data = try randomBytes(size)
        try pair.client.write(data)
        try pair.server.receive(pair.client.takeAll())
        #expect(try pair.server.readAll() == (data, .wantsMore))
        try pair.server.write(data)
        try pair.client.receive(pair.server.takeAll())
        #expect(try pair.client.readAll(chunk: 1000) == (data, .wantsMore))
    }

    @Test func `nothing is sent after the handshake, so that nothing can be resumed`() throws {
        let certificates = try TestCertificates()
        let pair = try ConnectionPair(
            client: TLSContext(.client(certificates.agent(), trust: certificates)),
            server: TLSContext(.server(certificates.relay(), trust: certificates)))
        _ = try pair.client.handshake()
        try pair.server.receive(pair.client.takeAll())
        _ = try pair.server.handshake()
        try pair.client.receive(pair.server.takeAll())
        #expect(try pair.client.handshake())
        try pair.server.receive(pair.client.takeAll())
        #expect(try pair.server.handshake())
        #expect(pair.server.pendingCiphertext == 0)
        #expect(pair.client.pendingCiphertext == 0)
    }

    @Test func `the sending key is replaced after so many records, which the peer does not notice`() throws {
        let client = try pair.client.context.makeConnection(recordsPerKey: 3)
        let server = try pair.server.context.makeConnection()
        let pair = ConnectionPair(client: client, server: server)
        try #require(try pair.shakeHands())
        var sizes: [Int] = []
        for byte in UInt8(0)..<8 {
            try client.write([byte])
            sizes.append(client.pendingCiphertext)
            try server.receive(client.takeAll())
            #expect(try server.readAll().bytes == [byte])
        }
        // A KeyUpdate is a record of its own before the data.
        #expect(sizes.map { $0 > sizes[0] } == [false, false, true, false, false, true, false, false])
    }

    @Test func `close_notify comes after all data, and the other direction stays open`() throws {
        try pair.client.write([1, 2, 3])
        pair.client.shutdown()
        pair.client.shutdown()
        try pair.server.receive(pair.client.takeAll())
        #expect(try pair.server.readAll() == ([1, 2, 3], .closed))
        #expect(try pair.server.readAll() == ([], .closed))
        try pair.server.write([4, 5])
        pair.server.shutdown()
        try pair.client.receive(pair.server.takeAll())
        #expect(try pair.client.readAll() == ([4, 5], .closed))
    }

    @Test func `a stream that is cut off is not reported as closed`() throws {
        try pair.client.write([UInt8](repeating: 1, count: 100))
        let record = pair.client.takeAll()
        try pair.server.receive(Array(record.dropLast()))
        #expect(try pair.server.readAll() == ([], .wantsMore))
        try pair.server.receive(Array(record.suffix(1)))
        #expect(try pair.server.readAll().bytes.count == 100)
    }

    @Test func `garbage after the handshake ends the connection with an alert for the peer`() throws {
        try pair.server.receive([23, 3, 3, 0, 32] + [UInt8](repeating: 9, count: 32))
        #expect(try tlsCode { _ = try pair.server.readAll() } == .malformed)
        #expect(try tlsCode { try pair.server.write([1]) } == .malformed)
        try pair.client.receive(pair.server.takeAll())
        #expect(try tlsCode { _ = try pair.client.readAll() } == .alert(TLSAlert(rawValue: 20)))
    }

    @Test func `one altered bit is found, and what came before it is still handed over`() throws {
        try pair.client.write([1, 2, 3])
        let intact = pair.client.takeAll()
        try pair.client.write([4, 5, 6])
        var altered = pair.client.takeAll()
        altered[altered.count - 1] ^= 1
        try pair.server.receive(intact + altered)
        var buffer = [UInt8](repeating: 0, count: 100)
        let result = try buffer.withUnsafeMutableBytes { try pair.server.read(into: $0) }
        #expect(result == .bytes(3))
        #expect(try tlsCode { _ = try pair.server.readAll() } == .malformed)
    }

    @Test func `nothing can be written before the handshake or after the end`() throws {
        let fresh = try pair.client.context.makeConnection()
        #expect(try tlsCode { try fresh.write([1]) } == .misuse)
        fresh.shutdown()
        #expect(fresh.pendingCiphertext == 0)
        #expect(try fresh.readAll() == ([], .wantsMore))
        pair.client.shutdown()
        #expect(try tlsCode { try pair.client.write([1]) } == .misuse)
    }

    @Test func `pending bytes are taken piece by piece`() throws {
        try pair.client.write([UInt8](repeating: 7, count: 1000))
        let pending = pair.client.pendingCiphertext
        var (piece, taken) = ([UInt8](repeating: 0, count: 300), 0)
        while case let count = piece.withUnsafeMutableBytes({ pair.client.takeCiphertext(into: $0) }), count > 0 {
            try pair.server.receive(Array(piece[..<count]))
            taken += count
        }
        #expect(taken == pending)
        #expect(try pair.server.readAll().bytes == [UInt8](repeating: 7, count: 1000))
    }
}
