import Configuration
import Foundation
import Monday
import Synchronization
import Testing

@testable import OAuth

@Suite(.timeLimit(.minutes(1)))
struct AccessTokensTests {
    @Test func `a token is used without a request until two thirds of its life are over`() async throws {
        let rig = OAuthRig([])
        #expect(try await rig.tokens.token() == "access-1")
        rig.hand.advance(.seconds(2399))
        #expect(try await rig.tokens.token() == "access-1")
        #expect(rig.login.forms.isEmpty)
    }

    @Test func `a token is renewed at two thirds of its life, with the newest refresh token each time`() async throws {
        let rig = OAuthRig([OAuthRig.granted(2), OAuthRig.granted(3)])
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-2")
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-3")
        #expect(rig.login.forms.map { $0["refresh_token"] } == ["refresh-1", "refresh-2"])
        #expect(rig.login.forms.allSatisfy { $0["client_secret"] == "client-secret-value" })
        #expect(rig.store.set?.refreshToken?.reveal() == "refresh-3")
        #expect(rig.events.all == ["renewed", "renewed"])
    }

    @Test func `a token with a short life is renewed as soon as it is too near to its end to be sent`() async throws {
        let short = Scripted(body: #"{"access_token":"access-2","refresh_token":"refresh-2","expires_in":30}"#)
        let rig = OAuthRig([short, OAuthRig.granted(3)])
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-2")
        rig.hand.advance(.seconds(16))
        #expect(try await rig.tokens.token() == "access-3")
    }

    @Test func `what the answer does not say anew stays`() async throws {
        let rig = OAuthRig([Scripted(body: #"{"access_token":"access-2"}"#)])
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-2")
        #expect(rig.store.set?.refreshToken?.reveal() == "refresh-1")
        #expect(rig.store.set?.scopes == ["boards:read"])
        #expect(rig.store.set?.expiresAt == nil)
    }

    @Test func `many requests at once renew once`() async throws {
        let rig = OAuthRig([OAuthRig.granted(2), OAuthRig.granted(3)])
        rig.hand.advance(.seconds(2400))
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await rig.tokens.token() } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(tokens == ["access-2"])
        #expect(rig.login.forms.count == 1)
    }

    @Test func `two processes renew once between them`() async throws {
        let rig = OAuthRig([OAuthRig.granted(2), OAuthRig.granted(3)])
        let other = rig.other()
        #expect(try await other.token() == "access-1")
        #expect(try await rig.tokens.token() == "access-1")
        rig.hand.advance(.seconds(2400))
        async let one = rig.tokens.token()
        async let two = other.token()
        #expect(try await [one, two] == ["access-2", "access-2"])
        #expect(rig.login.forms.count == 1)
    }

    @Test func `a renewal waits for another process, and gives up for now when that takes too long`() async throws {
        let rig = OAuthRig([OAuthRig.granted(2)])
        _ = try await rig.tokens.token()
        let unlock = try #require(try rig.store.lock())
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-1")
        #expect(rig.login.forms.isEmpty)
        #expect(rig.events.all.first?.contains("Another process") == true)
        unlock()
        rig.hand.advance(.seconds(10))
        #expect(try await rig.tokens.token() == "access-2")
    }

    @Test func `new tokens are kept before they are handed out`() async throws {
        let rig = OAuthRig([OAuthRig.granted(2)])
        rig.store.state.withLock { $0.savesFail = true }
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-1")
        #expect(rig.store.set?.accessToken.reveal() == "access-1")
        // The disk is well again: what monday gave is kept now, and monday is not asked a second time.
        rig.store.state.withLock { $0.savesFail = false }
        rig.hand.advance(.seconds(10))
        #expect(try await rig.tokens.token() == "access-2")
        #expect(rig.login.forms.count == 1)
        #expect(rig.store.state.withLock { $0.events } == ["kept access-2"])
    }

    @Test func `tokens that could not be kept are dropped when a person has logged in meanwhile`() async throws {
        let rig = OAuthRig([OAuthRig.granted(2)])
        rig.store.state.withLock { $0.savesFail = true }
        rig.hand.advance(.seconds(2400))
        _ = try await rig.tokens.token()
        var login = OAuthRig.set("access-9", refresh: "refresh-9")
        login.obtainedAt = rig.hand.now
        login.expiresAt = rig.hand.now + OAuthRig.hour
        rig.store.state.withLock { [login] in ($0.savesFail, $0.set) = (false, login) }
        rig.hand.advance(.seconds(10))
        #expect(try await rig.tokens.token() == "access-9")
        #expect(rig.store.set?.refreshToken?.reveal() == "refresh-9")
    }

    @Test func `a cancelled request does not break a renewal off`() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let sent = AsyncStream<Void>.makeStream()
        let rig = OAuthRig([OAuthRig.granted(2)]) { _ in
            sent.continuation.yield()
            for await _ in gate.stream { break }
        }
        rig.hand.advance(.seconds(2400))
        let request = Task { try await rig.tokens.token() }
        for await _ in sent.stream { break }
        request.cancel()
        gate.continuation.yield()
        await rig.tokens.settle()
        #expect(rig.store.set?.accessToken.reveal() == "access-2")
        #expect(try await request.value == "access-2")
    }

    @Test func `a failed renewal is told, the old token used, and the next try waits`() async throws {
        let rig = OAuthRig([Scripted(status: 503, body: "busy"), OAuthRig.granted(2)])
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-1")
        #expect(try await rig.tokens.token() == "access-1")
        #expect(rig.login.forms.count == 1)
        rig.hand.advance(.seconds(2))
        #expect(try await rig.tokens.token() == "access-2")
    }

    @Test func `a wait that monday names is kept`() async throws {
        let busy = Scripted(status: 429, body: "", headers: [("Retry-After", "300")])
        let rig = OAuthRig([busy, OAuthRig.granted(2)])
        rig.hand.advance(.seconds(2400))
        _ = try await rig.tokens.token()
        rig.hand.advance(.seconds(299))
        #expect(try await rig.tokens.token() == "access-1")
        rig.hand.advance(.seconds(1))
        #expect(try await rig.tokens.token() == "access-2")
    }

    @Test func `an expired token that cannot be renewed yet is a passing fault with a wait`() async throws {
        let rig = OAuthRig([Scripted(status: 503, body: "")])
        rig.hand.advance(.seconds(3600))
        let fault = await #expect(throws: TokenFault.self) { try await rig.tokens.token() }
        #expect(fault?.wait == .seconds(1))
        #expect(fault?.sentence.contains("HTTP 503") == true)
    }

    @Test func `a lost answer keeps the old set, and a used-up refresh token asks for a login`() async throws {
        let rig = OAuthRig([Scripted(body: "", isLost: true), OAuthRig.refused("invalid_grant")])
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-1")
        #expect(rig.store.set?.refreshToken?.reveal() == "refresh-1")
        rig.hand.advance(.seconds(60))
        // The access token still works, to its end.
        #expect(try await rig.tokens.token() == "access-1")
        rig.hand.advance(.seconds(1200))
        let fault = await #expect(throws: TokenFault.self) { try await rig.tokens.token() }
        #expect(fault?.wait == nil)
        #expect(fault?.sentence.contains("sage-relay monday login --account acme") == true)
        #expect(fault?.sentence.contains("was lost") == true)
        #expect(rig.login.forms.count == 2)
        #expect(rig.events.all.filter { $0.hasPrefix("person") }.count == 1)
    }

    @Test func `a login is noticed while the relay runs`() async throws {
        let rig = OAuthRig([], set: nil)
        let fault = await #expect(throws: TokenFault.self) { try await rig.tokens.token() }
        #expect(fault?.sentence.contains("Nobody is logged in") == true)
        try rig.store.save(OAuthRig.set())
        rig.hand.advance(.seconds(2))
        #expect(try await rig.tokens.token() == "access-1")
    }

    @Test func `tokens of another app are no login`() async throws {
        let rig = OAuthRig([], set: OAuthRig.set(client: "client-0"))
        let fault = await #expect(throws: TokenFault.self) { try await rig.tokens.token() }
        #expect(fault?.sentence.contains("Nobody is logged in") == true)
    }

    // MARK: HTTP 401

    @Test func `a refused token is renewed once`() async throws {
        let rig = OAuthRig([OAuthRig.granted(2)])
        _ = try await rig.tokens.token()
        rig.hand.advance(.seconds(600))
        #expect(await rig.tokens.renewed(after: "access-1") == "access-2")
        #expect(await rig.tokens.renewed(after: "access-1") == "access-2")
        // A new token that is refused too is not renewed again at once: something else is wrong.
        #expect(await rig.tokens.renewed(after: "access-2") == nil)
        #expect(rig.login.forms.count == 1)
    }

    @Test func `a token that another process or a login replaced is taken without a renewal`() async throws {
        let rig = OAuthRig([])
        _ = try await rig.tokens.token()
        rig.hand.advance(.seconds(10))
        try rig.store.save(OAuthRig.set("access-7", refresh: "refresh-7"))
        #expect(await rig.tokens.renewed(after: "access-1") == "access-7")
        #expect(rig.login.forms.isEmpty)
    }

    @Test func `a refused token of the classic flow is told and tried again, until a login brings another`()
        async throws
    {
        let rig = OAuthRig([], set: OAuthRig.set(refresh: nil, life: nil), flow: .classic)
        #expect(try await rig.tokens.token() == "access-1")
        #expect(await rig.tokens.renewed(after: "access-1") == nil)
        rig.hand.advance(.seconds(60))
        #expect(try await rig.tokens.token() == "access-1")
        try rig.store.save(OAuthRig.set("access-2", refresh: nil, life: nil))
        rig.hand.advance(.seconds(30))
        #expect(try await rig.tokens.token() == "access-2")
    }

    @Test func `an access token that outlives its refresh token is dropped when it is refused`() async throws {
        let rig = OAuthRig([OAuthRig.refused("invalid_grant")])
        rig.hand.advance(.seconds(2400))
        #expect(try await rig.tokens.token() == "access-1")
        #expect(await rig.tokens.renewed(after: "access-1") == nil)
        let fault = await #expect(throws: TokenFault.self) { try await rig.tokens.token() }
        #expect(fault?.sentence.contains("monday login") == true)
    }

    // MARK: Secrets

    @Test func `no sentence and no event holds a token or a secret`() async throws {
        for answer in [
            OAuthRig.refused("invalid_grant"), OAuthRig.refused("invalid_client", status: 401),
            OAuthRig.refused("refresh-1"), Scripted(status: 500, body: "refresh-1 client-secret-value"),
            Scripted(body: "", isLost: true), Scripted(body: #"{"access_token":"a b refresh-1"}"#),
        ] {
            let rig = OAuthRig([answer])
            rig.hand.advance(.seconds(3600))
            let fault = await #expect(throws: TokenFault.self) { try await rig.tokens.token() }
            let shown = "\(rig.events.all) \(fault.map { "\($0)" } ?? "") \(try #require(rig.store.set))"
            for secret in ["refresh-1", "access-1", "client-secret-value"] {
                #expect(!shown.contains(secret), "\(shown)")
            }
        }
    }
}
