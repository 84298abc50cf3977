import COpenSSL

/// One TLS 1.3 connection without a socket: bytes of the network go in and out of memory.
///
/// It belongs to one event loop. After every call, take what is pending (``pendingCiphertext``) and send it, also
/// after an error: that is how the peer gets its alert. The first error is thrown again by every later call.
package final class TLSConnection {
    /// What ``read(into:)`` found.
    package enum ReadResult: Hashable, Sendable {
        /// So many bytes of plaintext were stored.
        case bytes(Int)
        /// Nothing is complete yet; feed more.
        case wantsMore
        /// The peer has said that it will send no more (`close_notify`).
        ///
        /// The end of the network's bytes without this is a truncation, which only the caller can see.
        case closed
    }

    /// After how many records the sending key is replaced, by default.
    ///
    /// About a third of what RFC 8446 section 5.5 allows AES-GCM (2^24.5), which OpenSSL does not watch itself.
    package static let recordsPerKey = 1 << 23

    package let context: TLSContext
    /// The peer's leaf; there when the handshake is complete and the peer sent one.
    package private(set) var peerCertificate: CertificateDetails?
    /// The protocol that was agreed upon (ALPN).
    package private(set) var applicationProtocol: String?
    /// The `SSL *`.
    private let handle: Handle
    /// What came from the network and is not decrypted yet; shared with the `SSL`.
    private let received: MemoryBIO
    /// What shall go to the network; shared with the `SSL`.
    private let outgoing: MemoryBIO
    private let recordsPerKey: Int
    private var recordsLeft: Int
    private var isEstablished = false
    private var refusal: String?
    private var failure: TLSError?

    /// Makes a connection in its context's role.
    ///
    /// - Parameters:
    ///   - context: the settings; retained.
    ///   - recordsPerKey: see ``TLSConnection/recordsPerKey``.
    /// - Throws: ``CryptographyError`` with the code `openSSL` when memory is short.
    init(_ context: TLSContext, recordsPerKey: Int) throws(CryptographyError) {
        ErrorQueue.clear()
        let handle = try Handle(takingOwnership: SSL_new(context.handle.pointer), SSL_free)
        let received = try MemoryBIO()
        let outgoing = try MemoryBIO()
        SSL_set_bio(handle.pointer, received.retained(), outgoing.retained())
        switch context.configuration.role {
        case .client(let serverName):
            SSL_set_connect_state(handle.pointer)
            if let serverName {
                try check(COpenSSL_set_server_name(handle.pointer, serverName), "\(serverName) is no server name")
            }
        case .server:
            SSL_set_accept_state(handle.pointer)
        }
        self.context = context
        self.handle = handle
        self.received = received
        self.outgoing = outgoing
        self.recordsPerKey = recordsPerKey
        self.recordsLeft = recordsPerKey
        try check(
            COpenSSL_set_owner(self.handle.pointer, Unmanaged.passUnretained(self).toOpaque()),
            "OpenSSL is out of memory")
    }

    /// Feeds bytes of the network; follow with ``handshake()`` or ``read(into:)``.
    ///
    /// - Parameter ciphertext: copied.
    /// - Throws: the connection's earlier ``TLSError``, or one with the code `other` when memory is short.
    package func receive(ciphertext: UnsafeRawBufferPointer) throws(TLSError) {
        try checkUsable()
        guard !ciphertext.isEmpty else { return }
        var count = 0
        guard BIO_write_ex(received.pointer, ciphertext.baseAddress, ciphertext.count, &count) == 1,
            count == ciphertext.count
        else { throw fail() }
    }

    /// Goes on with the handshake as far as what was received allows.
    ///
    /// A client is done before the server has seen its certificate: a refusal comes as an error of a later read.
    ///
    /// - Returns: whether the handshake is complete.
    /// - Throws: ``TLSError`` when either side refuses the other.
    package func handshake() throws(TLSError) -> Bool {
        try checkUsable()
        guard !isEstablished else { return true }
        let result = SSL_do_handshake(handle.pointer)
        guard result == 1 else {
            guard SSL_get_error(handle.pointer, result) == SSL_ERROR_WANT_READ else { throw fail() }
            return false
        }
        do throws(CryptographyError) {
            try notePeer()
        } catch {
            throw fail(TLSError(.other, error.message))
        }
        // The server's choice is checked here too: OpenSSL 3.0 takes one that was never offered.
        let offered = context.configuration.applicationProtocols
        guard offered.isEmpty || applicationProtocol.map(offered.contains) == true else {
            throw fail(.applicationProtocolMismatch)
        }
        isEstablished = true
        return true
    }

    /// Decrypts into the buffer, as much as is there and fits.
    ///
    /// - Parameter buffer: where plaintext goes; must not be empty.
    /// - Returns: what was found; more may be there when the buffer was filled.
    /// - Throws: ``TLSError``, among them the peer's alert about this side's certificate.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSError) -> ReadResult {
        try checkUsable()
        guard isEstablished else { return .wantsMore }
        var stored = 0
        while stored < buffer.count {
            var count = 0
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[stored...])
            let result = SSL_read_ex(handle.pointer, rest.baseAddress, rest.count, &count)
            guard result != 1 else {
                stored += count
                continue
            }
            switch SSL_get_error(handle.pointer, result) {
            case SSL_ERROR_WANT_READ: return stored > 0 ? .bytes(stored) : .wantsMore
            case SSL_ERROR_ZERO_RETURN: return stored > 0 ? .bytes(stored) : .closed
            default:
                // What arrived intact before the error is handed over first; the next call throws.
                let error = fail()
                guard stored > 0 else { throw error }
                return .bytes(stored)
            }
        }
        return .bytes(stored)
    }

    /// Encrypts all of the bytes into what is pending.
    ///
    /// - Parameter plaintext: any length; the memory for the largest backlog of ciphertext stays with the connection.
    /// - Throws: ``TLSError`` with the code `misuse` before the handshake or after ``shutdown()``.
    package func write(_ plaintext: UnsafeRawBufferPointer) throws(TLSError) {
        try checkUsable()
        guard isEstablished, SSL_get_shutdown(handle.pointer) & SSL_SENT_SHUTDOWN == 0 else {
            throw TLSError(.misuse, "Nothing can be written before the handshake or after the end of the connection.")
        }
        guard !plaintext.isEmpty else { return }
        try replaceKeyWhenDue(bytes: plaintext.count)
        var count = 0
        guard SSL_write_ex(handle.pointer, plaintext.baseAddress, plaintext.count, &count) == 1 else { throw fail() }
    }

    /// How many bytes wait to be sent to the network.
    package var pendingCiphertext: Int {
        BIO_ctrl_pending(outgoing.pointer)
    }

    /// Moves pending bytes out.
    ///
    /// - Parameter buffer: where they go.
    /// - Returns: how many were moved: the lesser of what is pending and what fits.
    package func takeCiphertext(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var count = 0
        return BIO_read_ex(outgoing.pointer, buffer.baseAddress, buffer.count, &count) == 1 ? count : 0
    }

    /// Queues `close_notify`: this side writes no more, and may still read.
    ///
    /// Does nothing before the handshake, after an error, or a second time.
    package func shutdown() {
        guard isEstablished, failure == nil, SSL_get_shutdown(handle.pointer) & SSL_SENT_SHUTDOWN == 0 else { return }
        ErrorQueue.clear()
        SSL_shutdown(handle.pointer)
        ErrorQueue.clear()
    }

    /// The connection that OpenSSL was given as the owner; it lives as long as its `SSL`.
    static func borrow(_ owner: UnsafeMutableRawPointer) -> TLSConnection {
        Unmanaged<TLSConnection>.fromOpaque(owner).takeUnretainedValue()
    }

    /// Keeps the words for a refused certificate until OpenSSL reports the failure.
    ///
    /// - Parameter verification: the `X509_STORE_CTX *` that stands on the refused certificate.
    func noteRefusal(_ verification: OpaquePointer?) {
        refusal = refusal ?? VerificationFailure(verification).message
    }

    private func notePeer() throws(CryptographyError) {
        var (name, count): (UnsafePointer<UInt8>?, UInt32) = (nil, 0)
        SSL_get0_alpn_selected(handle.pointer, &name, &count)
        applicationProtocol = name.map {
            String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self)
        }
        peerCertificate = try SSL_get0_peer_certificate(handle.pointer).map { (certificate) throws(CryptographyError) in
            try CertificateDetails(borrowing: certificate)
        }
    }

    private func replaceKeyWhenDue(bytes: Int) throws(TLSError) {
        recordsLeft -= (bytes - 1) / Int(SSL3_RT_MAX_PLAIN_LENGTH) + 1
        guard recordsLeft <= 0 else { return }
        guard SSL_key_update(handle.pointer, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 else { throw fail() }
        recordsLeft = recordsPerKey
    }

    /// Refuses a connection that has failed, and empties the queue for the operation to come.
    private func checkUsable() throws(TLSError) {
        if let failure { throw failure }
        ErrorQueue.clear()
    }

    private func fail() -> TLSError {
        fail(TLSError(ErrorQueue.drain(), refusal: refusal))
    }

    private func fail(_ error: TLSError) -> TLSError {
        failure = error
        return error
    }
}
