import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import Monday
import OAuth
import Secrets
import Synchronization
import TestSupport
import Testing

@testable import Service

/// Login and logout as the commands do them, with a real folder of secrets and a scripted monday.
@Suite(.timeLimit(.minutes(1)))
struct MondayLoginTests {
    private final class Script: MondayTransport {
        private let answers: Mutex<[(Int, String)]>
        private let asked = Mutex<[String]>([])

        init(_ answers: (Int, String)...) {
            self.answers = Mutex(answers)
        }

        var bodies: [String] { asked.withLock { $0 } }

        func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
            asked.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
            guard let (status, body) = answers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
                throw HTTPClientError(.connect, "auth.monday.com cannot be reached")
            }
            return HTTPClient.Response(status: status, headers: HTTPFields(), body: Data(body.utf8))
        }
    }

    private let folder: ScratchFolder
    private static let granted = (
        200, #"{"access_token":"the-access-token","refresh_token":"the-refresh-token","scope":"boards:read"}"#
    )

    init() throws {
        folder = try ScratchFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/secrets", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700]
        )
        _ = try folder.write("the-client-secret", to: "secrets/app", mode: 0o600)
    }

    private func login(_ script: Script, flow: String = "oauth-2.1") throws -> MondayLogin {
        let yaml = """
            state: s
            secrets: { folder: secrets }
            agents: { listen: "127.0.0.1:0", certificate: c, key: k, trust: [t], trust-domain: d.example }
            monday:
              - name: acme
                plan: pro
                oauth: { flow: \(flow), client-id: id, client-secret: { secret: app }, tokens: { secret: tokens } }
            connections:
              - { name: acme, agent: a, company: ABC, monday: acme, boards: { ap-invoices: { board: "1" } } }
            """
        let relay = try RelayConfiguration(bytes: Array(yaml.utf8), file: folder.path + "/relay.yaml")
        guard case .oauth(let oauth) = relay.monday[0].access else { throw CancellationError() }
        return try MondayLogin(account: "acme", oauth, secrets: relay.secrets?.open(), script)
    }

    /// Logs in as a person does who pastes the address, changed as a test wants it.
    private func logIn(_ login: MondayLogin, _ change: @escaping (String) -> String = { $0 }) async throws -> [String] {
        var shown: [String] = []
        let pasted = {
            let state = shown.compactMap { $0.firstMatch(of: /state=([A-Za-z0-9_-]+)/)?.1 }.first ?? ""
            return Optional(change("http://127.0.0.1:8765/callback?code=the-code&state=\(state)"))
        }
        try await login.logIn(pasted: pasted) { shown.append($0) }
        return shown
    }

    private var tokens: String { folder.path + "/secrets/tokens" }

    @Test func `a login leaves the tokens in a file of its owner's, and shows none of them`() async throws {
        let script = Script(Self.granted)
        let shown = try await logIn(try login(script)).joined(separator: "\n")
        let text = try String(contentsOfFile: tokens, encoding: .utf8)
        #expect(text.contains("the-access-token") && text.contains("the-refresh-token"))
        let mode = try FileManager.default.attributesOfItem(atPath: tokens)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(shown.contains("https://auth.monday.com/oauth2/authorize?response_type=code"))
        let verifier = try #require(script.bodies.first?.firstMatch(of: /code_verifier=([A-Za-z0-9_-]+)/)?.1)
        for secret in ["the-access-token", "the-refresh-token", "the-client-secret", String(verifier)] {
            #expect(!shown.contains(secret))
        }
    }

    @Test(arguments: ["/callback?code=the-code&state=other", "/elsewhere?code=c", "/callback?error=access_denied"])
    func `what does not come from this login changes nothing`(target: String) async throws {
        let script = Script(Self.granted)
        let login = try login(script)
        await #expect(throws: OAuthError.self) {
            _ = try await logIn(login) { _ in "http://127.0.0.1:8765\(target)" }
        }
        #expect(script.bodies.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: tokens))
    }

    @Test func `a login that fails keeps the one there was`() async throws {
        _ = try await logIn(try login(Script(Self.granted)))
        let before = try String(contentsOfFile: tokens, encoding: .utf8)
        let error = await #expect(throws: OAuthError.self) {
            _ = try await logIn(try login(Script((400, #"{"error":"invalid_grant"}"#))))
        }
        #expect(error?.description.contains("the-code") == false)
        #expect(try String(contentsOfFile: tokens, encoding: .utf8) == before)
    }

    @Test func `a logout revokes and removes, and keeps the tokens when monday cannot be told`() async throws {
        _ = try await logIn(try login(Script(Self.granted)))
        await #expect(throws: OAuthError.self) { try await login(Script()).logOut(isLocal: false) }
        #expect(FileManager.default.fileExists(atPath: tokens))
        let script = Script((200, ""))
        #expect(try await login(script).logOut(isLocal: false).contains("has revoked"))
        #expect(script.bodies.first?.contains("token=the-refresh-token") == true)
        #expect(!FileManager.default.fileExists(atPath: tokens))
        #expect(try await login(script).logOut(isLocal: false).contains("Nobody is logged in"))
    }

    @Test func `a classic logout says what it cannot do`() async throws {
        _ = try await logIn(try login(Script((200, #"{"access_token":"a"}"#)), flow: "classic"))
        let script = Script()
        #expect(try await login(script, flow: "classic").logOut(isLocal: false).contains("uninstalls the app"))
        #expect(script.bodies.isEmpty)
    }
}
