import COpenSSL
import Foundation

extension TLSContext {
    /// Loads the chain and the key, checks both, and hands them to the context.
    ///
    /// - Parameters:
    ///   - credential: the two files.
    ///   - time: when the leaf must be valid.
    ///   - context: an `SSL_CTX *`.
    /// - Returns: the leaf.
    /// - Throws: ``CryptographyError`` naming the file and the reason.
    static func load(
        _ credential: TLSConfiguration.Credential, at time: Date, into context: OpaquePointer
    ) throws(CryptographyError) -> CertificateDetails {
        let chain = PEMFile(credential.certificateChain)
        let key = try PEMFile(credential.privateKey).privateKey()
        var leaf: CertificateDetails?
        try chain.forEachCertificate { (certificate) throws(CryptographyError) in
            guard leaf == nil else {
                return try check(
                    COpenSSL_add_chain_certificate(context, certificate), "\(chain.path): OpenSSL refuses the chain")
            }
            guard X509_check_private_key(certificate, key.pointer) == 1 else {
                ErrorQueue.clear()
                throw CryptographyError(
                    .keyMismatch,
                    "The key in \(credential.privateKey) does not belong to the first certificate in \(chain.path): "
                        + "name the two files that were made together, the chain with the leaf first.")
            }
            try check(SSL_CTX_use_certificate(context, certificate), "\(chain.path): OpenSSL refuses the certificate")
            leaf = try validLeaf(certificate, at: time, in: chain.path)
        }
        try check(SSL_CTX_use_PrivateKey(context, key.pointer), "\(credential.privateKey): OpenSSL refuses the key")
        guard let leaf else { throw chain.malformed("certificate") }
        return leaf
    }

    /// Adds the trusted CAs and the revocation lists to the context's own store, and makes verification strict.
    ///
    /// - Parameters:
    ///   - trust: files of CA certificates.
    ///   - revocations: files of revocation lists.
    ///   - context: an `SSL_CTX *`.
    /// - Throws: ``CryptographyError`` naming the file and the reason.
    static func load(
        trust: [String], revocations: [String], into context: OpaquePointer
    ) throws(CryptographyError) {
        let store = SSL_CTX_get_cert_store(context)
        for path in trust {
            try PEMFile(path).forEachCertificate { (certificate) throws(CryptographyError) in
                let details = try CertificateDetails(borrowing: certificate)
                guard details.isCertificateAuthority else {
                    throw CryptographyError(
                        .notAnAuthority,
                        "\(path): \(details.subject) is not a CA; trust the CA that issued it instead.")
                }
                try check(X509_STORE_add_cert(store, certificate), "\(path): OpenSSL refuses the CA certificate")
            }
        }
        for path in revocations {
            try PEMFile(path).forEachRevocationList { (list) throws(CryptographyError) in
                try check(X509_STORE_add_crl(store, list), "\(path): OpenSSL refuses the revocation list")
            }
        }
        var flags = X509_V_FLAG_X509_STRICT
        if !revocations.isEmpty { flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL }
        try check(X509_STORE_set_flags(store, UInt(flags)), "OpenSSL refuses strict verification")
    }

    private static func validLeaf(
        _ certificate: OpaquePointer, at time: Date, in path: String
    ) throws(CryptographyError) -> CertificateDetails {
        let details = try CertificateDetails(borrowing: certificate)
        guard time >= details.notBefore else {
            throw CryptographyError(
                .certificateNotYetValid,
                "\(path): the certificate is not valid before \(details.notBefore.ISO8601Format()): "
                    + "check the clock of this machine.")
        }
        guard time <= details.notAfter else {
            throw CryptographyError(
                .certificateExpired,
                "\(path): the certificate expired at \(details.notAfter.ISO8601Format()): have a new one issued.")
        }
        return details
    }
}
