import Foundation
import HTTPClient
import TestSupport
import Testing

/// What never reaches a server: refused here, or no connection made.
@Suite(.timeLimit(.minutes(1)))
struct UnsentRequestTests {
    // MARK: refused before anything is sent

    @Test(
        arguments: [
            "", "monday.com", "/v2", "ftp://example.com/", "file:///etc/passwd", "https://",
            "https://user@example.com/",
            "https://user:secret@example.com/", "https://example.com/a b", "https://example.com/\r\nX: 1",
            "https://example.com/\0",
        ])
    func `a URL that is no plain web address is refused without being repeated`(url: String) async throws {
        let error = await failure { _ = try HTTPClient.Request(url: url) }
        #expect(error?.code == .requestInvalid)
        #expect(error.map { !$0.description.contains("secret") } ?? false)
    }

    @Test(
        arguments: [
            "http://example.com/", "http://127.0.0.1.example.com/", "http://127.0.0.1.2/", "http://128.0.0.1/",
            "http://localhost.example.com/", "http://10.0.0.1/", "http://[::2]/", "http://127.0.0.+1/",
        ])
    func `http beyond this machine is refused even where loopback is allowed`(url: String) async throws {
        let client = try plainClient()
        let error = await failure { _ = try await client.send(HTTPClient.Request(url: url)) }
        #expect(error?.code == .requestInvalid)
        #expect(error?.delivery == .nothingSent)
    }

    @Test func `http to this machine is refused where the options do not allow it`() async throws {
        let client = try HTTPClient()
        let error = await failure { _ = try await client.send(HTTPClient.Request(url: "http://127.0.0.1:1/")) }
        #expect(error?.code == .requestInvalid)
    }

    @Test(
        arguments: [
            ("X-Token", "a\r\nX-Other: b"), ("X-Token", "a\nb"), ("X-Token", "a\r"), ("X-Token", "a\0b"),
            ("X-Token\r\nX", "a"), ("X Token", "a"), ("", "a"), ("X-Token:", "a"), ("X-Token", "secret "),
        ])
    func `a header field that could be read in two ways is refused`(name: String, value: String) async throws {
        let error = await failure { _ = try HTTPClient.Request(url: "https://example.com/", headers: [(name, value)]) }
        #expect(error?.code == .requestInvalid)
        #expect(error.map { !$0.description.contains("secret") } ?? false)
    }

    @Test(arguments: ["https://proxy:3128", "http://user:secret@proxy:3128", "proxy", "socks5://proxy:1080"])
    func `a proxy that is not plain http is refused without being repeated`(proxy: String) async throws {
        let error = await failure { _ = try plainClient { $0.proxy = proxy } }
        #expect(error?.code == .requestInvalid)
        #expect(error.map { !$0.description.contains("secret") } ?? false)
    }

    // MARK: never reached

    @Test func `a port where nobody listens is a connect error and nothing was sent`() async throws {
        let port = try ScriptedServer { _ in }.port
        let client = try plainClient()
        let error = await failure {
            _ = try await client.send(HTTPClient.Request(url: "http://127.0.0.1:\(port)/path?token=secret"))
        }
        #expect(error?.code == .connect)
        #expect(error?.delivery == .nothingSent)
        #expect(error?.message.contains("http://127.0.0.1:\(port)/path") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test func `a name without an address is a resolve error and nothing was sent`() async throws {
        let client = try plainClient()
        let error = await failure { _ = try await client.send(HTTPClient.Request(url: "https://nobody.invalid/")) }
        #expect(error?.code == .resolve)
        #expect(error?.delivery == .nothingSent)
    }

    @Test func `the options' proxy is used and the environment's is not`() async throws {
        let proxy = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer("502 Bad Gateway")
        }
        let client = try plainClient { $0.proxy = proxy.url }
        let error = await failure { _ = try await client.send(HTTPClient.Request(url: "https://nobody.invalid/")) }
        #expect(error?.delivery == .nothingSent)
        #expect(proxy.seen.first?.hasPrefix("CONNECT nobody.invalid:443 ") == true)
    }
}
