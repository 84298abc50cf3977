import Configuration
import Foundation

/// What a login brought: everything that is needed to act for the person who logged in.
package struct TokenSet: Sendable {
    /// Whose app the tokens are for; tokens of another app are of no use.
    package var clientID: String
    package var accessToken: Secret
    /// What the next access token is got with, once; `nil` where the flow has none.
    package var refreshToken: Secret?
    /// What monday granted.
    package var scopes: [String]
    /// When the tokens came, in milliseconds since 1970.
    package var obtainedAt: Int64
    /// When the access token expires, in milliseconds since 1970; `nil` where nobody says.
    package var expiresAt: Int64?

    package init(
        clientID: String, accessToken: Secret, refreshToken: Secret?, scopes: [String], obtainedAt: Int64,
        expiresAt: Int64?
    ) {
        self.clientID = clientID
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.scopes = scopes
        self.obtainedAt = obtainedAt
        self.expiresAt = expiresAt
    }

    /// The form in which a set is kept.
    private struct Stored: Codable {
        var clientID: String
        var accessToken: String
        var refreshToken: String?
        var scopes: [String]
        var obtainedAt: Int64
        var expiresAt: Int64?
    }

    /// Reads what ``stored()`` wrote.
    ///
    /// - Parameter stored: one line of JSON.
    /// - Throws: `DecodingError` when it is anything else.
    init(stored: Secret) throws {
        let stored = try JSONDecoder().decode(Stored.self, from: Data(stored.reveal().utf8))
        self.init(
            clientID: stored.clientID, accessToken: Secret(stored.accessToken),
            refreshToken: stored.refreshToken.map { Secret($0) }, scopes: stored.scopes, obtainedAt: stored.obtainedAt,
            expiresAt: stored.expiresAt)
    }

    /// The set as one line of JSON.
    ///
    /// - Returns: the JSON, which holds the tokens.
    /// - Throws: `EncodingError`, which no value of this type causes.
    func stored() throws -> Secret {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let stored = Stored(
            clientID: clientID, accessToken: accessToken.reveal(), refreshToken: refreshToken?.reveal(),
            scopes: scopes, obtainedAt: obtainedAt, expiresAt: expiresAt)
        return Secret(String(decoding: try encoder.encode(stored), as: UTF8.self))
    }

    /// Whether both are the same access token.
    func hasToken(of other: TokenSet) -> Bool { accessToken.reveal() == other.accessToken.reveal() }
}
