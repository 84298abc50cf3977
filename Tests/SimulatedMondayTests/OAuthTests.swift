import Foundation
import SimulatorServer
import Testing

@testable import SimulatedMonday

struct OAuthTests {
    private static let redirect = "http://localhost:7777/back"
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    private let api: TestAPI
    private var simulator: SimulatedMonday { api.simulator }

    init() {
        api = TestAPI()
    }

    private func get(_ path: String, _ query: [String: String], _ simulator: SimulatedMonday? = nil) -> HTTPAnswer {
        (simulator ?? self.simulator).authorize(
            HTTPCall(method: "GET", path: path, query: query, headers: [:], body: []))
    }

    private func post(_ path: String, _ fields: [String: String], json: Bool = false) -> (status: Int, body: JSONValue)
    {
        let form = fields.map {
            "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        let object = JSONValue.object(fields.map { JSONMember($0.key, .string($0.value)) })
        let answer = simulator.authorize(
            HTTPCall(
                method: "POST", path: path, query: [:],
                headers: ["content-type": json ? "application/json" : "application/x-www-form-urlencoded"],
                body: json ? object.encoded : Array(form.joined(separator: "&").utf8)))
        if case .dropped = answer.delivery { return (0, .null) }
        return (answer.status, (try? JSONValue(parsing: answer.body)) ?? .null)
    }

    private let app = ["client_id": "simulated-app", "client_secret": "simulated-app-secret"]

    /// The parameters of a redirect back.
    private func back(_ answer: HTTPAnswer) throws -> [String: String] {
        #expect(answer.status == 302)
        let target = try #require(answer.headers.first { $0.name == "Location" }?.value)
        #expect(target.hasPrefix(Self.redirect + "?"))
        return QueryParameters.decode(try #require(target.split(separator: "?").last))
    }

    private func request(_ scope: String = "boards:read boards:write me:read", isClassic: Bool = false) -> [String:
        String]
    {
        var query = ["client_id": "simulated-app", "redirect_uri": Self.redirect, "scope": scope, "state": "s+ 1"]
        if !isClassic {
            query["code_challenge"] = OAuthBook.challenge(of: Self.verifier)
            query["code_challenge_method"] = "S256"
        }
        return query
    }

    private func code(_ scope: String = "boards:read boards:write me:read", isClassic: Bool = false) throws -> String {
        let query = request(scope, isClassic: isClassic).merging(["approve": "1"]) { $1 }
        let fields = try back(get("/oauth2/authorize", query))
        #expect(fields["state"] == "s+ 1")
        return try #require(fields["code"])
    }

    private func exchange(_ code: String, _ other: [String: String] = [:]) -> (status: Int, body: JSONValue) {
        let fields = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.redirect,
            "code_verifier": Self.verifier,
        ]
        return post("/oauth_ms/oauth/token", fields.merging(app) { $1 }.merging(other) { $1 })
    }

    private func refresh(_ token: String) -> (status: Int, body: JSONValue) {
        post(
            "/oauth_ms/oauth/token",
            ["grant_type": "refresh_token", "refresh_token": token].merging(app) { $1 })
    }

    private func ask(_ token: String, _ query: String = "{ me { name } }") async -> TestAnswer {
        await api.send(query, headers: ["authorization": token])
    }

    @Test func `the challenge of a verifier is that of RFC 7636`() {
        #expect(OAuthBook.challenge(of: Self.verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test func `the consent page asks, and its links answer`() throws {
        let page = String(decoding: get("/oauth2/authorize", request()).body, as: UTF8.self)
        #expect(page.contains("<li>boards:write</li>"))
        #expect(page.contains("approve=1"))
        #expect(page.contains("state=s%2B%201"))
        let denied = try back(get("/oauth2/authorize", request().merging(["deny": "1"]) { $1 }))
        #expect(denied == ["error": "access_denied", "state": "s+ 1"])
    }

    @Test func `what an app may not ask is refused`() throws {
        #expect(get("/oauth2/authorize", request().merging(["client_id": "x"]) { $1 }).status == 403)
        #expect(get("/oauth2/authorize", request().merging(["redirect_uri": "x"]) { $1 }).status == 400)
        #expect(try back(get("/oauth2/authorize", request("docs:write")))["error"] == "invalid_scope")
        let plain = request().merging(["code_challenge_method": "plain"]) { $1 }
        #expect(try back(get("/oauth2/authorize", plain))["error"] == "invalid_request")
        var configuration = SimulatorConfiguration()
        configuration.oauth.redirects = ["http://localhost:1/other"]
        let strict = SimulatedMonday(configuration)
        #expect(get("/oauth2/authorize", request(), strict).status == 400)
    }

    @Test(arguments: [false, true])
    func `the classic flow gives a token that never expires`(json: Bool) async throws {
        let code = try code(isClassic: true)
        let fields = ["code": code, "redirect_uri": Self.redirect].merging(app) { $1 }
        let answer = post("/oauth2/token", fields, json: json)
        #expect(answer.status == 200)
        #expect(answer.body["token_type"] == "Bearer")
        #expect(answer.body["scope"] == "boards:read boards:write me:read")
        #expect(answer.body["refresh_token"] == nil)
        let token = try #require(answer.body["access_token"]?.text)
        simulator.clock.advance(seconds: 100_000_000)
        #expect(await ask(token).data["me"]?["name"] == "Sage Bridge")
        #expect(await ask("Bearer " + token).status == 401)
        simulator.revokeTokens()
        #expect(await ask(token).status == 401)
    }

    @Test func `a code is good once, for ten minutes, with its redirect and verifier`() async throws {
        #expect(exchange("none").body["error"] == "invalid_grant")
        #expect(exchange(try code(), ["redirect_uri": "http://localhost:7777/"]).body["error"] == "invalid_grant")
        #expect(exchange(try code(), ["code_verifier": "wrong"]).body["error"] == "invalid_grant")
        #expect(exchange(try code(isClassic: true)).body["error"] == "invalid_grant")
        let wrong = exchange(try code(), ["client_secret": "wrong"])
        #expect(wrong.status == 401)
        #expect(wrong.body["error"] == "invalid_client")
        let late = try code()
        simulator.clock.advance(seconds: 600)
        #expect(exchange(late).body["error"] == "invalid_grant")
        let twice = try code()
        let token = try #require(exchange(twice).body["access_token"]?.text)
        #expect(await ask(token).status == 200)
        #expect(exchange(twice).body["error"] == "invalid_grant")
        #expect(await ask(token).status == 401)
        #expect(post("/oauth_ms/oauth/token", app).body["error"] == "unsupported_grant_type")
    }

    @Test func `an access token of OAuth 2 1 expires by its exp, and a refresh token gives the next pair`() async throws
    {
        let first = exchange(try code()).body
        let access = try #require(first["access_token"]?.text)
        var body = String(try #require(access.split(separator: ".").dropFirst().first)).replacing("-", with: "+")
            .replacing("_", with: "/")
        while body.utf8.count % 4 != 0 { body += "=" }
        let claims = try JSONValue(parsing: try #require(Data(base64Encoded: body)))
        #expect(claims["exp"]?.integer == Int(simulator.clock.now / 1000) + 3600)
        #expect(first["expires_in"] == nil)
        simulator.clock.advance(seconds: 3599)
        #expect(await ask(access).status == 200)
        simulator.clock.advance(seconds: 1)
        let expired = await ask(access)
        #expect(expired.status == 401)
        #expect(expired.code == "Unauthorized")
        let second = refresh(try #require(first["refresh_token"]?.text))
        #expect(second.status == 200)
        #expect(second.body["refresh_token"] != first["refresh_token"])
        #expect(await ask(try #require(second.body["access_token"]?.text)).status == 200)
    }

    @Test func `a refresh token that comes twice revokes all of its login`() async throws {
        let first = exchange(try code()).body
        let used = try #require(first["refresh_token"]?.text)
        let second = refresh(used).body
        let other = try #require(exchange(try code()).body["access_token"]?.text)
        #expect(refresh(used).body["error"] == "invalid_grant")
        #expect(await ask(try #require(second["access_token"]?.text)).status == 401)
        #expect(refresh(try #require(second["refresh_token"]?.text)).status == 400)
        #expect(await ask(other).status == 200)
    }

    @Test func `a lost answer uses the refresh token up, and one that was not taken does not`() throws {
        let token = try #require(exchange(try code()).body["refresh_token"]?.text)
        simulator.faults.inject(Fault(.dropBeforeExecuting, operation: "oauth_token"))
        simulator.faults.inject(Fault(.serverError, operation: "oauth_token"))
        simulator.faults.inject(Fault(.tooManyRequests, operation: "oauth_token", retryAfter: 300))
        #expect([0, 500, 429].map { _ in refresh(token).status }.sorted() == [0, 429, 500])
        simulator.faults.inject(Fault(.executeThenDrop, operation: "oauth_token"))
        #expect(refresh(token).status == 0)
        #expect(refresh(token).body["error"] == "invalid_grant")
    }

    @Test func `a revoked token is good for nothing`() async throws {
        let tokens = exchange(try code()).body
        let (access, renewal) = (
            try #require(tokens["access_token"]?.text), try #require(tokens["refresh_token"]?.text)
        )
        #expect(post("/oauth_ms/oauth/revoke", ["token": renewal]).status == 401)
        #expect(await ask(access).status == 200)
        #expect(post("/oauth_ms/oauth/revoke", ["token": renewal].merging(app) { $1 }).status == 200)
        #expect(await ask(access).status == 401)
        #expect(refresh(renewal).status == 400)
        #expect(post("/oauth_ms/oauth/revoke", ["token": "none"].merging(app) { $1 }).status == 200)
    }

    @Test func `a classic token migrates once`() async throws {
        let code = try code(isClassic: true)
        let fields = ["code": code, "redirect_uri": Self.redirect].merging(app) { $1 }
        let classic = try #require(post("/oauth2/token", fields).body["access_token"]?.text)
        let migrated = post("/oauth_ms/oauth/migrate", ["access_token": classic].merging(app) { $1 })
        #expect(migrated.body["expires_in"] == 3600)
        #expect(await ask(try #require(migrated.body["access_token"]?.text)).status == 200)
        #expect(await ask(classic).status == 401)
        #expect(post("/oauth_ms/oauth/migrate", ["access_token": classic].merging(app) { $1 }).status == 400)
    }

    @Test func `each field asks for its scope`() async throws {
        let board = try simulator.makeBoard(name: "B")
        func token(_ scope: String) throws -> String {
            try #require(exchange(try code(scope)).body["access_token"]?.text)
        }
        let reader = try token("boards:read")
        #expect(await ask(reader, "{ boards { name } complexity { query } }").code == nil)
        let refused = await ask(reader, "mutation { create_item(board_id: \(board), item_name: \"x\") { id } }")
        #expect(refused.status == 200)
        #expect(refused.code == "missingRequiredPermissions")
        #expect(refused.errors[0]["path"] == ["create_item"])
        #expect(simulator.items(on: board).isEmpty)
        #expect(await ask(reader).code == "missingRequiredPermissions")
        let person = try token("me:read")
        #expect(await ask(person, "{ me { name } }").code == nil)
        #expect(await ask(person, "{ me { account { name } } }").code == "missingRequiredPermissions")
        #expect(await ask(try token("me:read account:read"), "{ me { account { name } } }").code == nil)
    }

    @Test func `an app has a budget for reads and one for writes`() async throws {
        var configuration = SimulatorConfiguration()
        configuration.limits.appComplexityPerMinute = 12_000
        configuration.limits.complexityPerMinute = 1
        let other = OAuthTests(configuration)
        let board = try other.simulator.makeBoard(name: "B")
        let token = try #require(other.exchange(try other.code()).body["access_token"]?.text)
        let write = "mutation { create_item(board_id: \(board), item_name: \"x\") { id } }"
        #expect(await other.ask(token, write).status == 200)
        #expect(await other.ask(token, write).code == "COMPLEXITY_BUDGET_EXHAUSTED")
        let read = await other.ask(token, "{ complexity { before } boards { id } }")
        #expect(read.data["complexity"]?["before"] == 12_000)
    }

    private init(_ configuration: SimulatorConfiguration) {
        api = TestAPI(configuration)
    }

    @Test func `the endpoints are found by discovery`() throws {
        let answer = get("/oauth_ms/.well-known/oauth-authorization-server", [:])
        let body = try JSONValue(parsing: answer.body)
        #expect(body["token_endpoint"]?.text?.hasSuffix("/oauth_ms/oauth/token") == true)
        #expect(body["code_challenge_methods_supported"] == ["S256"])
        #expect(get("/oauth2/none", [:]).status == 404)
    }
}

extension ServerSuite {
    struct LoginTests {
        @Test func `a login goes over HTTP`() async throws {
            try await ServerSuite.withSimulator { _, client in
                let page = try await client.request(
                    "GET",
                    "/oauth2/authorize?client_id=simulated-app&redirect_uri=http://localhost:1/&scope=me:read&approve=1"
                )
                #expect(page.status == 302)
                let code = try #require(page.head.split(separator: "code=").last?.split(separator: "\r\n").first)
                let answer = try await client.request(
                    "POST", "/oauth2/token",
                    body:
                        "client_id=simulated-app&client_secret=simulated-app-secret&redirect_uri=http://localhost:1/&code=\(code)",
                    headers: ["Content-Type": "application/x-www-form-urlencoded"])
                let token = try #require(answer.json["access_token"]?.text)
                let me = try await client.request(
                    "POST", "/v2", body: "{\"query\":\"{ me { name } }\"}", headers: ["Authorization": token])
                #expect(me.json["data"]?["me"]?["name"] == "Sage Bridge")
            }
        }
    }
}
