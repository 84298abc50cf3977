import COpenSSL
import Foundation

/// A version 3 certificate on its way to being signed.
struct CertificateBuilder: ~Copyable {
    /// The `X509 *`.
    private let certificate: Handle

    /// The `X509 *`, borrowed.
    var pointer: OpaquePointer { certificate.pointer }

    /// Starts a certificate with a random serial number of 127 bits.
    ///
    /// - Parameters:
    ///   - key: the subject's key pair, an `EVP_PKEY *`.
    ///   - notBefore: the begin of its life.
    ///   - notAfter: the end of its life.
    /// - Throws: ``CryptographyError`` with the code `openSSL`.
    init(key: borrowing Handle, notBefore: Date, notAfter: Date) throws(CryptographyError) {
        let certificate = try Handle(takingOwnership: X509_new(), X509_free)
        try check(X509_set_version(certificate.pointer, Int(X509_VERSION_3)), "A version could not be set")
        try check(X509_set_pubkey(certificate.pointer, key.pointer), "A key could not be put into a certificate")
        let number = try Handle(takingOwnership: BN_new(), BN_free)
        // Positive, never zero and at most 20 bytes (RFC 5280 section 4.1.2.2), and beyond guessing.
        try check(
            BN_rand(number.pointer, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "The system yields no random bytes")
        let serial = BN_to_ASN1_INTEGER(number.pointer, nil)
        defer { ASN1_INTEGER_free(serial) }
        try check(X509_set_serialNumber(certificate.pointer, serial), "A serial number could not be set")
        let (begin, end) = (ASN1_TIME_set(nil, notBefore.unixTime), ASN1_TIME_set(nil, notAfter.unixTime))
        defer {
            ASN1_TIME_free(begin)
            ASN1_TIME_free(end)
        }
        try check(X509_set1_notBefore(certificate.pointer, begin), "A begin of validity could not be set")
        try check(X509_set1_notAfter(certificate.pointer, end), "An end of validity could not be set")
        self.certificate = certificate
    }

    /// Sets the subject to a common name alone.
    func setSubject(commonName: String) throws(CryptographyError) {
        try check(
            X509_NAME_add_entry_by_NID(
                X509_get_subject_name(pointer), NID_commonName, MBSTRING_UTF8, Array(commonName.utf8),
                Int32(commonName.utf8.count), -1, 0),
            "\"\(commonName)\" cannot be a common name")
    }

    /// Adds an extension in the words of OpenSSL's configuration files.
    ///
    /// - Parameters:
    ///   - kind: a `NID_*`.
    ///   - value: fixed by the caller's code; text from elsewhere could add names of its own.
    ///   - issuer: the issuer's `X509 *`, which the key identifiers are taken from.
    /// - Throws: ``CryptographyError`` with the code `openSSL`.
    func addExtension(_ kind: Int32, _ value: String, issuer: OpaquePointer) throws(CryptographyError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer, pointer, nil, nil, 0)
        let made = try Handle(
            takingOwnership: X509V3_EXT_nconf_nid(nil, &context, kind, value), X509_EXTENSION_free)
        try check(X509_add_ext(pointer, made.pointer, -1), "An extension could not be added")
    }

    /// Adds the subject alternative names, each as it is.
    func addAlternativeNames(uris: [String]) throws(CryptographyError) {
        let names = try Handle(takingOwnership: GENERAL_NAMES_new(), GENERAL_NAMES_free)
        for uri in uris {
            guard uri.utf8.allSatisfy({ $0 < 0x80 }) else {
                throw CryptographyError(.configurationInvalid, "The URI \(uri) is not ASCII (RFC 5280 section 7.4).")
            }
            try check(COpenSSL_names_append_uri(names.pointer, uri), "A URI could not be added")
        }
        try check(
            X509_add1_ext_i2d(pointer, NID_subject_alt_name, UnsafeMutableRawPointer(names.pointer), 0, 0),
            "The alternative names could not be added")
    }

    /// Signs what was built.
    ///
    /// - Parameters:
    ///   - issuer: the issuer's `X509 *`; `nil` for a certificate that signs itself.
    ///   - key: the issuer's `EVP_PKEY *`.
    /// - Returns: the finished certificate, an `X509 *`.
    /// - Throws: ``CryptographyError`` with the code `openSSL`.
    consuming func signed(issuer: OpaquePointer?, key: borrowing Handle) throws(CryptographyError) -> Handle {
        try check(X509_set_issuer_name(pointer, X509_get_subject_name(issuer ?? pointer)), "An issuer could not be set")
        try check(X509_sign(pointer, key.pointer, EVP_sha256()), "A certificate could not be signed")
        return certificate
    }
}

extension Date {
    /// Whole seconds since 1970, as C's `time_t`.
    var unixTime: time_t { time_t(timeIntervalSince1970.rounded(.down)) }
}
