import COpenSSL

/// Why a TLS connection failed; it cannot be used after.
package struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a program may go by.
    package enum Code: Hashable, Sendable {
        /// The peer ended the connection with this alert; see the peer's log for the details it does not send.
        case alert(TLSAlert)
        /// The peer's certificate did not pass verification here.
        case certificateRefused
        /// The peer sent no certificate, and one is required.
        case certificateMissing
        /// No application protocol (ALPN) in common.
        case applicationProtocolMismatch
        /// The peer speaks no TLS 1.3.
        case versionMismatch
        /// What the peer sent is not TLS, or was altered on its way.
        case malformed
        /// The operation does not fit the state of the connection.
        case misuse
        /// Anything else, with OpenSSL's words.
        case other
    }

    package let code: Code
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// Puts the drained error queue of a failed operation into plain words.
    ///
    /// - Parameters:
    ///   - errors: the queue, oldest first.
    ///   - refusal: why the peer's certificate was refused, where it was.
    init(_ errors: [QueuedError], refusal: String?) {
        guard let first = errors.first(where: { $0.library == ERR_LIB_SSL }) ?? errors.first else {
            self.init(.other, "TLS failed, and OpenSSL does not say why.")
            return
        }
        guard first.library == ERR_LIB_SSL else {
            self.init(.other, "TLS failed: \(Self.words(errors)).")
            return
        }
        // A received alert is queued as its number on top of this offset.
        if let alert = UInt8(exactly: first.reason - SSL_AD_REASON_OFFSET) {
            let alert = TLSAlert(rawValue: alert)
            self.init(.alert(alert), "The peer ended the connection: \(alert).")
            return
        }
        switch first.reason {
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
            self.init(.certificateRefused, refusal ?? "The peer's certificate was refused.")
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            self.init(.certificateMissing, "The peer sent no certificate, and one is required.")
        // The client-hello callback refuses for this reason alone.
        case SSL_R_NO_APPLICATION_PROTOCOL, SSL_R_CALLBACK_FAILED:
            self = .applicationProtocolMismatch
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_WRONG_SSL_VERSION:
            self.init(.versionMismatch, "The peer does not speak TLS 1.3, and nothing older is accepted.")
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
            self.init(.malformed, "The peer speaks plain HTTP; this port takes TLS only.")
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_BAD_RECORD_TYPE,
            SSL_R_UNEXPECTED_MESSAGE, SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, SSL_R_LENGTH_MISMATCH:
            self.init(.malformed, "What the peer sent is not TLS 1.3, or was altered on its way (\(first.text)).")
        default:
            self.init(.other, "TLS failed: \(Self.words(errors)).")
        }
    }

    static let applicationProtocolMismatch = TLSError(
        .applicationProtocolMismatch, "The peer speaks none of the application protocols of this side (ALPN).")

    private static func words(_ errors: [QueuedError]) -> String {
        errors.map(\.text).joined(separator: "; ")
    }
}
