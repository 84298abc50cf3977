import Foundation
import HTTPClient
import HTTPTypes
import TestSupport
import Testing

/// Against `openssl s_server`, and `nghttpd` where it is installed (Debian: nghttp2-server).
@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    private let authority: TestAuthority

    init() throws {
        authority = try TestAuthority()
    }

    private func client(trusting file: String?) throws -> HTTPClient {
        var options = HTTPClient.Options()
        options.certificateAuthorities = file
        return try HTTPClient(options)
    }

    /// Starts a TLS server that answers with a page, and gives its port.
    private func server(
        _ name: String, days: Int = 1, arguments: [String] = []
    ) throws -> (process: ServerProcess, port: String) {
        let pair = try authority.issue(name, days: days)
        var port = ""
        let process = try ServerProcess(
            "openssl",
            ["s_server", "-accept", "127.0.0.1:0", "-www", "-key", pair.key, "-cert", pair.certificate] + arguments,
            ready: "ACCEPT 127.0.0.1:"
        ) { port = $0 }
        return (process, port)
    }

    private func failure(_ client: HTTPClient, _ url: String) async throws -> HTTPClientError? {
        let request = try HTTPClient.Request(url: url, headers: [("Authorization", "secret")])
        do {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a server of the trusted CA is spoken to in TLS 1,2 and 1,3`(version: String) async throws {
        let (process, port) = try server("DNS:localhost", arguments: [version])
        defer { withExtendedLifetime(process) {} }
        let response = try await client(trusting: authority.certificate)
            .send(HTTPClient.Request(url: "https://localhost:\(port)/"))
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self).contains("TLS"))
    }

    @Test(
        arguments: [
            ("DNS:localhost", 1, false), ("DNS:example.com", 1, true), ("DNS:localhost", -1, true),
        ])
    func `an unknown CA, another name and an expired certificate end before anything is sent`(
        name: String, days: Int, isTrusted: Bool
    ) async throws {
        let (process, port) = try server(name, days: days)
        defer { withExtendedLifetime(process) {} }
        let error = try await failure(
            client(trusting: isTrusted ? authority.certificate : nil), "https://localhost:\(port)/?secret")
        #expect(error?.code == .tls, "\(error?.description ?? "none")")
        #expect(error?.delivery == .nothingSent)
        #expect(error?.description.contains("certificate") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `TLS 1,1 is refused`() async throws {
        let (process, port) = try server(
            "DNS:localhost", arguments: ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"])
        defer { withExtendedLifetime(process) {} }
        let error = try await failure(client(trusting: authority.certificate), "https://localhost:\(port)/")
        #expect(error?.code == .tls)
        #expect(error?.delivery == .nothingSent)
    }

    @Test func `a server with the pinned key is spoken to, and one with another key sees no request`() async throws {
        let pair = try authority.issue("DNS:localhost")
        var port = ""
        let process = try ServerProcess(
            "openssl",
            ["s_server", "-accept", "127.0.0.1:0", "-www", "-key", pair.key, "-cert", pair.certificate],
            ready: "ACCEPT 127.0.0.1:"
        ) { port = $0 }
        defer { withExtendedLifetime(process) {} }
        try ServerProcess.run([
            "sh", "-c",
            "openssl pkey -in '\(pair.key)' -pubout -outform DER | openssl dgst -sha256 -binary | openssl base64 > '\(pair.key).pin'",
        ])
        let pin = try String(contentsOfFile: pair.key + ".pin", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        var options = HTTPClient.Options()
        options.certificateAuthorities = authority.certificate
        options.pinnedPublicKey = "sha256//" + pin
        let response = try await HTTPClient(options).send(HTTPClient.Request(url: "https://localhost:\(port)/"))
        #expect(response.status == 200)
        options.pinnedPublicKey = "sha256//" + String(repeating: "A", count: 43) + "="
        let error = try await failure(HTTPClient(options), "https://localhost:\(port)/")
        #expect(error?.code == .tls)
        #expect(error?.delivery == .nothingSent)
    }

    @Test func `a server that speaks no TLS is an error before anything is sent`() async throws {
        let server = try ScriptedServer { $0.send("HTTP/1.1 400 Bad Request\r\n\r\n") }
        let error = try await failure(client(trusting: authority.certificate), "https://localhost:\(server.port)/")
        #expect(error?.code == .tls)
        #expect(error?.delivery == .nothingSent)
        #expect(server.seen.isEmpty)
    }

    @Test func `the options' CA file takes the place of the system's CAs and must be readable`() throws {
        do {
            _ = try client(trusting: "/nowhere/ca.pem")
            Issue.record("a missing file was taken")
        } catch let error as HTTPClientError {
            #expect(error.code == .tls)
            #expect(error.message.contains("/nowhere/ca.pem"))
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/nghttpd")))
    func `HTTP-2 is used where it is offered, and one connection carries all requests`() async throws {
        let pair = try authority.issue("DNS:localhost")
        let port = try ScriptedServer { _ in }.port
        let process = try ServerProcess(
            "/usr/sbin/nghttpd", ["-v", "-a", "127.0.0.1", "--echo-upload", "\(port)", pair.key, pair.certificate],
            ready: "IPv4: listen ")
        defer { withExtendedLifetime(process) {} }
        let client = try client(trusting: authority.certificate)
        let request = try HTTPClient.Request(
            method: .post, url: "https://localhost:\(port)/", body: Data("echo".utf8))
        let responses = try await withThrowingTaskGroup(of: HTTPClient.Response.self) { group in
            for _ in 0..<10 { group.addTask { try await client.send(request) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(responses.allSatisfy { $0.version == .http2 && $0.body == Data("echo".utf8) })
        #expect(responses.count { !$0.reusedConnection } == 1)
        await client.shutdown()
    }
}
