import COpenSSL
import Foundation

/// Why OpenSSL refused a peer's certificate, in words that name the certificate at fault.
struct VerificationFailure {
    /// One or two sentences for the log of this side; the peer gets an alert only.
    let message: String

    /// Reads the state of a verification that has just failed.
    ///
    /// - Parameter verification: an `X509_STORE_CTX *`.
    init(_ verification: OpaquePointer?) {
        let code = X509_STORE_CTX_get_error(verification)
        let certificate = X509_STORE_CTX_get_current_cert(verification)
            .flatMap { try? CertificateDetails(borrowing: $0) }
        let issuer = X509_STORE_CTX_get_current_cert(verification)
            .flatMap { try? CertificateDetails.name(X509_get_issuer_name($0)) }
        ErrorQueue.clear()
        let subject = certificate.map { "The peer's certificate \($0.subject) (serial \($0.serial))" }
        message = Self.words(
            code, subject: subject ?? "The peer's certificate", issuer: issuer ?? "its issuer", certificate)
    }

    private static func words(
        _ code: Int32, subject: String, issuer: String, _ certificate: CertificateDetails?
    ) -> String {
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            "\(subject) expired at \(certificate?.notAfter.ISO8601Format() ?? "an unknown time")."
        case X509_V_ERR_CERT_NOT_YET_VALID:
            "\(subject) is not valid before \(certificate?.notBefore.ISO8601Format() ?? "an unknown time"): "
                + "check the clocks of both machines."
        case X509_V_ERR_CERT_REVOKED:
            "\(subject) has been revoked by \(issuer)."
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            "\(subject) was issued by \(issuer), which is not a trusted CA here."
        case X509_V_ERR_UNABLE_TO_GET_CRL:
            "\(subject) cannot be checked: there is no revocation list of \(issuer) here."
        case X509_V_ERR_CRL_HAS_EXPIRED:
            "\(subject) cannot be checked: the revocation list of \(issuer) is past its next update."
        case X509_V_ERR_CRL_NOT_YET_VALID:
            "\(subject) cannot be checked: the revocation list of \(issuer) is not valid yet."
        case X509_V_ERR_INVALID_PURPOSE:
            "\(subject) is not made for this side of TLS (extended key usage)."
        default:
            "\(subject) was refused: \(String(cString: X509_verify_cert_error_string(Int(code))))."
        }
    }
}
