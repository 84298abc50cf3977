import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import Monday

/// What monday's token endpoint answers (RFC 6749 sections 5.1 and 5.2), read without trust.
struct TokenAnswer {
    /// The longest token: monday's have some hundred characters; the whole set must fit a secret's file.
    static let longestToken = 16 * 1024

    private let status: Int
    private let body: JSONValue?
    private let limits: RateLimits

    init(_ response: HTTPClient.Response) {
        status = response.status
        body = try? JSONValue(parsing: response.body)
        limits = RateLimits(response.headers)
    }

    /// The tokens.
    ///
    /// - Parameters:
    ///   - settings: the app.
    ///   - before: the set that was renewed; what the answer does not say anew stays.
    ///   - now: when the answer came.
    /// - Returns: the new set.
    /// - Throws: ``OAuthError``.
    func tokens(_ settings: OAuthSettings, replacing before: TokenSet?, now: Int64) throws(OAuthError) -> TokenSet {
        try check(settings)
        guard let access = Self.token(body?["access_token"]) else {
            throw OAuthError(
                .passing(wait: nil, mayBeDone: true), "monday.com's answer to account \(settings.account) has no token."
            )
        }
        let scopes = body?["scope"]?.string.map {
            $0.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        }
        let life = body?["expires_in"]?.integer.flatMap { $0 > 0 ? Int64(min($0, 10 * 365 * 86_400)) * 1000 : nil }
        return TokenSet(
            clientID: settings.clientID, accessToken: Secret(access),
            refreshToken: Self.token(body?["refresh_token"]).map { Secret($0) } ?? before?.refreshToken,
            scopes: scopes ?? before?.scopes ?? settings.scopes, obtainedAt: now,
            expiresAt: [life.map { now + $0 }, JSONWebToken(access)?.expiry(seenAt: now)].compactMap(\.self).min())
    }

    /// Whether monday did what was asked.
    ///
    /// - Parameter settings: the app.
    /// - Throws: ``OAuthError``.
    func check(_ settings: OAuthSettings) throws(OAuthError) {
        let word = body?["error"]?.string.map(Callback.word)
        if (200..<300).contains(status), word == nil { return }
        let said = "\(word ?? "no reason") (HTTP \(status))"
        switch (word, status) {
        case ("invalid_grant", _):
            throw OAuthError(
                .grantRefused, "monday.com does not take the login of account \(settings.account): \(said).")
        case ("temporarily_unavailable", _), ("server_error", _), ("slow_down", _), (_, 429), (_, 408), (_, 500...):
            throw OAuthError(
                .passing(wait: limits.retryAfter, mayBeDone: status != 429),
                "monday.com could not renew the login of account \(settings.account) at the moment: \(said).")
        case ("invalid_client", _), ("unauthorized_client", _):
            throw OAuthError(
                .refused,
                "monday.com does not know the app of account \(settings.account): \(said)."
                    + " Compare client-id, client-secret and flow with the app's settings.")
        default:
            throw OAuthError(
                .refused,
                "monday.com refuses the request of account \(settings.account): \(said)."
                    + " Compare redirect, scopes and flow with the app's settings.")
        }
    }

    private static func token(_ value: JSONValue?) -> String? {
        value?.string.flatMap { text in
            !text.isEmpty && text.utf8.count <= longestToken && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                ? text : nil
        }
    }
}
