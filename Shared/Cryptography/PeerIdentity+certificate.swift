import WireProtocol

extension PeerIdentity {
    /// Reads the identity of a certificate.
    ///
    /// - Parameter certificate: a leaf; that it was verified is the caller's matter.
    /// - Throws: ``CryptographyError`` with the code `identityInvalid` when the certificate is a CA's, or does not
    ///   carry exactly one URI, or one that is not an identity.
    package init(certificate: CertificateDetails) throws(CryptographyError) {
        guard !certificate.isCertificateAuthority else {
            throw .identity(certificate, "it is a CA, which must not act as a peer itself")
        }
        guard certificate.uris.count == 1, let uri = certificate.uris.first else {
            throw .identity(certificate, "it carries \(certificate.uris.count) URIs instead of one")
        }
        guard let identity = PeerIdentity(uri: uri) else {
            throw .identity(
                certificate,
                "its URI is not spiffe://<trust domain>/agent/<name> or spiffe://<trust domain>/relay/<name>")
        }
        self = identity
    }
}

extension CryptographyError {
    fileprivate static func identity(_ certificate: CertificateDetails, _ reason: String) -> CryptographyError {
        CryptographyError(
            .identityInvalid,
            "The certificate \(certificate.subject) (serial \(certificate.serial)) names no peer: \(reason).")
    }
}
