/// A new certificate and its key.
package struct IssuedCertificate: Sendable {
    package let certificatePEM: String
    /// PKCS #8, not encrypted: write it to a file that only its owner can read, from the start.
    package let privateKeyPEM: String
    package let details: CertificateDetails
}
