import Cryptography
import Foundation
import TestSupport
import Testing

/// Certificates that a security team makes with its own tools: a root, an intermediate, a leaf and their lists.
@Suite(.timeLimit(.minutes(1)))
struct ForeignCertificatesTests {
    let folder: ScratchFolder
    let own: TestCertificates

    init() throws {
        own = try TestCertificates()
        folder = try ScratchFolder()
        let authority = "keyUsage=critical,keyCertSign,cRLSign"
        try make("root", "-addext", authority)
        try make("team", "-CA", "root.pem", "-CAkey", "root.key", "-addext", authority)
        try makeLeaf("leaf", identifier: "authorityKeyIdentifier=keyid")
        try makeList(of: "root")
        try makeList(of: "team")
    }

    @Test func `a leaf below an intermediate is accepted with the chain that its peer sends`() throws {
        let pair = try pair(chain: ["leaf", "team"])
        #expect(try pair.shakeHands())
        #expect(pair.server.peerCertificate?.subject == "CN=leaf")
        #expect(pair.server.peerCertificate?.uris == ["spiffe://bridge.test/agent/leaf"])
    }

    @Test func `a leaf below an intermediate that is not sent is refused`() throws {
        let pair = try pair(chain: ["leaf"])
        let error = try #require(throws: TLSError.self) { try pair.shakeHands() }
        #expect(error.message.contains("was issued by CN=team, which is not a trusted CA here"))
    }

    @Test func `with revocation lists of every CA of the chain a leaf is accepted`() throws {
        let pair = try pair(chain: ["leaf", "team"], revocations: ["root", "team"])
        #expect(try pair.shakeHands())
    }

    @Test(arguments: ["root", "team"])
    func `a chain is refused when one of its CAs has no revocation list`(listed: String) throws {
        let pair = try pair(chain: ["leaf", "team"], revocations: [listed])
        let error = try #require(throws: TLSError.self) { try pair.shakeHands() }
        #expect(error.code == .certificateRefused)
        #expect(error.message.contains("there is no revocation list of CN=\(listed == "root" ? "team" : "root") here"))
    }

    @Test func `a revoked intermediate takes its leaves with it`() throws {
        try makeList(of: "root", revoking: "team")
        let pair = try pair(chain: ["leaf", "team"], revocations: ["root", "team"])
        let error = try #require(throws: TLSError.self) { try pair.shakeHands() }
        #expect(error.message.contains("CN=team"))
        #expect(error.message.contains("has been revoked by CN=root"))
    }

    @Test func `a leaf that does not name the key of its issuer is refused as too lax`() throws {
        try makeLeaf("lax", identifier: "authorityKeyIdentifier=none")
        let pair = try pair(chain: ["lax", "team"])
        let error = try #require(throws: TLSError.self) { try pair.shakeHands() }
        #expect(error.code == .certificateRefused)
        #expect(error.message.contains("Authority Key Identifier"))
    }

    private func pair(chain: [String], revocations: [String] = []) throws -> ConnectionPair {
        let certificates = try chain.map { try String(contentsOfFile: "\(folder.path)/\($0).pem", encoding: .utf8) }
        let leaf = TLSConfiguration.Credential(
            certificateChain: try folder.write(certificates.joined(), to: "chain.pem"),
            privateKey: "\(folder.path)/\(chain[0]).key")
        return try ConnectionPair(
            client: TLSContext(
                TLSConfiguration(role: .client(serverName: nil), credential: leaf, trust: [own.trust])),
            server: TLSContext(
                TLSConfiguration(
                    role: .server(.required), credential: own.relay().credential, trust: ["\(folder.path)/root.pem"],
                    revocations: revocations.map { "\(folder.path)/\($0).crl" })))
    }

    private func make(_ name: String, _ arguments: String...) throws {
        let process = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem",
        ]
        try openssl(process + arguments, in: folder)
    }

    private func makeLeaf(_ name: String, identifier: String) throws {
        // -addext adds to the extensions of the system's configuration, so a leaf brings a configuration of its own.
        try folder.write(
            """
            [req]
            distinguished_name = subject
            x509_extensions = leaf
            [subject]
            [leaf]
            basicConstraints = critical,CA:FALSE
            keyUsage = critical,digitalSignature
            subjectKeyIdentifier = hash
            \(identifier)
            subjectAltName = URI:spiffe://bridge.test/agent/\(name)

            """, to: "\(name).cnf")
        try make(name, "-config", "\(name).cnf", "-CA", "team.pem", "-CAkey", "team.key")
    }

    private func makeList(of issuer: String, revoking name: String? = nil) throws {
        var index = ""
        if let name {
            let serial = try openssl(["x509", "-in", "\(name).pem", "-noout", "-serial"], in: folder)
                .trimmingCharacters(in: .whitespacesAndNewlines).dropFirst("serial=".count)
            index = "R\t491231235959Z\t240101000000Z\t\(serial)\tunknown\t/CN=\(name)\n"
        }
        try folder.write(index, to: "index.txt")
        try folder.write("[ca]\ndefault_ca = list\n[list]\ndatabase = index.txt\ndefault_md = sha256\n", to: "ca.cnf")
        try openssl(
            [
                "ca", "-gencrl", "-config", "ca.cnf", "-crldays", "1", "-cert", "\(issuer).pem",
                "-keyfile", "\(issuer).key", "-out", "\(issuer).crl",
            ], in: folder)
    }
}
