import Cryptography
import TestSupport
import Testing

/// A client and a server whose bytes go straight to each other.
struct ConnectionPair {
    let client: TLSConnection
    let server: TLSConnection

    init(client: TLSConnection, server: TLSConnection) {
        self.client = client
        self.server = server
    }

    init(client: TLSContext, server: TLSContext) throws {
        self.client = try client.makeConnection()
        self.server = try server.makeConnection()
    }

    /// Two sides that trust one CA and require certificates, with the handshake done.
    static func established(_ certificates: TestCertificates) throws -> ConnectionPair {
        let pair = try ConnectionPair(
            client: TLSContext(.client(certificates.agent(), trust: certificates)),
            server: TLSContext(.server(certificates.relay(), trust: certificates)))
        try #require(try pair.shakeHands())
        return pair
    }

    /// Runs the handshake as far as it goes.
    ///
    /// - Returns: whether both sides are done; `false` when each waits for the other.
    /// - Throws: the error of the side that fails first; the other side has then got the alert.
    func shakeHands() throws(TLSError) -> Bool {
        while true {
            let clientState = try advance(client, sendingTo: server)
            let serverState = try advance(server, sendingTo: client)
            let isDone = clientState.isDone && serverState.isDone
            if isDone || !clientState.hasSent && !serverState.hasSent { return isDone }
        }
    }

    private func advance(
        _ side: TLSConnection, sendingTo other: TLSConnection
    ) throws(TLSError) -> (isDone: Bool, hasSent: Bool) {
        // What is pending goes out after an error too: that is the alert.
        let result = Result { () throws(TLSError) in try side.handshake() }
        let hasSent = side.pendingCiphertext > 0
        try other.receive(side.takeAll())
        return (try result.get(), hasSent)
    }
}

extension TLSConnection {
    func takeAll() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: pendingCiphertext) { buffer, count in
            count = takeCiphertext(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    func receive(_ ciphertext: [UInt8]) throws(TLSError) {
        let result = ciphertext.withUnsafeBytes { bytes in
            Result { () throws(TLSError) in try receive(ciphertext: bytes) }
        }
        try result.get()
    }

    func write(_ plaintext: [UInt8]) throws(TLSError) {
        let result = plaintext.withUnsafeBytes { bytes in Result { () throws(TLSError) in try write(bytes) } }
        try result.get()
    }

    /// Reads until nothing more is there.
    func readAll(chunk: Int = 65_536) throws(TLSError) -> (bytes: [UInt8], end: ReadResult) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let result = buffer.withUnsafeMutableBytes { buffer in
                Result { () throws(TLSError) in try read(into: buffer) }
            }
            guard case .bytes(let count) = try result.get() else { return (bytes, try result.get()) }
            bytes += buffer[..<count]
        }
    }
}

extension TLSConfiguration {
    static func client(
        _ leaf: TestCertificates.Leaf?, trust certificates: TestCertificates, revocations: [String] = [],
        applicationProtocols: [String] = ["http/1.1"]
    ) -> TLSConfiguration {
        TLSConfiguration(
            role: .client(serverName: "relay.bridge.test"), credential: leaf?.credential, trust: [certificates.trust],
            revocations: revocations, applicationProtocols: applicationProtocols)
    }

    static func server(
        _ leaf: TestCertificates.Leaf?, trust certificates: TestCertificates, revocations: [String] = [],
        applicationProtocols: [String] = ["http/1.1"], clients: ClientCertificates = .required
    ) -> TLSConfiguration {
        TLSConfiguration(
            role: .server(clients), credential: leaf?.credential, trust: [certificates.trust],
            revocations: revocations, applicationProtocols: applicationProtocols)
    }
}
