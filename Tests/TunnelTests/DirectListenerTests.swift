import Cryptography
import Foundation
import HTTPTypes
import NIOCore
import TestSupport
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct DirectListenerTests {
    /// A listening agent and the port it has.
    private func listen(
        _ certificates: TestCertificates, handler: any RequestHandler = EchoHandler()
    ) async throws -> (DirectListener, Int) {
        let context = try TLSContext(
            TLSConfiguration(
                role: .server(.required), credential: try certificates.agent().credential,
                trust: [certificates.trust], applicationProtocols: [DirectListener.applicationProtocol]))
        let relay = try #require(PeerIdentity(trustDomain: TestCertificates.trustDomain, role: .relay, name: "main"))
        let listener = DirectListener(relay: relay, credentials: { context }, handler: handler)
        return (listener, try await listener.start(host: "127.0.0.1", port: 0))
    }

    /// Runs curl, and returns what it prints: the body, then status and version of HTTP.
    private func curl(
        _ arguments: [String], _ leaf: TestCertificates.Leaf?, _ certificates: TestCertificates, port: Int,
        path: String
    ) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let credential =
            leaf.map { ["--cert", $0.credential.certificateChain, "--key", $0.credential.privateKey] } ?? []
        // The certificate carries an identity, not the host's name: curl is told to go by the CA alone.
        process.arguments =
            [
                "curl", "--silent", "--max-time", "30", "--http2", "--cacert", certificates.trust, "--insecure",
                "--write-out", " %{http_code} %{http_version}",
            ] + credential + arguments + ["https://127.0.0.1:\(port)\(path)"]
        // Into a file, since reading a pipe would block one of the few threads that tasks share.
        let output = try certificates.folder.write("", to: UUID().uuidString)
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        let exited = Gate()
        process.terminationHandler = { _ in exited.open() }
        try process.run()
        await exited.wait()
        return (process.terminationStatus, try String(contentsOfFile: output, encoding: .utf8))
    }

    @Test func `curl with the relay's certificate is answered`() async throws {
        let certificates = try TestCertificates()
        let (listener, port) = try await listen(certificates)
        let answer = try await curl([], try certificates.relay(), certificates, port: port, path: "/v1/info")
        #expect(answer.output == "GET /v1/info\n 200 2")
        await listener.shutDown()
    }

    @Test func `curl is told when a body is too long`() async throws {
        let certificates = try TestCertificates()
        let (listener, port) = try await listen(certificates)
        let body = try certificates.folder.write(
            String(repeating: "x", count: WireLimits.bodyBytes + 1), to: "body", mode: 0o600)
        let answer = try await curl(
            ["--data-binary", "@\(body)"], try certificates.relay(), certificates, port: port, path: "/")
        #expect(answer.output.hasSuffix(" 413 2"))
        await listener.shutDown()
    }

    @Test func `another agent and another relay get 403`() async throws {
        let certificates = try TestCertificates()
        let (listener, port) = try await listen(certificates)
        for leaf in [try certificates.agent("acme-branch"), try certificates.relay("elsewhere")] {
            let answer = try await curl([], leaf, certificates, port: port, path: "/v1/info")
            #expect(answer.output.hasSuffix(" 403 2"))
        }
        await listener.shutDown()
    }

    @Test func `a client without a certificate gets nothing`() async throws {
        let certificates = try TestCertificates()
        let (listener, port) = try await listen(certificates)
        let answer = try await curl([], nil, certificates, port: port, path: "/v1/info")
        #expect(answer.status != 0)
        await listener.shutDown()
    }

    @Test func `a client that speaks only HTTP/1.1 gets nothing`() async throws {
        let certificates = try TestCertificates()
        let (listener, port) = try await listen(certificates)
        let answer = try await curl(
            ["--http1.1"], try certificates.relay(), certificates, port: port, path: "/v1/info")
        #expect(answer.status != 0)
        await listener.shutDown()
    }
}
