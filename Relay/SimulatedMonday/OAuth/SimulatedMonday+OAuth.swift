import Foundation
import SimulatorServer
import Synchronization

/// The login pages and token endpoints of monday, which stand on `auth.monday.com` there and on the simulator's port here.
///
/// Paths, parameters and answers are those of monday's two OAuth pages, the classic one and that of OAuth 2.1.
extension SimulatedMonday {
    /// Answers a request to the paths below `/oauth2/` and `/oauth_ms/`.
    func authorize(_ call: HTTPCall) -> HTTPAnswer {
        switch (call.method, call.path) {
        case ("GET", "/oauth2/authorize"): consent(call.query)
        case ("POST", "/oauth2/token"):
            token(call, "oauth_token") { book, fields, now throws(OAuthBook.Refusal) in
                try book.exchange(fields, isClassic: true, now: now)
            }
        case ("POST", "/oauth_ms/oauth/token"):
            token(call, "oauth_token") { book, fields, now throws(OAuthBook.Refusal) in
                switch fields["grant_type"] {
                case "authorization_code": try book.exchange(fields, isClassic: false, now: now)
                case "refresh_token": try book.refresh(fields, now: now)
                default:
                    throw OAuthBook.Refusal(
                        status: 400, error: "unsupported_grant_type", description: "Not a grant of monday.")
                }
            }
        case ("POST", "/oauth_ms/oauth/migrate"):
            token(call, "oauth_migrate") { book, fields, now throws(OAuthBook.Refusal) in
                try book.migrate(fields, now: now)
            }
        case ("POST", "/oauth_ms/oauth/revoke"):
            token(call, "oauth_revoke") { book, fields, _ throws(OAuthBook.Refusal) in
                try book.revoke(fields)
                return [:]
            }
        case ("GET", "/oauth_ms/.well-known/oauth-authorization-server"): .json(discovery)
        default: .json(["error": "Not found"], status: 404)
        }
    }

    /// Revokes all tokens of the app, as when it is uninstalled.
    package func revokeTokens() {
        state.withLock { $0.oauth.revokeAll() }
    }

    // MARK: Tokens

    private func token(
        _ call: HTTPCall, _ operation: String,
        _ body: (inout OAuthBook, [String: String], SimulatorClock.Milliseconds) throws(OAuthBook.Refusal) -> JSONValue
    ) -> HTTPAnswer {
        let fields = Self.fields(of: call)
        let now = clock.now
        return state.withLock { state in
            let fault = state.faults.request(
                FaultBook.Request(
                    operations: [operation], boards: [], isMutation: true, key: .none, possible: Self.faults),
                drawn: nil)
            switch fault?.kind {
            case .dropBeforeExecuting: return HTTPAnswer(status: 0, headers: [], body: [], delivery: .dropped)
            case .serverError: return Self.refusal(500, "server_error", "Something went wrong.")
            case .tooManyRequests:
                var answer = Self.refusal(429, "slow_down", "Too many requests.")
                answer.headers.append(("Retry-After", String(fault?.retryAfter ?? 1)))
                return answer
            default: break
            }
            var answer: HTTPAnswer
            do throws(OAuthBook.Refusal) {
                answer = .json(try body(&state.oauth, fields, now))
                answer.headers.append(("Cache-Control", "no-store"))
            } catch {
                answer = Self.refusal(error.status, error.error, error.description)
            }
            switch fault?.kind {
            case .executeThenDrop: answer.delivery = .dropped
            case .executeThenServerError: answer = Self.refusal(500, "server_error", "Something went wrong.")
            default: break
            }
            return answer
        }
    }

    /// What can strike a request for tokens.
    private static let faults: Set<Fault.Kind> = [
        .dropBeforeExecuting, .executeThenDrop, .serverError, .executeThenServerError, .tooManyRequests,
    ]

    /// A form, or JSON as in the samples of the classic page.
    private static func fields(of call: HTTPCall) -> [String: String] {
        if call.headers["content-type"]?.hasPrefix("application/json") ?? false {
            let members = (try? JSONParser.parse(call.body))?.members ?? []
            return Dictionary(members.compactMap { member in member.value.text.map { (member.name, $0) } }) { $1 }
        }
        return QueryParameters.decode(Substring(String(decoding: call.body, as: UTF8.self)))
    }

    private static func refusal(_ status: Int, _ error: String, _ description: String) -> HTTPAnswer {
        .json(["error": .string(error), "error_description": .string(description)], status: status)
    }

    private var discovery: JSONValue {
        let address = address
        return [
            "issuer": .string("\(address)/oauth_ms"), "authorization_endpoint": .string("\(address)/oauth2/authorize"),
            "token_endpoint": .string("\(address)/oauth_ms/oauth/token"),
            "revocation_endpoint": .string("\(address)/oauth_ms/oauth/revoke"), "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "scopes_supported": .array(configuration.oauth.scopes.map { .string($0) }),
        ]
    }

    // MARK: Consent

    /// The page that asks a person, and what follows: `approve=1` and `deny=1` are its two buttons.
    private func consent(_ query: [String: String]) -> HTTPAnswer {
        let app = configuration.oauth
        guard query["client_id"] == app.clientID else {
            return Self.refusal(403, "unauthorized_client", "Unknown app.")
        }
        guard let redirect = query["redirect_uri"], let target = URLComponents(string: redirect), target.host != nil,
            app.redirects.isEmpty || app.redirects.contains(redirect)
        else { return Self.refusal(400, "invalid_request", "redirect_uri is not one of the app.") }
        let scopes = (query["scope"] ?? "").split(separator: " ").map(String.init)
        guard query["response_type"] ?? "code" == "code" else {
            return Self.redirect(target, ["error": "unsupported_response_type"], query)
        }
        guard scopes.allSatisfy({ app.scopes.contains($0) }) else {
            return Self.redirect(target, ["error": "invalid_scope"], query)
        }
        let challenge = query["code_challenge"]
        guard challenge == nil || query["code_challenge_method"] == "S256" else {
            return Self.redirect(target, ["error": "invalid_request"], query)
        }
        if query["deny"] == "1" { return Self.redirect(target, ["error": "access_denied"], query) }
        guard query["approve"] == "1" else { return .html(ConsentPage(query: query, scopes: scopes).document) }
        let now = clock.now
        // An app that names no scope gets those that it is registered with.
        let code = state.withLock {
            $0.oauth.code(
                redirect: redirect, scopes: scopes.isEmpty ? app.scopes : scopes, challenge: challenge, now: now)
        }
        return Self.redirect(target, ["code": code], query)
    }

    private static func redirect(
        _ target: URLComponents, _ answer: [String: String], _ query: [String: String]
    ) -> HTTPAnswer {
        var target = target
        let items = answer.merging(query["state"].map { ["state": $0] } ?? [:]) { first, _ in first }
        target.queryItems =
            (target.queryItems ?? [])
            + items.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
        // A plus sign in a query means a space to who reads it as a form, and URLComponents leaves it as it is.
        target.percentEncodedQuery = target.percentEncodedQuery?.replacing("+", with: "%2B")
        return HTTPAnswer(status: 302, headers: [("Location", target.string ?? "")], body: [])
    }
}
