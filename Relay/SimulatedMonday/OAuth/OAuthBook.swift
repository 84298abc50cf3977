import Cryptography
import Foundation

/// The logins of an app: codes, access tokens and refresh tokens.
///
/// Pure: time is given to it.
struct OAuthBook {
    /// How long a code is good.
    static let codeLifetime: SimulatorClock.Milliseconds = 10 * 60_000

    /// Why a request for tokens is refused, in OAuth's words (RFC 6749, section 5.2).
    struct Refusal: Error, Equatable {
        let status: Int
        let error: String
        let description: String
    }

    /// What a code stands for until it is exchanged.
    private struct Code {
        let redirect: String
        let scopes: [String]
        let challenge: String?
        let madeAt: SimulatorClock.Milliseconds
        var family: Int?
    }

    private struct Access {
        let family: Int
        let scopes: [String]
        /// `nil` for a classic token, which never expires.
        let expiresAt: SimulatorClock.Milliseconds?
    }

    private struct Refresh {
        let family: Int
        let scopes: [String]
        let expiresAt: SimulatorClock.Milliseconds?
        var isUsed = false
    }

    private let app: OAuthApp
    private var codes: [String: Code] = [:]
    private var accesses: [String: Access] = [:]
    private var refreshes: [String: Refresh] = [:]
    /// The families of tokens that are good for nothing any more.
    private var revoked: Set<Int> = []
    private var lastFamily = 0
    private var random: SplitMix64

    /// Starts without logins.
    init(_ app: OAuthApp, seed: UInt64) {
        self.app = app
        random = SplitMix64(seed: seed ^ 0x6F61_7574_6821)
    }

    // MARK: Codes

    /// Makes the code that a redirect carries.
    mutating func code(
        redirect: String, scopes: [String], challenge: String?, now: SimulatorClock.Milliseconds
    ) -> String {
        let code = secret(2)
        codes[code] = Code(redirect: redirect, scopes: scopes, challenge: challenge, madeAt: now)
        return code
    }

    /// Exchanges a code for tokens.
    ///
    /// - Parameters:
    ///   - fields: What the client sent.
    ///   - isClassic: Whether this is the classic flow, without PKCE and with a token that never expires.
    ///   - now: The time.
    /// - Returns: The answer of the token endpoint.
    /// - Throws: ``Refusal`` for a wrong client, and for a code that is unknown, used, expired or of another login.
    mutating func exchange(
        _ fields: [String: String], isClassic: Bool, now: SimulatorClock.Milliseconds
    ) throws(Refusal) -> JSONValue {
        try check(client: fields)
        guard let text = fields["code"], let code = codes[text], code.madeAt + Self.codeLifetime > now else {
            throw Self.invalidGrant("The code is unknown or has expired.")
        }
        if let family = code.family {
            // A code that comes twice may have been stolen: what it brought is good for nothing any more.
            revoked.insert(family)
            throw Self.invalidGrant("The code was used already.")
        }
        guard fields["redirect_uri"] == code.redirect else {
            throw Self.invalidGrant("redirect_uri is not that of the authorization.")
        }
        guard isClassic == (code.challenge == nil) else {
            throw Self.invalidGrant("The code is of the other flow.")
        }
        if let challenge = code.challenge, Self.challenge(of: fields["code_verifier"] ?? "") != challenge {
            throw Self.invalidGrant("code_verifier does not fit code_challenge.")
        }
        lastFamily += 1
        codes[text]?.family = lastFamily
        guard isClassic else { return tokens(family: lastFamily, code.scopes, now: now) }
        let token = "sim." + secret(3)
        accesses[token] = Access(family: lastFamily, scopes: code.scopes, expiresAt: nil)
        return [
            "access_token": .string(token), "token_type": "Bearer",
            "scope": .string(code.scopes.joined(separator: " ")),
        ]
    }

    // MARK: Tokens

    /// Gives new tokens for a refresh token, which is used up by that; a used one revokes all of its login.
    mutating func refresh(
        _ fields: [String: String], now: SimulatorClock.Milliseconds
    ) throws(Refusal) -> JSONValue {
        try check(client: fields)
        guard let text = fields["refresh_token"], let token = refreshes[text], !revoked.contains(token.family) else {
            throw Self.invalidGrant("The refresh token is unknown or revoked.")
        }
        guard !token.isUsed else {
            revoked.insert(token.family)
            throw Self.invalidGrant("The refresh token was used already: all tokens of its login are revoked.")
        }
        guard token.expiresAt.map({ now < $0 }) ?? true else {
            throw Self.invalidGrant("The refresh token has expired.")
        }
        refreshes[text]?.isUsed = true
        return tokens(family: token.family, token.scopes, now: now)
    }

    /// Gives tokens of OAuth 2.1 for a classic one, once.
    mutating func migrate(
        _ fields: [String: String], now: SimulatorClock.Milliseconds
    ) throws(Refusal) -> JSONValue {
        try check(client: fields)
        guard let text = fields["access_token"], let access = accesses[text], access.expiresAt == nil,
            !revoked.contains(access.family)
        else { throw Self.invalidGrant("The access token is unknown or migrated already.") }
        revoked.insert(access.family)
        lastFamily += 1
        guard case .object(let members) = tokens(family: lastFamily, access.scopes, now: now) else { return .null }
        return .object(members.filter { $0.name != "expires_in" } + [.init("expires_in", .integer(app.accessLifetime))])
    }

    /// Revokes a token; with a refresh token all of its login (RFC 7009).
    ///
    /// An unknown token is no error. Throws ``Refusal`` for a wrong client.
    mutating func revoke(_ fields: [String: String]) throws(Refusal) {
        try check(client: fields)
        guard let token = fields["token"] else {
            throw Refusal(status: 400, error: "invalid_request", description: "token is missing.")
        }
        if let refresh = refreshes[token] { revoked.insert(refresh.family) }
        accesses[token] = nil
    }

    /// Revokes everything, as when the app is uninstalled.
    mutating func revokeAll() {
        (codes, accesses, refreshes) = ([:], [:], [:])
    }

    /// The scopes of an access token; `nil` for one that is unknown, revoked or expired.
    func scopes(of token: String, now: SimulatorClock.Milliseconds) -> Set<String>? {
        guard let access = accesses[token], !revoked.contains(access.family),
            access.expiresAt.map({ now < $0 }) ?? true
        else { return nil }
        return Set(access.scopes)
    }

    private mutating func tokens(
        family: Int, _ scopes: [String], now: SimulatorClock.Milliseconds
    ) -> JSONValue {
        let expiry = now + SimulatorClock.Milliseconds(app.accessLifetime) * 1000
        let access = jsonWebToken(scopes, now: now, expiry: expiry)
        let refresh = "simr." + secret(3)
        accesses[access] = Access(family: family, scopes: scopes, expiresAt: expiry)
        refreshes[refresh] = Refresh(
            family: family, scopes: scopes,
            expiresAt: app.refreshLifetime.map { now + SimulatorClock.Milliseconds($0) * 1000 })
        var answer: [JSONMember] = [
            .init("access_token", .string(access)), .init("refresh_token", .string(refresh)),
            .init("token_type", "Bearer"), .init("scope", .string(scopes.joined(separator: " "))),
        ]
        if app.tellsExpiry { answer.append(.init("expires_in", .integer(app.accessLifetime))) }
        return .object(answer)
    }

    /// A token in the form of a JSON web token whose signature nobody can check; `exp` is in seconds.
    private mutating func jsonWebToken(
        _ scopes: [String], now: SimulatorClock.Milliseconds, expiry: SimulatorClock.Milliseconds
    ) -> String {
        let head: JSONValue = ["alg": "HS256", "typ": "JWT"]
        let body: JSONValue = [
            "jti": .string(secret(1)), "uid": 40_000_001, "actid": .integer(APIService.accountID),
            "per": .string(scopes.joined(separator: " ")), "iat": .number(String(now / 1000)),
            "exp": .number(String(expiry / 1000)),
        ]
        return [Self.base64url(head.encoded), Self.base64url(body.encoded), Self.base64url(Array(secret(4).utf8))]
            .joined(separator: ".")
    }

    // MARK: Words

    /// `client_secret_post` is the only way to tell who asks.
    private func check(client fields: [String: String]) throws(Refusal) {
        guard fields["client_id"] == app.clientID, fields["client_secret"] == app.clientSecret else {
            throw Refusal(status: 401, error: "invalid_client", description: "client_id or client_secret is wrong.")
        }
    }

    private static func invalidGrant(_ description: String) -> Refusal {
        Refusal(status: 400, error: "invalid_grant", description: description)
    }

    /// The challenge of a verifier by the method S256 (RFC 7636, section 4.2).
    static func challenge(of verifier: String) -> String? {
        guard let digits = try? SHA256.hexadecimal(of: Data(verifier.utf8)) else { return nil }
        let pairs = Array(digits.utf8)
        return base64url(
            stride(from: 0, to: pairs.count, by: 2).compactMap {
                UInt8(String(decoding: pairs[$0...$0 + 1], as: UTF8.self), radix: 16)
            })
    }

    private static func base64url(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private mutating func secret(_ words: Int) -> String {
        (0..<words).map { _ in String(random.next() | 1 << 63, radix: 16) }.joined()
    }
}
