/// Why a login, a renewal or a logout did not come about.
package struct OAuthError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: Sendable {
        /// Code or refresh token are not, or no longer, good (`invalid_grant`, RFC 6749 section 5.2).
        case grantRefused
        /// Any other refusal, the app's id and secret among them.
        case refused
        /// A passing failure. Whether monday did something is not known where `mayBeDone`.
        case passing(wait: Duration?, mayBeDone: Bool)
        /// Tokens cannot be read or kept.
        case store
        /// The person did not finish the login, or something came back that belongs to none.
        case abandoned
    }

    package let code: Code
    /// One sentence or two for a person; never anything of a token, a code or a secret.
    package let description: String

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        description = sentence
    }
}
