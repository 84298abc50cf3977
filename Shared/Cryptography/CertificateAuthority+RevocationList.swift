import COpenSSL
import Foundation

extension CertificateAuthority {
    /// Makes a revocation list (RFC 5280 section 5).
    ///
    /// - Parameters:
    ///   - serials: the serial numbers that are revoked, in hexadecimal as ``CertificateDetails/serial`` has them.
    ///   - number: the number of the list; each list of a CA needs a higher one than the list before.
    ///   - thisUpdate: when the list was made, which is also when all of its members were revoked.
    ///   - nextUpdate: until when peers accept the list, and with it any certificate of this CA.
    /// - Returns: the list, as PEM.
    /// - Throws: ``CryptographyError`` with the code `configurationInvalid` for a serial number that is not
    ///   hexadecimal, or `openSSL`.
    package func revocationList(
        revoking serials: [String], number: Int, thisUpdate: Date, nextUpdate: Date
    ) throws(CryptographyError) -> String {
        ErrorQueue.clear()
        let list = try Handle(takingOwnership: X509_CRL_new(), X509_CRL_free)
        let (begin, end) = (ASN1_TIME_set(nil, thisUpdate.unixTime), ASN1_TIME_set(nil, nextUpdate.unixTime))
        defer {
            ASN1_TIME_free(begin)
            ASN1_TIME_free(end)
        }
        let failure = "A revocation list could not be made"
        try check(X509_CRL_set_version(list.pointer, Int(X509_CRL_VERSION_2)), failure)
        try check(X509_CRL_set_issuer_name(list.pointer, X509_get_subject_name(certificate.pointer)), failure)
        try check(X509_CRL_set1_lastUpdate(list.pointer, begin), failure)
        try check(X509_CRL_set1_nextUpdate(list.pointer, end), failure)
        for serial in serials {
            let serial = try Self.integer(hexadecimal: serial)
            defer { ASN1_INTEGER_free(serial) }
            let entry = X509_REVOKED_new()
            X509_REVOKED_set_serialNumber(entry, serial)
            X509_REVOKED_set_revocationDate(entry, begin)
            guard X509_CRL_add0_revoked(list.pointer, entry) == 1 else {
                X509_REVOKED_free(entry)
                throw .openSSL(failure)
            }
        }
        let number = try Self.integer(hexadecimal: String(number, radix: 16))
        defer { ASN1_INTEGER_free(number) }
        try check(X509_CRL_add1_ext_i2d(list.pointer, NID_crl_number, number, 0, 0), failure)
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, certificate.pointer, nil, nil, list.pointer, 0)
        let issuer = try Handle(
            takingOwnership: X509V3_EXT_nconf_nid(nil, &context, NID_authority_key_identifier, "keyid:always"),
            X509_EXTENSION_free)
        try check(X509_CRL_add_ext(list.pointer, issuer.pointer, -1), failure)
        X509_CRL_sort(list.pointer)
        try check(X509_CRL_sign(list.pointer, key.pointer, EVP_sha256()), failure)
        let output = try MemoryBIO()
        try check(PEM_write_bio_X509_CRL(output.pointer, list.pointer), failure)
        return output.text
    }

    /// An integer of its own, which the caller frees.
    private static func integer(
        hexadecimal text: String
    ) throws(CryptographyError) -> UnsafeMutablePointer<ASN1_INTEGER> {
        var number: OpaquePointer?  // BIGNUM *
        let read = BN_hex2bn(&number, text)
        defer { BN_free(number) }
        // BN_hex2bn reads as far as there are digits, and says how many there were.
        guard read > 0, Int(read) == text.utf8.count, let integer = BN_to_ASN1_INTEGER(number, nil) else {
            throw CryptographyError(.configurationInvalid, "\"\(text)\" is not a serial number in hexadecimal.")
        }
        return integer
    }
}
