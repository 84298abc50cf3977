import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import Monday

/// monday's token endpoint: one request in, one answer out.
package struct OAuthClient: Sendable {
    /// For a whole request: a renewal whose answer is lost may cost the login, so it has time.
    private static let deadline: Duration = .seconds(60)

    package let settings: OAuthSettings
    private let transport: any MondayTransport

    /// Makes a client, which sends nothing by itself.
    ///
    /// - Parameters:
    ///   - settings: the app.
    ///   - transport: carries the requests.
    package init(_ settings: OAuthSettings, transport: any MondayTransport) {
        self.settings = settings
        self.transport = transport
    }

    /// Exchanges the code of a login.
    ///
    /// - Parameters:
    ///   - code: what the browser brought.
    ///   - login: the login it belongs to.
    ///   - now: the time, in milliseconds since 1970.
    /// - Returns: the tokens.
    /// - Throws: ``OAuthError``.
    package func exchange(_ code: Secret, of login: Authorization, now: Int64) async throws(OAuthError) -> TokenSet {
        var fields = [
            ("grant_type", "authorization_code"), ("code", code.reveal()), ("redirect_uri", settings.redirect),
        ]
        if let verifier = login.verifier { fields.append(("code_verifier", verifier.reveal())) }
        let answer = try await post(settings.tokenEndpoint, fields)
        let set = try answer.tokens(settings, replacing: nil, now: now)
        guard settings.flow == .classic || set.refreshToken != nil else {
            throw OAuthError(
                .refused,
                "monday.com gave account \(settings.account) no refresh token."
                    + " Switch OAuth 2.1 on in the app's settings, or set flow: classic.")
        }
        return set
    }

    /// Gets new tokens for a refresh token, which is used up by it.
    ///
    /// - Parameters:
    ///   - set: the tokens to replace.
    ///   - refreshToken: of the set.
    ///   - now: the time, in milliseconds since 1970.
    /// - Returns: the new tokens.
    /// - Throws: ``OAuthError``.
    func renew(_ set: TokenSet, _ refreshToken: Secret, now: Int64) async throws(OAuthError) -> TokenSet {
        let answer = try await post(
            settings.tokenEndpoint, [("grant_type", "refresh_token"), ("refresh_token", refreshToken.reveal())])
        return try answer.tokens(settings, replacing: set, now: now)
    }

    /// Has monday forget tokens; those that it no longer knows are no error (RFC 7009 section 2.2).
    ///
    /// - Parameter set: the tokens.
    /// - Returns: whether the flow has a way to revoke them.
    /// - Throws: ``OAuthError``.
    package func revoke(_ set: TokenSet) async throws(OAuthError) -> Bool {
        guard let endpoint = settings.revokeEndpoint else { return false }
        let (token, hint) =
            set.refreshToken.map { ($0, "refresh_token") } ?? (set.accessToken, "access_token")
        try await post(endpoint, [("token", token.reveal()), ("token_type_hint", hint)]).check(settings)
        return true
    }

    private func post(_ endpoint: String, _ fields: [(String, String)]) async throws(OAuthError) -> TokenAnswer {
        let app = [("client_id", settings.clientID), ("client_secret", settings.clientSecret.reveal())]
        let body = FormFields((fields + app).map { (name: $0.0, value: $0.1) }).encoded
        do {
            var request = try HTTPClient.Request(
                method: .post, url: endpoint,
                headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
                body: Data(body.utf8))
            request.deadline = Self.deadline
            // libcurl must not send a refresh token a second time by itself: it is used up by the first.
            request.freshConnection = true
            // A set of tokens has a few KiB.
            request.maximumBodyBytes = 256 * 1024
            return TokenAnswer(try await transport.send(request))
        } catch {
            throw OAuthError(
                .passing(wait: nil, mayBeDone: error.delivery == .unknown),
                "monday.com's login could not be reached for account \(settings.account): \(error.message).")
        }
    }
}
