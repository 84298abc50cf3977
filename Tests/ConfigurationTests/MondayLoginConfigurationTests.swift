import Configuration
import Foundation
import Testing

struct MondayLoginConfigurationTests {
    private static let token = "    token: { secret: acme-token }"

    private static func yaml(_ oauth: String) throws -> String {
        try relayYAML.replacing(line: token, with: "    oauth: { \(oauth) }")
    }

    private static let least = "client-id: abc, client-secret: { secret: app }, tokens: { secret: acme-tokens }"

    private func oauth(_ text: String) throws -> MondayAccount.OAuth {
        let relay = try RelayConfiguration(bytes: Array(try Self.yaml(text).utf8), file: "/etc/r.yaml")
        guard case .oauth(let oauth)? = relay.monday.first?.access else { throw CancellationError() }
        return oauth
    }

    @Test func `what is left out of a login has its default`() throws {
        let oauth = try oauth("flow: oauth-2.1, \(Self.least)")
        #expect(oauth.redirect.absoluteString == "http://127.0.0.1:8765/callback")
        #expect(oauth.listen == NetworkAddress(host: "127.0.0.1", port: 8765))
        #expect(oauth.tokenEndpoint.absoluteString == "https://auth.monday.com/oauth_ms/oauth/token")
        #expect(oauth.revokeEndpoint?.absoluteString == "https://auth.monday.com/oauth_ms/oauth/revoke")
        #expect(oauth.scopes == ["boards:read", "boards:write", "me:read", "account:read"])
    }

    @Test func `the classic flow has an endpoint of its own, and nothing to revoke`() throws {
        let oauth = try oauth("flow: classic, \(Self.least)")
        #expect(oauth.tokenEndpoint.absoluteString == "https://auth.monday.com/oauth2/token")
        #expect(oauth.revokeEndpoint == nil)
    }

    @Test func `an address of a proxy goes with a listener of this machine`() throws {
        let proxy = "flow: classic, \(Self.least), redirect: \"https://relay.example.com/callback\""
        #expect(try oauth("\(proxy), listen: \"127.0.0.1:9000\"").listen.port == 9000)
        #expect(relayFaults(try Self.yaml(proxy)).contains("\"listen\" is not there"))
        #expect(
            relayFaults(try Self.yaml("\(proxy), listen: \"0.0.0.0:9000\"")).contains("reached from other machines"))
    }

    @Test func `token and login exclude each other, and one is needed`() throws {
        let both = try relayYAML.replacing(
            line: Self.token, with: "\(Self.token)\n    oauth: { flow: classic, \(Self.least) }")
        #expect(relayFaults(both).contains("stand beside each other"))
        let none = try relayYAML.replacing(line: Self.token, with: "    batch: 25")
        #expect(relayFaults(none).contains("neither \"token\" nor \"oauth\" is there"))
    }

    @Test(arguments: [
        ("client-id: abc, client-secret: { secret: app }, tokens: { secret: app }", "have one name"),
        ("client-id: abc, client-secret: hunter2, tokens: { secret: t }", "a secret's value stands in the file"),
        (least + ", scopes: []", "a list of 0"), (least + ", scopes: [\"Boards Read\"]", "not allowed"),
        (least + ", redirect: \"http://relay.example.com/callback\"", "is not encrypted"),
    ])
    func `what cannot work is refused`(text: String, problem: String) throws {
        let faults = relayFaults(try Self.yaml("flow: oauth-2.1, \(text)"))
        #expect(faults.contains(problem), "\(faults)")
        #expect(!faults.contains("hunter2"))
    }

    @Test func `two accounts cannot have one file of tokens`() throws {
        let account = "  - name: other\n    plan: pro\n    oauth: { flow: classic, \(Self.least) }"
        let yaml = try Self.yaml("flow: classic, \(Self.least)").replacing(
            line: "connections:\n", with: "\(account)\nconnections:\n")
        #expect(relayFaults(yaml).contains("are used twice"))
    }
}
