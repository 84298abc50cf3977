import WireProtocol

/// What one side of a TLS 1.3 connection is and whom it trusts; all files are PEM.
package struct TLSConfiguration: Sendable {
    /// Which side of the handshake.
    package enum Role: Hashable, Sendable {
        /// Dials; the name is sent as SNI and is not compared with the peer's certificate: identities are, by the
        /// caller (``PeerIdentity``).
        case client(serverName: String?)
        /// Listens.
        case server(ClientCertificates)
    }

    /// A listener's policy on the certificates of its clients.
    package enum ClientCertificates: Hashable, Sendable {
        /// A client without a certificate is refused in the handshake.
        case required
        /// A client may come without one, but one that is shown must pass.
        case requested
        /// Clients are not asked.
        case none
    }

    /// A certificate and its key, as two files.
    package struct Credential: Hashable, Sendable {
        /// The leaf first, then the intermediates up to, without, the root.
        package var certificateChain: String
        /// Not encrypted, and readable by its owner alone.
        package var privateKey: String

        /// Names the two files.
        package init(certificateChain: String, privateKey: String) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
        }
    }

    package var role: Role
    /// What this side shows; a server must have one.
    package var credential: Credential?
    /// Files of CA certificates; the system's own store is never used.
    package var trust: [String]
    /// Files of revocation lists; when there is any, every CA of a peer's chain must have a current one.
    package var revocations: [String]
    /// Names for ALPN (RFC 7301), best first: a peer that shares none of them is refused, and empty means no ALPN.
    package var applicationProtocols: [String]

    /// Gathers the settings; nothing is read before ``TLSContext``.
    package init(
        role: Role, credential: Credential?, trust: [String], revocations: [String] = [],
        applicationProtocols: [String] = []
    ) {
        self.role = role
        self.credential = credential
        self.trust = trust
        self.revocations = revocations
        self.applicationProtocols = applicationProtocols
    }
}
