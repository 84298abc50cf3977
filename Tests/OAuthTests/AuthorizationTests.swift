import Configuration
import Cryptography
import Foundation
import Testing

@testable import OAuth

struct AuthorizationTests {
    private func fields(_ login: Authorization) throws -> FormFields {
        let query = try #require(login.address.split(separator: "?").last)
        return try #require(FormFields(parsing: query))
    }

    @Test func `OAuth 2.1 sends the S256 challenge of a verifier that stays here`() throws {
        let login = try Authorization(OAuthRig.settings())
        let fields = try fields(login)
        let verifier = try #require(login.verifier?.reveal())
        #expect(login.address.hasPrefix("https://auth.example/authorize?"))
        #expect(verifier.utf8.count == 43)
        #expect(fields["code_challenge_method"] == "S256")
        #expect(fields["code_challenge"] == (try SHA256.digest(of: Data(verifier.utf8)).base64url))
        #expect(!login.address.contains(verifier))
        #expect(fields["state"] == login.state)
        #expect(login.state.utf8.count == 43)
        #expect(fields["scope"] == "boards:read me:read")
        #expect(fields["redirect_uri"] == "http://127.0.0.1:8765/callback")
        #expect(fields["response_type"] == "code")
    }

    @Test func `the challenge is the one of RFC 7636 appendix B`() throws {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(try SHA256.digest(of: Data(verifier.utf8)).base64url == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test func `the classic flow has no challenge`() throws {
        let login = try Authorization(OAuthRig.settings(.classic))
        #expect(login.verifier == nil)
        #expect(try fields(login)["code_challenge"] == nil)
    }

    @Test func `every login has a state and a verifier of its own`() throws {
        let logins = try (0..<20).map { _ in try Authorization(OAuthRig.settings()) }
        #expect(Set(logins.map(\.state)).count == 20)
        #expect(Set(logins.compactMap { $0.verifier?.reveal() }).count == 20)
    }

    @Test func `a code is exchanged with the verifier, and the answer's times count from now`() async throws {
        let rig = OAuthRig([
            Scripted(
                body: """
                    {"access_token":"a","refresh_token":"r","scope":"boards:read me:read","token_type":"Bearer",\
                    "expires_in":3600}
                    """)
        ])
        let login = try Authorization(rig.client.settings)
        let set = try await rig.client.exchange(Secret("the-code"), of: login, now: 5000)
        #expect(set.accessToken.reveal() == "a")
        #expect(set.expiresAt == 3_605_000)
        #expect(set.scopes == ["boards:read", "me:read"])
        let form = try #require(rig.login.forms.first)
        #expect(form["code"] == "the-code")
        #expect(form["code_verifier"] == login.verifier?.reveal())
        #expect(form["grant_type"] == "authorization_code")
        #expect(rig.login.urls == ["https://auth.example/token"])
    }

    @Test func `OAuth 2.1 without a refresh token is told, since the login would end within the hour`() async throws {
        let rig = OAuthRig([Scripted(body: #"{"access_token":"a"}"#)])
        let login = try Authorization(rig.client.settings)
        let error = await #expect(throws: OAuthError.self) {
            try await rig.client.exchange(Secret("c"), of: login, now: 0)
        }
        #expect(error?.description.contains("flow: classic") == true)
    }

    @Test func `revoking names the refresh token, and the classic flow has nothing to revoke`() async throws {
        let rig = OAuthRig([Scripted(body: "")])
        #expect(try await rig.client.revoke(OAuthRig.set()))
        #expect(rig.login.forms.first?["token"] == "refresh-1")
        #expect(rig.login.urls == ["https://auth.example/revoke"])
        let classic = OAuthRig([], flow: .classic)
        #expect(try await !classic.client.revoke(OAuthRig.set(refresh: nil)))
        #expect(classic.login.urls.isEmpty)
    }
}

struct JSONWebTokenTests {
    private func token(_ claims: String) -> String {
        "e30." + Array(Data(claims.utf8)).base64url + ".c2ln"
    }

    @Test(arguments: [
        (#"{"exp":2000}"#, 1_000_000, 2_000_000), (#"{"exp":2000,"iat":1500}"#, 1_000_000, 1_500_000),
        // A clock that is a day ahead.
        (#"{"exp":2000,"iat":1500}"#, 90_000_000, 90_500_000), (#"{"exp":2000.7}"#, 0, 2_000_000),
    ])
    func `its life counts by this machine's clock`(claims: String, now: Int64, expiry: Int64) throws {
        #expect(JSONWebToken(token(claims))?.expiry(seenAt: now) == expiry)
    }

    @Test func `an end before it came is of no use`() {
        #expect(JSONWebToken(token(#"{"exp":2000}"#))?.expiry(seenAt: 2_000_000) == nil)
    }

    @Test(arguments: [
        "", "abc", "a.b.c", "a.b", "e30.e30.e30", "e30.eyJleHAiOiIyMDAwIn0.x", "e30.eyJleHAiOi0xfQ.x",
        "e30.eyJleHAiOjFlMzAwfQ.x",
    ])
    func `what is none, or names no time, is none`(text: String) {
        #expect(JSONWebToken(text) == nil)
    }
}
