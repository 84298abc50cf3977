import COpenSSL
import Foundation

/// What the product wants to know of a certificate, copied out of it.
package struct CertificateDetails: Hashable, Sendable {
    /// The distinguished name as RFC 2253 writes it, such as `CN=acme-hq`; may be empty.
    package let subject: String
    /// The serial number as `openssl x509 -serial` prints it: upper-case hexadecimal.
    package let serial: String
    package let notBefore: Date
    package let notAfter: Date
    /// The URIs among the subject alternative names, to the letter.
    package let uris: [String]
    /// The DNS names among the subject alternative names, to the letter.
    package let dnsNames: [String]
    /// SHA-256 of the certificate, lower-case hexadecimal.
    package let fingerprint: String
    package let isCertificateAuthority: Bool

    /// Reads a certificate.
    ///
    /// - Parameter certificate: an `X509 *`, which stays the caller's.
    /// - Throws: ``CryptographyError`` with the code `openSSL` when memory is short.
    init(borrowing certificate: OpaquePointer) throws(CryptographyError) {
        subject = try Self.name(X509_get_subject_name(certificate))
        serial = try Self.hexadecimal(X509_get0_serialNumber(certificate))
        notBefore = try Self.date(X509_get0_notBefore(certificate))
        notAfter = try Self.date(X509_get0_notAfter(certificate))
        (uris, dnsNames) = Self.alternativeNames(certificate)
        fingerprint = try Self.fingerprint(certificate)
        isCertificateAuthority = X509_check_ca(certificate) == 1
    }

    /// A distinguished name (`X509_NAME *`) in one line of UTF-8, control characters escaped.
    static func name(_ name: OpaquePointer?) throws(CryptographyError) -> String {
        let output = try MemoryBIO()
        guard COpenSSL_print_name(output.pointer, name) >= 0 else {
            throw .openSSL("A distinguished name could not be read")
        }
        return output.text
    }

    private static func hexadecimal(_ number: UnsafePointer<ASN1_INTEGER>?) throws(CryptographyError) -> String {
        let number = try Handle(takingOwnership: ASN1_INTEGER_to_BN(number, nil), BN_free)
        guard let text = BN_bn2hex(number.pointer) else { throw .openSSL("A serial number could not be read") }
        defer { CRYPTO_free(text, #fileID, #line) }
        return String(cString: text)
    }

    private static func date(_ time: UnsafePointer<ASN1_TIME>?) throws(CryptographyError) -> Date {
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_TIME_free(epoch) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        try check(ASN1_TIME_diff(&days, &seconds, epoch, time), "A date could not be read")
        return Date(timeIntervalSince1970: Double(days) * 86_400 + Double(seconds))
    }

    private static func alternativeNames(_ certificate: OpaquePointer) -> (uris: [String], dnsNames: [String]) {
        // Two extensions of the kind, or one that cannot be decoded, give nothing: no name is better than a wrong one.
        guard let raw = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return ([], []) }
        let names = OpaquePointer(raw)  // GENERAL_NAMES *
        defer { GENERAL_NAMES_free(names) }
        var (uris, dnsNames): ([String], [String]) = ([], [])
        for index in 0..<COpenSSL_names_count(names) {
            var kind: Int32 = 0
            guard let value = GENERAL_NAME_get0_value(COpenSSL_name_at(names, index), &kind) else { continue }
            switch kind {
            case GEN_URI: uris.append(text(value))
            case GEN_DNS: dnsNames.append(text(value))
            default: break
            }
        }
        return (uris, dnsNames)
    }

    /// The bytes of an `ASN1_STRING *`; an embedded NUL stays in the text, where it matches nothing.
    private static func text(_ string: UnsafeMutableRawPointer) -> String {
        let string = UnsafePointer(string.assumingMemoryBound(to: ASN1_STRING.self))
        return String(
            decoding: UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))),
            as: UTF8.self)
    }

    private static func fingerprint(_ certificate: OpaquePointer) throws(CryptographyError) -> String {
        var digest = [UInt8](repeating: 0, count: SHA256.byteCount)
        try check(X509_digest(certificate, EVP_sha256(), &digest, nil), "A certificate could not be digested")
        return digest.hexadecimal
    }
}
