import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import Monday
import Synchronization

@testable import OAuth

/// What a scripted login server answers to one request.
struct Scripted: Sendable {
    var status = 200
    var body: String
    var headers: [(String, String)] = []
    /// The answer does not arrive, although the request did.
    var isLost = false
}

/// monday's login, scripted: answers one after the other, and keeps what was asked.
final class FakeLogin: MondayTransport {
    private struct State {
        var script: [Scripted]
        var forms: [FormFields] = []
        var urls: [String] = []
    }

    private let state: Mutex<State>
    /// Runs when a request has arrived, before it is answered.
    let arrived: @Sendable (Int) async -> Void

    init(_ script: [Scripted], arrived: @escaping @Sendable (Int) async -> Void = { _ in }) {
        state = Mutex(State(script: script))
        self.arrived = arrived
    }

    var forms: [FormFields] { state.withLock { $0.forms } }
    var urls: [String] { state.withLock { $0.urls } }

    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        let (answer, count) = state.withLock { state -> (Scripted?, Int) in
            FormFields(parsing: Substring(String(decoding: request.body, as: UTF8.self))).map { state.forms.append($0) }
            state.urls.append(request.shownURL)
            return (state.script.isEmpty ? nil : state.script.removeFirst(), state.urls.count)
        }
        await arrived(count)
        guard let answer else { throw HTTPClientError(.connect, "127.0.0.1 cannot be reached") }
        if answer.isLost {
            throw HTTPClientError(
                .connectionLost, delivery: .unknown, "the connection ended before the answer was whole")
        }
        var fields = HTTPFields()
        for (name, value) in answer.headers {
            HTTPField.Name(name).map { fields.append(HTTPField(name: $0, value: value)) }
        }
        return HTTPClient.Response(status: answer.status, headers: fields, body: Data(answer.body.utf8))
    }
}

/// Tokens in memory, with a lock and a way to fail.
final class MemoryTokens: TokenStore {
    struct State {
        var set: TokenSet?
        var isLocked = false
        var savesFail = false
        /// What happened, in its order.
        var events: [String] = []
    }

    let state: Mutex<State>

    init(_ set: TokenSet?) {
        state = Mutex(State(set: set))
    }

    var set: TokenSet? { state.withLock { $0.set } }

    func load() throws -> TokenSet? { set }

    func save(_ set: TokenSet) throws {
        try state.withLock { state in
            if state.savesFail { throw OAuthError(.store, "The disk is full.") }
            state.set = set
            state.events.append("kept \(set.accessToken.reveal())")
        }
    }

    func remove() throws { state.withLock { $0.set = nil } }

    func lock() throws -> (@Sendable () -> Void)? {
        state.withLock { state in
            if state.isLocked { return nil }
            state.isLocked = true
            return { self.state.withLock { $0.isLocked = false } }
        }
    }
}

/// A clock that a test moves.
final class Hand: Sendable {
    private let moment: Mutex<Int64>

    init(_ moment: Int64 = 1_000_000_000_000) {
        self.moment = Mutex(moment)
    }

    var now: Int64 { moment.withLock { $0 } }

    func advance(_ duration: Duration) {
        moment.withLock { $0 += Int64(duration / .milliseconds(1)) }
    }
}

/// Always the least number, so that no jitter is drawn.
struct NoJitter: RandomNumberGenerator, Sendable {
    mutating func next() -> UInt64 { 0 }
}

/// One account with its tokens, a clock and a scripted login.
struct OAuthRig {
    static let hour: Int64 = 3_600_000

    let hand = Hand()
    let login: FakeLogin
    let store: MemoryTokens
    let client: OAuthClient
    let tokens: AccessTokens
    let events = Events()

    final class Events: Sendable {
        private let list = Mutex<[String]>([])

        var all: [String] { list.withLock { $0 } }

        func note(_ event: AccessTokens.Event) {
            list.withLock {
                switch event {
                case .renewed: $0.append("renewed")
                case .failed(let sentence): $0.append("failed: \(sentence)")
                case .needsPerson(let sentence): $0.append("person: \(sentence)")
                }
            }
        }
    }

    init(
        _ script: [Scripted], set: TokenSet? = OAuthRig.set(), flow: MondayAccount.OAuth.Flow = .version2,
        arrived: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        login = FakeLogin(script, arrived: arrived)
        store = MemoryTokens(set)
        client = OAuthClient(Self.settings(flow), transport: login)
        let (hand, events) = (hand, events)
        tokens = AccessTokens(
            client, store: store, now: { hand.now }, sleep: { hand.advance($0) }, generator: NoJitter(),
            report: { events.note($0) })
    }

    /// Another process with the same store and the same login.
    func other() -> AccessTokens {
        let hand = hand
        return AccessTokens(
            client, store: store, now: { hand.now }, sleep: { _ in await Task.yield() }, generator: NoJitter())
    }

    static func settings(
        _ flow: MondayAccount.OAuth.Flow = .version2, redirect: String = "http://127.0.0.1:8765/callback"
    ) -> OAuthSettings {
        OAuthSettings(
            account: "acme", flow: flow, clientID: "client-1", clientSecret: Secret("client-secret-value"),
            redirect: redirect, authorizeEndpoint: "https://auth.example/authorize",
            tokenEndpoint: "https://auth.example/token",
            revokeEndpoint: flow == .classic ? nil : "https://auth.example/revoke", scopes: ["boards:read", "me:read"])
    }

    /// Tokens that came at the hand's first moment and last an hour.
    static func set(
        _ access: String = "access-1", refresh: String? = "refresh-1", life: Int64? = hour, client: String = "client-1"
    ) -> TokenSet {
        let now = Hand().now
        return TokenSet(
            clientID: client, accessToken: Secret(access), refreshToken: refresh.map { Secret($0) },
            scopes: ["boards:read"], obtainedAt: now, expiresAt: life.map { now + $0 })
    }

    /// An answer with new tokens that last an hour.
    static func granted(_ number: Int) -> Scripted {
        Scripted(
            body: #"{"access_token":"access-\#(number)","refresh_token":"refresh-\#(number)","expires_in":3600}"#)
    }

    static func refused(_ word: String, status: Int = 400) -> Scripted {
        Scripted(status: status, body: #"{"error":"\#(word)","error_description":"refresh-1 is bad"}"#)
    }
}
