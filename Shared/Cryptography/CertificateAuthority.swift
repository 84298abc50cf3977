import COpenSSL
import Foundation

/// A certificate authority with its key in memory: issues leaves for agents and relays, and revocation lists.
///
/// Keys are ECDSA on P-256, signatures use SHA-256. The CA signs leaves only, never another CA (path length 0).
///
/// `@unchecked Sendable`: neither the certificate nor the key changes after the initialiser, and OpenSSL only reads
/// them when it signs.
package final class CertificateAuthority: @unchecked Sendable {
    /// The CA's own certificate, to be trusted by the peers of its leaves.
    package let certificatePEM: String
    package let details: CertificateDetails
    /// The `X509 *`.
    let certificate: Handle
    /// The `EVP_PKEY *`.
    let key: Handle

    /// Makes a self-signed CA with a new key.
    ///
    /// - Parameters:
    ///   - name: its common name, 1 to 64 characters; each generation of a CA needs one of its own, since peers find
    ///     an issuer by its name.
    ///   - notBefore: the begin of its life.
    ///   - notAfter: the end of its life, after which nothing it signed is valid either.
    /// - Throws: ``CryptographyError`` with the code `openSSL`, as for a name that is too long.
    package init(name: String, notBefore: Date, notAfter: Date) throws(CryptographyError) {
        ErrorQueue.clear()
        let key = try Self.makeKey()
        let builder = try CertificateBuilder(key: key, notBefore: notBefore, notAfter: notAfter)
        try builder.setSubject(commonName: name)
        try builder.addExtension(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: builder.pointer)
        try builder.addExtension(NID_key_usage, "critical,keyCertSign,cRLSign", issuer: builder.pointer)
        try builder.addExtension(NID_subject_key_identifier, "hash", issuer: builder.pointer)
        let certificate = try builder.signed(issuer: nil, key: key)
        self.certificatePEM = try Self.pem(certificate)
        self.details = try CertificateDetails(borrowing: certificate.pointer)
        self.certificate = certificate
        self.key = key
    }

    /// Makes a key and a certificate for it.
    ///
    /// - Parameter leaf: what the certificate shall say.
    /// - Returns: both, as PEM.
    /// - Throws: ``CryptographyError`` with the code `configurationInvalid` when the leaf would outlive the CA or a URI
    ///   is not ASCII, or `openSSL`.
    package func issue(_ leaf: LeafTemplate) throws(CryptographyError) -> IssuedCertificate {
        ErrorQueue.clear()
        guard leaf.notAfter <= details.notAfter else {
            throw CryptographyError(
                .configurationInvalid,
                "A certificate until \(leaf.notAfter.ISO8601Format()) would outlive its CA, which ends at "
                    + "\(details.notAfter.ISO8601Format()): shorten it, or renew the CA first.")
        }
        let key = try Self.makeKey()
        let issuer = certificate.pointer
        let builder = try CertificateBuilder(key: key, notBefore: leaf.notBefore, notAfter: leaf.notAfter)
        try builder.setSubject(commonName: leaf.commonName)
        try builder.addExtension(NID_basic_constraints, "critical,CA:FALSE", issuer: issuer)
        try builder.addExtension(NID_key_usage, "critical,digitalSignature", issuer: issuer)
        if !leaf.usages.isEmpty {
            let usages = leaf.usages.map(\.rawValue).sorted().joined(separator: ",")
            try builder.addExtension(NID_ext_key_usage, usages, issuer: issuer)
        }
        try builder.addExtension(NID_subject_key_identifier, "hash", issuer: issuer)
        try builder.addExtension(NID_authority_key_identifier, "keyid:always", issuer: issuer)
        if !leaf.uris.isEmpty { try builder.addAlternativeNames(uris: leaf.uris) }
        let certificate = try builder.signed(issuer: issuer, key: self.key)
        return IssuedCertificate(
            certificatePEM: try Self.pem(certificate), privateKeyPEM: try Self.pem(key: key),
            details: try CertificateDetails(borrowing: certificate.pointer))
    }

    private static func makeKey() throws(CryptographyError) -> Handle {
        try Handle(takingOwnership: COpenSSL_make_p256_key(), EVP_PKEY_free)
    }

    private static func pem(_ certificate: borrowing Handle) throws(CryptographyError) -> String {
        let output = try MemoryBIO()
        try check(PEM_write_bio_X509(output.pointer, certificate.pointer), "A certificate could not be written")
        return output.text
    }

    private static func pem(key: borrowing Handle) throws(CryptographyError) -> String {
        let output = try MemoryBIO()
        try check(
            PEM_write_bio_PrivateKey(output.pointer, key.pointer, nil, nil, 0, nil, nil),
            "A private key could not be written")
        return output.text
    }
}
