/// Why keys, certificates or a TLS context could not be made or loaded.
///
/// The message names the file where there is one, the reason, and what to do. It never holds key material.
package struct CryptographyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a program may go by.
    package enum Code: Hashable, Sendable {
        case fileMissing
        case fileUnreadable
        case fileEmpty
        /// The file holds no PEM block of the kind that was asked for, or a broken one.
        case fileMalformed
        /// The private key may be read by others than its owner.
        case keyExposed
        /// The private key asks for a passphrase.
        case keyEncrypted
        case keyMismatch
        case certificateExpired
        case certificateNotYetValid
        /// A certificate stands among the trusted CAs that is not a CA.
        case notAnAuthority
        /// The certificate or the text does not carry exactly one valid identity.
        case identityInvalid
        /// What was encrypted does not open: the key is another, or the bytes were changed.
        case notAuthentic
        /// The settings contradict each other.
        case configurationInvalid
        /// OpenSSL failed where it does not when memory and its own configuration are in order.
        case openSSL
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// An error with everything that OpenSSL has queued, which is taken.
    ///
    /// - Parameter message: what was tried, without a full stop.
    /// - Returns: an error with the code `openSSL`.
    static func openSSL(_ message: String) -> CryptographyError {
        let reasons = ErrorQueue.drain().map(\.text)
        return CryptographyError(
            .openSSL, reasons.isEmpty ? "\(message)." : "\(message): \(reasons.joined(separator: "; ")).")
    }
}

/// Turns OpenSSL's 1-for-success into an error.
///
/// - Parameters:
///   - result: what the function returned.
///   - message: what was tried, without a full stop.
/// - Throws: ``CryptographyError`` with the code `openSSL` when `result` is zero or negative.
func check(_ result: Int32, _ message: @autoclosure () -> String) throws(CryptographyError) {
    guard result > 0 else { throw .openSSL(message()) }
}
