/// Who the relay is for monday, and until when.
package struct MondayIdentity: Codable, Sendable {
    /// The account's name in the configuration.
    package var account: String
    package var user: String
    package var email: String
    /// The first part of the account's address at monday.com.
    package var slug: String
    /// As monday names it; `nil` where it does not say, or the token may not ask.
    package var plan: String?
    package var token: Kind
    /// What the token was granted; `nil` for a personal token, which has all rights of its user.
    package var scopes: [String]?
    /// When the token expires, in milliseconds since 1970; `nil` where it does not, or monday does not say.
    package var expiresAt: Int64?

    /// What sort of token it is.
    package enum Kind: String, Codable, Sendable {
        case personal, classic
        case version2 = "oauth-2.1"
    }
}
