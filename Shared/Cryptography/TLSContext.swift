import COpenSSL
import Foundation

/// The settings, keys and trust of one side, loaded once and never changed: one context per trust generation.
///
/// TLS 1.3 alone; no resumption, so that every connection proves its certificate anew; no early data, which OpenSSL
/// leaves off unless asked. To reload, make a new context: OpenSSL cannot take a trusted CA out of a live one, and
/// prefers the older of two revocation lists that were made in the same second.
///
/// `@unchecked Sendable`: an `SSL_CTX` may be shared by threads that make connections from it, and nothing changes it
/// after the initialiser.
package final class TLSContext: @unchecked Sendable {
    /// This side's own leaf.
    package let certificate: CertificateDetails?
    /// What the context was made of.
    package let configuration: TLSConfiguration
    /// The `SSL_CTX *`.
    let handle: Handle

    /// Loads all files and checks them.
    ///
    /// - Parameters:
    ///   - configuration: the settings.
    ///   - time: when this side's own certificate must be valid.
    /// - Throws: ``CryptographyError`` naming the file, the reason and what to do.
    package init(_ configuration: TLSConfiguration, at time: Date = Date()) throws(CryptographyError) {
        ErrorQueue.clear()
        try Self.validate(configuration)
        let handle = try Handle(takingOwnership: SSL_CTX_new(Self.method(configuration.role)), SSL_CTX_free)
        let context = handle.pointer
        try check(COpenSSL_allow_tls13_only(context), "OpenSSL refuses to speak TLS 1.3")
        try check(COpenSSL_forbid_resumption(context), "OpenSSL refuses to switch session tickets off")
        COpenSSL_send_only_given_chain(context)
        self.certificate = try configuration.credential.map { (credential) throws(CryptographyError) in
            try Self.load(credential, at: time, into: context)
        }
        try Self.load(trust: configuration.trust, revocations: configuration.revocations, into: context)
        Self.setVerification(configuration.role, of: context)
        try Self.setApplicationProtocols(configuration, of: context)
        self.configuration = configuration
        self.handle = handle
    }

    /// Starts a connection, on which nothing has been exchanged yet.
    ///
    /// - Parameter recordsPerKey: after how many records this side replaces the key it sends with.
    /// - Returns: the connection, for one event loop.
    /// - Throws: ``CryptographyError`` with the code `openSSL` when memory is short.
    package func makeConnection(
        recordsPerKey: Int = TLSConnection.recordsPerKey
    ) throws(CryptographyError) -> TLSConnection {
        try TLSConnection(self, recordsPerKey: recordsPerKey)
    }

    private static func validate(_ configuration: TLSConfiguration) throws(CryptographyError) {
        if case .server = configuration.role, configuration.credential == nil {
            throw CryptographyError(.configurationInvalid, "A TLS server needs a certificate and its key.")
        }
        if configuration.trust.isEmpty, configuration.role != .server(.none) {
            throw CryptographyError(
                .configurationInvalid, "No peer can be verified: name the certificates of the CAs to trust.")
        }
        guard configuration.applicationProtocols.allSatisfy({ (1...255).contains($0.utf8.count) }) else {
            throw CryptographyError(
                .configurationInvalid, "The name of an application protocol has 1 to 255 bytes (RFC 7301 section 3.1).")
        }
    }

    private static func method(_ role: TLSConfiguration.Role) -> OpaquePointer? {
        switch role {
        case .client: TLS_client_method()
        case .server: TLS_server_method()
        }
    }

    /// Demands a peer's certificate as the role says; a refusal is noted at the connection, in words.
    private static func setVerification(_ role: TLSConfiguration.Role, of context: OpaquePointer) {
        let mode =
            switch role {
            case .client: SSL_VERIFY_PEER
            case .server(.required): SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
            case .server(.requested): SSL_VERIFY_PEER
            case .server(.none): SSL_VERIFY_NONE
            }
        SSL_CTX_set_verify(context, mode) { accepted, verification in
            if accepted == 0, let owner = COpenSSL_owner_of_verification(verification) {
                TLSConnection.borrow(owner).noteRefusal(verification)
            }
            return accepted
        }
    }

    private static func setApplicationProtocols(
        _ configuration: TLSConfiguration, of context: OpaquePointer
    ) throws(CryptographyError) {
        guard !configuration.applicationProtocols.isEmpty else { return }
        if case .client = configuration.role {
            let offer = configuration.applicationProtocols.flatMap(wireForm)
            // Unlike nearly everything else, this function returns 0 for success.
            guard SSL_CTX_set_alpn_protos(context, offer, UInt32(offer.count)) == 0 else {
                throw .openSSL("The application protocols could not be set")
            }
            return
        }
        // OpenSSL asks for a selection only when the client offers something; who offers nothing is refused here.
        SSL_CTX_set_client_hello_cb(
            context,
            { connection, alert, _ in
                var (bytes, count): (UnsafePointer<UInt8>?, Int) = (nil, 0)
                let kind = UInt32(TLSEXT_TYPE_application_layer_protocol_negotiation)
                guard SSL_client_hello_get0_ext(connection, kind, &bytes, &count) != 1 else {
                    return SSL_CLIENT_HELLO_SUCCESS
                }
                alert?.pointee = SSL_AD_NO_APPLICATION_PROTOCOL
                return SSL_CLIENT_HELLO_ERROR
            }, nil)
        SSL_CTX_set_alpn_select_cb(
            context,
            { connection, selected, selectedCount, offered, offeredCount, _ in
                guard let owner = COpenSSL_owner(connection) else { return SSL_TLSEXT_ERR_ALERT_FATAL }
                for name in TLSConnection.borrow(owner).context.configuration.applicationProtocols {
                    let own = TLSContext.wireForm(name)
                    var match: UnsafeMutablePointer<UInt8>?
                    // With the client's list first, a match points into it, which outlives this call.
                    if SSL_select_next_proto(&match, selectedCount, offered, offeredCount, own, UInt32(own.count))
                        == OPENSSL_NPN_NEGOTIATED
                    {
                        selected?.pointee = UnsafePointer(match)
                        return SSL_TLSEXT_ERR_OK
                    }
                }
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }, nil)
    }

    /// One name as ALPN sends it: a byte of length, then the name.
    private static func wireForm(_ name: String) -> [UInt8] {
        [UInt8(name.utf8.count)] + name.utf8
    }
}
