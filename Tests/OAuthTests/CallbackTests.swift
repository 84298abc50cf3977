import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import Testing

@testable import OAuth

struct CallbackTests {
    private func shown(_ callback: Callback) -> String {
        switch callback {
        case .elsewhere: "elsewhere"
        case .stranger: "stranger"
        case .declined(let word): "declined \(word)"
        case .code(let code): "code \(code.reveal())"
        }
    }

    @Test(arguments: [
        ("/callback?code=abc&state=s-1", "code abc"), ("/callback?state=s-1&code=a%2Bb+c", "code a+b c"),
        ("/callback?state=s-1&error=access_denied", "declined access_denied"),
        ("/callback?state=s-1&error=%1b%5b2J", "declined ??2J"), ("/callback?state=s-1", "declined no code"),
        ("/callback?state=s-1&code=", "declined no code"), ("/callback?code=abc", "stranger"),
        ("/callback?code=abc&state=s-2", "stranger"), ("/callback?code=abc&state=s-11", "stranger"),
        ("/callback?code=abc&state=", "stranger"), ("/callback?code=abc&state=s-1&state=s-1", "stranger"),
        ("/callback?code=%zz&state=s-1", "stranger"), ("/callback", "stranger"), ("/", "elsewhere"),
        ("/callback/?code=abc&state=s-1", "elsewhere"), ("/CALLBACK?code=abc&state=s-1", "elsewhere"),
        ("/favicon.ico", "elsewhere"), ("", "elsewhere"),
    ])
    func `only the exact path with the login's state counts`(target: String, meaning: String) {
        #expect(shown(Callback(target: target, path: "/callback", state: "s-1")) == meaning)
    }

    @Test func `a query at the limit is read, and one byte more is not`() {
        let start = "state=s-1&code="
        for (extra, isRead) in [(0, true), (1, false)] {
            let code = String(repeating: "a", count: FormFields.longest - start.utf8.count + extra)
            let callback = Callback(target: "/callback?\(start)\(code)", path: "/callback", state: "s-1")
            if case .code = callback { #expect(isRead) } else { #expect(!isRead) }
        }
    }

    @Test func `a pasted address counts when it begins like the redirect`() throws {
        let settings = OAuthRig.settings()
        let login = try Authorization(settings)
        for (pasted, meaning) in [
            ("  http://127.0.0.1:8765/callback?code=abc&state=\(login.state)\n", "code abc"),
            ("http://127.0.0.1:8765/callback?code=abc&state=x", "stranger"),
            ("http://127.0.0.1:8766/callback?code=abc&state=\(login.state)", "elsewhere"),
            ("https://127.0.0.1:8765/callback?code=abc&state=\(login.state)", "elsewhere"),
            ("code=abc&state=\(login.state)", "elsewhere"), ("", "elsewhere"),
        ] {
            #expect(shown(Callback(pasted: pasted, settings, login)) == meaning, "\(pasted)")
        }
    }

    @Test func `a redirect without a path is the root`() {
        #expect(Callback.path(of: OAuthRig.settings(redirect: "http://127.0.0.1:8765")) == "/")
    }
}

@Suite(.timeLimit(.minutes(1)))
struct CallbackListenerTests {
    /// Runs a listener beside a browser that does what the test says.
    private func listen(
        patience: Duration = .seconds(30),
        _ browser:
            @escaping @Sendable (_ address: String, _ login: Authorization, _ client: HTTPClient) async throws
            -> Void
    ) async throws -> Callback {
        let settings = OAuthRig.settings()
        let login = try Authorization(settings)
        var options = HTTPClient.Options()
        options.allowsPlainLoopback = true
        let client = try HTTPClient(options)
        let port = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Callback?.self) { group in
            group.addTask {
                try await CallbackListener(settings, login).wait(host: "127.0.0.1", port: 0, patience: patience) {
                    port.continuation.yield($0)
                }
            }
            group.addTask {
                for await port in port.stream {
                    try await browser("http://127.0.0.1:\(port)", login, client)
                    break
                }
                return nil
            }
            var callback: Callback?
            for try await result in group { callback = result ?? callback }
            await client.shutdown()
            return try #require(callback)
        }
    }

    @Test func `strangers change nothing, and the browser of the login is told and ends it`() async throws {
        let callback = try await listen { address, login, client in
            for (method, target, status) in [
                ("GET", "/favicon.ico", 404), ("GET", "/callback?code=evil&state=guess", 400),
                ("POST", "/callback?code=evil&state=\(login.state)", 405),
                ("GET", "/callback?code=the-code&state=\(login.state)", 200),
            ] {
                let request = try HTTPClient.Request(
                    method: method == "GET" ? .get : .post, url: address + target)
                let answer = try await client.send(request)
                let page = String(decoding: answer.body, as: UTF8.self)
                #expect(answer.status == status)
                #expect(page.hasPrefix("<!DOCTYPE html>"))
                #expect(!page.contains("code=") && !page.contains("evil"))
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
        guard case .code(let code) = callback else {
            Issue.record("no code came")
            return
        }
        #expect(code.reveal() == "the-code")
    }

    @Test func `a person who declines ends the login`() async throws {
        let callback = try await listen { address, login, client in
            _ = try await client.send(
                HTTPClient.Request(url: "\(address)/callback?error=access_denied&state=\(login.state)"))
        }
        guard case .declined("access_denied") = callback else {
            Issue.record("the login goes on")
            return
        }
    }

    @Test func `nobody comes, and the port is closed when the time is up`() async throws {
        let error = await #expect(throws: OAuthError.self) {
            try await listen(patience: .milliseconds(10)) { _, _, _ in }
        }
        #expect(error?.description.contains("in time") == true)
    }

    @Test func `a port that is taken is named`() async throws {
        _ = try await listen { address, login, client in
            let port = try #require(URL(string: address)?.port)
            let settings = OAuthRig.settings()
            let second = try Authorization(settings)
            let error = await #expect(throws: OAuthError.self) {
                try await CallbackListener(settings, second).wait(host: "127.0.0.1", port: port)
            }
            #expect(error?.description.contains("127.0.0.1:\(port)") == true)
            _ = try await client.send(HTTPClient.Request(url: "\(address)/callback?code=c&state=\(login.state)"))
        }
    }

    @Test func `a request with a head that is too long is not answered`() async throws {
        _ = try await listen { address, login, client in
            let long = [(name: "X-Long", value: String(repeating: "a", count: 9 * 1024))]
            let request = try HTTPClient.Request(
                url: "\(address)/callback?code=evil&state=\(login.state)", headers: long)
            let answer = try? await client.send(request)
            #expect(answer?.status != 200)
            _ = try await client.send(HTTPClient.Request(url: "\(address)/callback?code=c&state=\(login.state)"))
        }
    }
}
