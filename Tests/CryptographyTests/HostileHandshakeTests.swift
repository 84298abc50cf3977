import Cryptography
import TestSupport
import Testing

struct HostileHandshakeTests {
    let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates()
    }

    @Test func `a TLS 1.2 client is refused with the alert protocol_version`() throws {
        let server = try TLSContext(server()).makeConnection()
        try server.receive(Hello.client12)
        #expect(try tlsCode { _ = try server.handshake() } == .versionMismatch)
        #expect(server.takeAll() == [21, 3, 3, 0, 2, 2, 70])
    }

    @Test func `a TLS 1.2 server is refused`() throws {
        let client = try TLSContext(.client(certificates.agent(), trust: certificates)).makeConnection()
        #expect(try client.handshake() == false)
        try client.receive(Hello.server12)
        #expect(try tlsCode { _ = try client.handshake() } == .versionMismatch)
    }

    @Test(arguments: Garbage.allCases)
    func `garbage instead of a handshake is refused, and the error stays`(garbage: Garbage) throws {
        let server = try TLSContext(server()).makeConnection()
        try server.receive(garbage.bytes)
        #expect(try tlsCode { _ = try server.handshake() } == .malformed)
        #expect(try tlsCode { _ = try server.handshake() } == .malformed)
        #expect(try tlsCode { try server.receive([1]) } == .malformed)
        #expect(try tlsCode { try server.write([1]) } == .malformed)
        server.shutdown()
    }

    @Test func `garbage in the middle of a handshake is refused`() throws {
        let client = try TLSContext(.client(certificates.agent(), trust: certificates)).makeConnection()
        let server = try TLSContext(server()).makeConnection()
        #expect(try client.handshake() == false)
        try server.receive(client.takeAll())
        #expect(try server.handshake() == false)
        try server.receive([23, 3, 3, 0, 32] + [UInt8](repeating: 9, count: 32))
        #expect(try tlsCode { _ = try server.handshake() } == .malformed)
    }

    @Test func `a handshake with any one bit altered never completes`() throws {
        let client = try TLSContext(.client(certificates.agent(), trust: certificates))
        let server = try TLSContext(server())
        let count = try Self.hello(of: client.makeConnection()).count
        // The header of the record, five bytes, is not part of what the handshake protects.
        for position in 5..<count {
            let pair = try ConnectionPair(client: client, server: server)
            var hello = try Self.hello(of: pair.client)
            hello[position] ^= 1 << UInt8(position % 8)
            try pair.server.receive(hello)
            let isDone = Result { () throws(TLSError) in try pair.shakeHands() }
            #expect((try? isDone.get()) != true, "byte \(position)")
        }
    }

    @Test(
        arguments: [
            (TLSAlert.handshakeFailure, "shares no cipher"), (.badCertificate, "malformed"),
            (.unsupportedCertificate, "not made for this use"), (.certificateRevoked, "has been revoked"),
            (.certificateExpired, "expired or not yet valid"), (.certificateUnknown, "refuses the certificate"),
            (.unknownAuthority, "does not trust the CA"), (.protocolVersion, "does not speak TLS 1.3"),
            (.certificateRequired, "demands a client certificate and none was sent"),
            (.noApplicationProtocol, "none of the application protocols"), (TLSAlert(rawValue: 255), "TLS alert 255"),
        ])
    func `an alert is put into plain words`(alert: TLSAlert, words: String) throws {
        let client = try TLSContext(.client(certificates.agent(), trust: certificates)).makeConnection()
        #expect(try client.handshake() == false)
        try client.receive([21, 3, 3, 0, 2, 2, alert.rawValue])
        let error = try #require(throws: TLSError.self) { _ = try client.handshake() }
        #expect(error.code == .alert(alert))
        #expect(error.message.contains(words))
    }

    private static func hello(of client: TLSConnection) throws -> [UInt8] {
        _ = try client.handshake()
        return client.takeAll()
    }

    private func server() throws -> TLSConfiguration {
        .server(try certificates.relay(), trust: certificates)
    }
}

/// What scanners and misdirected clients send to a TLS port.
enum Garbage: CaseIterable {
    case http
    case ssh
    case zeros
    case ones
    /// A record of the largest length whose content is no handshake message.
    case largestRecord

    var bytes: [UInt8] {
        switch self {
        case .http: Array("GET /v1/info HTTP/1.1\r\nHost: relay\r\n\r\n".utf8)
        case .ssh: Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)
        case .zeros: [UInt8](repeating: 0, count: 64)
        case .ones: [UInt8](repeating: 0xFF, count: 64)
        case .largestRecord: [22, 3, 1, 0x40, 0] + [UInt8](repeating: 7, count: 0x4000)
        }
    }
}

/// First messages of TLS 1.2, which this product's own stack refuses to produce.
private enum Hello {
    /// A client with one cipher and ALPN for `http/1.1`, and no `supported_versions`.
    static let client12 = handshake(
        1,
        [3, 3] + [UInt8](repeating: 5, count: 32) + [0] + [0, 2, 0xC0, 0x2F] + [1, 0]
            + [0, 15] + [0, 16, 0, 11, 0, 9, 8] + Array("http/1.1".utf8))

    /// A server that picks one of the older ciphers.
    static let server12 = handshake(2, [3, 3] + [UInt8](repeating: 5, count: 32) + [0] + [0xC0, 0x2F] + [0])

    private static func handshake(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] {
        let length = UInt8(body.count)
        return [22, 3, 3, 0, length + 4, kind, 0, 0, length] + body
    }
}
