import Foundation
import HTTPClient
import HTTPTypes
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// The built relay as an app of monday.com: a person agrees in a browser, and tokens that expire are renewed.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct LoginTests {
    private static let redirect = "https://relay.example.com/monday/callback"

    /// A relay whose account is an app, and a monday.com whose access tokens are good for three seconds.
    private func bridge(_ flow: String, isEncrypted: Bool = false) async throws -> Bridge {
        let bridge = try await Bridge(
            sizes: .init(vendors: 12, accounts: 4, purchaseOrders: 2, invoices: 2, customers: 1),
            monday: ["--access-token-lifetime", "3", "--redirect", Self.redirect])
        var tuning = Bridge.Tuning()
        if isEncrypted { tuning.secrets = "{ store: ./relay.secrets, key: { file: ./relay.kek } }" }
        try bridge.configureRelay(tuning: tuning)
        if isEncrypted {
            try FileManager.default.removeItem(atPath: bridge.folder.path + "/secrets")
            for (arguments, input) in [(["init"], ""), (["set", "app"], "simulated-app-secret")] {
                let process = try ChildProcess(
                    "sage-relay", ["secrets"] + arguments + ["--config", "relay.yaml"], in: bridge.folder.path,
                    input: input)
                #expect(await process.exitCode() == 0, "\(process.standardError)")
            }
        } else {
            _ = try bridge.folder.write("simulated-app-secret", to: "secrets/app", mode: 0o600)
        }
        let file = bridge.folder.path + "/relay.yaml"
        let yaml = try String(contentsOfFile: file, encoding: .utf8)
        let path = flow == "classic" ? "/oauth2/token" : "/oauth_ms/oauth/token"
        let revoke = flow == "classic" ? "" : ", revoke-endpoint: \(bridge.address)/oauth_ms/oauth/revoke"
        _ = try bridge.folder.write(
            yaml.replacing(
                "token: { secret: token }",
                with: "oauth: { flow: \(flow), client-id: simulated-app, client-secret: { secret: app }, "
                    + "tokens: { secret: tokens }, redirect: \"\(Self.redirect)\", listen: \"127.0.0.1:0\", "
                    + "authorize-endpoint: \(bridge.address)/oauth2/authorize, token-endpoint: \(bridge.address)\(path)"
                    + "\(revoke) }"),
            to: "relay.yaml")
        return bridge
    }

    private func login(_ bridge: Bridge) async throws -> ChildProcess {
        let login = try ChildProcess(
            "sage-relay", ["monday", "login", "--config", "relay.yaml"], in: bridge.folder.path)
        guard await eventually(within: .seconds(20), { login.standardOutput.contains("Waiting on") }) else {
            throw Bridge.Failure("The login does not wait: \(login.standardOutput)\(login.standardError)")
        }
        return login
    }

    /// Does what a browser does whose user answers (`approve` or `deny`), and what the proxy does that the redirect address
    /// leads to.
    private func browse(_ bridge: Bridge, _ login: ChildProcess, _ answer: String) async throws -> String {
        let said = login.standardOutput
        let address = try #require(said.firstMatch(of: #/http\S+/oauth2/authorize\S+/#)?.output)
        let host = try #require(said.firstMatch(of: #/Waiting on (\S+) for/#)?.1)
        let page = try await bridge.client.send(
            HTTPClient.Request(method: .get, url: String(address), headers: [], body: Data()))
        #expect(page.status == 200 && String(decoding: page.body, as: UTF8.self).contains("boards:write"))
        let agreed = try await bridge.client.send(
            HTTPClient.Request(method: .get, url: "\(address)&\(answer)=1", headers: [], body: Data()))
        let target = try #require(agreed.headers[.location])
        #expect(agreed.status == 302 && target.hasPrefix(Self.redirect + "?"))
        let end = try await bridge.client.send(
            HTTPClient.Request(
                method: .get, url: "http://\(host)/monday/callback\(target.dropFirst(Self.redirect.count))",
                headers: [], body: Data()))
        return String(decoding: end.body, as: UTF8.self)
    }

    private func monday(_ bridge: Bridge, _ verb: String) async throws -> (code: Int32, text: String) {
        let (process, code) = try await ChildProcess.run(
            "sage-relay", ["monday", verb, "--config", "relay.yaml"], in: bridge.folder.path)
        return (code, process.standardOutput + process.standardError)
    }

    @Test(arguments: ["classic", "oauth-2.1"])
    func `a person logs in, boards are written past the end of the first token, and a logout ends it`(
        flow: String
    ) async throws {
        let bridge = try await bridge(flow)
        let before = try await monday(bridge, "whoami")
        #expect(before.code == 69 && before.text.contains("sage-relay monday login"), "\(before)")
        let login = try await login(bridge)
        _ = try await browse(bridge, login, "approve")
        #expect(await login.exitCode() == 0, "\(login.standardError)")
        #expect(login.standardOutput.contains("Logged in."))
        let tokens = bridge.folder.path + "/secrets/tokens"
        let first = try String(contentsOfFile: tokens, encoding: .utf8)
        #expect(try await monday(bridge, "whoami").code == 0)

        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        if flow == "oauth-2.1" {
            // Monday's own clock runs in its process, so that the end of a token has to be lived through.
            let isRenewed = await eventually(within: .seconds(30)) {
                _ = try? await bridge.sync(["--all", "--mode", "sweep"])
                _ = try? await monday(bridge, "whoami")
                return (try? String(contentsOfFile: tokens, encoding: .utf8)) != first
            }
            #expect(isRenewed)
        }
        #expect(try await bridge.sync(["--all", "--mode", "sweep"]).exitCode == 0)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").count == 12)

        #expect(try await monday(bridge, "logout").code == 0)
        #expect(!FileManager.default.fileExists(atPath: tokens))
        #expect(try await monday(bridge, "whoami").code == 69)
        let relay = try #require(bridge.relay)
        for token in first.split(separator: "\"").filter({ $0.count > 16 }) {
            for text in [login.standardOutput, login.standardError, relay.standardOutput, relay.standardError] {
                #expect(!text.contains(token))
            }
        }
    }

    @Test func `tokens of a login are kept, renewed and removed in the encrypted store`() async throws {
        let bridge = try await bridge("oauth-2.1", isEncrypted: true)
        let login = try await login(bridge)
        _ = try await browse(bridge, login, "approve")
        #expect(await login.exitCode() == 0, "\(login.standardError)")
        let first = try #require(try await version(of: "tokens", bridge))
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        // Monday's own clock runs in its process, so that the end of a token has to be lived through.
        let isRenewed = await eventually(within: .seconds(30)) {
            _ = try? await bridge.sync(["--all", "--mode", "sweep"])
            return (try? await version(of: "tokens", bridge)) ?? 0 > first
        }
        #expect(isRenewed)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").count == 12)
        #expect(try await monday(bridge, "logout").code == 0)
        #expect(try await version(of: "tokens", bridge) == nil)
    }

    /// The version of a secret in the store; `nil` where it is not there.
    private func version(of name: String, _ bridge: Bridge) async throws -> Int? {
        let (list, _) = try await ChildProcess.run(
            "sage-relay", ["secrets", "list", "--json", "--config", "relay.yaml"], in: bridge.folder.path)
        let rows = try JSONSerialization.jsonObject(with: Data(list.standardOutput.utf8))
        let all = rows as? [[String: Any]] ?? []
        return all.first { $0["name"] as? String == name }?["version"] as? Int
    }

    @Test func `a person who declines changes nothing`() async throws {
        let bridge = try await bridge("oauth-2.1")
        let login = try await login(bridge)
        _ = try await browse(bridge, login, "deny")
        #expect(await login.exitCode() == 69)
        #expect(login.standardError.contains("access_denied"), "\(login.standardError)")
        #expect(!FileManager.default.fileExists(atPath: bridge.folder.path + "/secrets/tokens"))
    }
}
