import Foundation
import Testing

/// Runs `certs/development-ca.sh` for real and looks at what it made with the openssl command.
@Suite(.timeLimit(.minutes(1)))
struct DevelopmentCATests {
    private let scratch: ScratchFolder
    private var made: String { scratch.path + "/tls" }

    init() throws {
        scratch = try ScratchFolder()
    }

    @Test func `it makes an authority, a list, a relay and each agent, and says so`() throws {
        let result = try script(made, "acme-hq", "branch.2")
        #expect(result.status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: made).sorted() == [
                "agent-acme-hq.key", "agent-acme-hq.pem", "agent-branch.2.key", "agent-branch.2.pem", "ca",
                "ca.crl.pem",
                "ca.pem", "relay-main.key", "relay-main.pem",
            ])
        for identity in ["relay/main", "agent/acme-hq", "agent/branch.2"] {
            #expect(result.output.contains("spiffe://bridge.example/\(identity)\n"))
        }
    }

    @Test func `keys are their owner's alone and certificates may be read by all`() throws {
        _ = try script(made)
        for (file, mode) in [
            ("agent-acme-hq.key", 0o600), ("relay-main.key", 0o600), ("ca/ca.key", 0o600), ("ca", 0o700), ("", 0o700),
            ("agent-acme-hq.pem", 0o644), ("ca.pem", 0o644), ("ca.crl.pem", 0o644),
        ] {
            let attributes = try FileManager.default.attributesOfItem(atPath: made + "/" + file)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(file)")
        }
    }

    @Test func `a leaf has one identity, both uses, one key usage and seven days`() throws {
        _ = try script("-t", "test.example", "-r", "eu", made, "acme-hq")
        let agent = try extensions("agent-acme-hq.pem")
        #expect(agent.contains("Subject Alternative Name: \n    URI:spiffe://test.example/agent/acme-hq\n"))
        let relay = try extensions("relay-eu.pem")
        #expect(relay.contains("Subject Alternative Name: \n    URI:spiffe://test.example/relay/eu, DNS:localhost\n"))
        for leaf in [agent, relay] {
            #expect(leaf.contains("Basic Constraints: critical\n    CA:FALSE\n"))
            #expect(leaf.contains("Key Usage: critical\n    Digital Signature\n"))
            #expect(
                leaf.contains(
                    "Extended Key Usage: \n    TLS Web Client Authentication, TLS Web Server Authentication\n"))
        }
        let text = try openssl("x509", "-in", "agent-acme-hq.pem", "-noout", "-text").output
        #expect(text.contains("NIST CURVE: P-256"))
        #expect(try openssl("x509", "-in", "agent-acme-hq.pem", "-noout", "-checkend", "\(6 * 86400)").status == 0)
        #expect(try openssl("x509", "-in", "agent-acme-hq.pem", "-noout", "-checkend", "\(8 * 86400)").status == 1)
    }

    @Test func `the authority signs leaves of its own trust domain only`() throws {
        _ = try script(made)
        let authority = try extensions("ca.pem")
        #expect(authority.contains("Basic Constraints: critical\n    CA:TRUE, pathlen:0\n"))
        #expect(authority.contains("Key Usage: critical\n    Certificate Sign, CRL Sign\n"))
        #expect(try issue(san: "URI:spiffe://bridge.example/agent/late").status == 0)
        #expect(try verify("late.pem").status == 0)
        #expect(try issue(san: "URI:spiffe://elsewhere.example/agent/late").status == 0)
        let foreign = try verify("late.pem")
        #expect(foreign.status != 0)
        #expect(foreign.output.contains("permitted subtree violation"))
    }

    @Test func `a chain holds in both directions, and no longer once it is revoked`() throws {
        _ = try script(made)
        for purpose in ["sslclient", "sslserver"] {
            #expect(try verify("agent-acme-hq.pem", purpose: purpose).output == "agent-acme-hq.pem: OK\n")
        }
        #expect(try openssl("ca", "-config", profile, "-revoke", "agent-acme-hq.pem").status == 0)
        #expect(try openssl("ca", "-config", profile, "-gencrl", "-out", "ca.crl.pem").status == 0)
        #expect(try verify("agent-acme-hq.pem").output.contains("certificate revoked"))
        #expect(try verify("relay-main.pem").status == 0)
    }

    @Test func `key and certificate belong together`() throws {
        _ = try script(made)
        let certified = try openssl("x509", "-in", "relay-main.pem", "-noout", "-pubkey").output
        #expect(try openssl("pkey", "-in", "relay-main.key", "-pubout").output == certified)
    }

    @Test func `what is there already is not touched`() throws {
        _ = try script(made)
        let before = try Data(contentsOf: URL(filePath: made + "/ca.pem"))
        let again = try script(made)
        #expect(again.status == 73)
        #expect(again.output.contains("nothing was changed"))
        #expect(try Data(contentsOf: URL(filePath: made + "/ca.pem")) == before)
    }

    @Test(arguments: [
        [], ["-x", "tls"], ["-t", "Bridge.Example", "tls"], ["-t", "", "tls"], ["-t", "a/b", "tls"],
        ["-t", String(repeating: "d", count: 256), "tls"],
        ["-r", "../x", "tls"],
        ["tls", "a b"], ["tls", "a/b"], ["tls", ".."], ["tls", ""], ["tls", "a,DNS:x"], ["tls", "a\nb"], ["tls", "é"],
        ["tls", "acme", "acme"], ["tls", String(repeating: "a", count: 65)], ["--", "-tls"],
    ])
    func `a wrong call is refused and makes nothing`(arguments: [String]) throws {
        #expect(try run("/bin/sh", [scriptPath] + arguments, in: scratch.path).status == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test func `names at the limit of length are taken`() throws {
        let (domain, name) = (String(repeating: "d", count: 255), String(repeating: "a", count: 64))
        #expect(try script("-t", domain, "-r", name, made, name).status == 0)
        #expect(try extensions("agent-\(name).pem").contains("URI:spiffe://\(domain)/agent/\(name)\n"))
    }

    @Test func `what fails half-way is taken away again`() throws {
        // A profile that does not work: the authority is made, and signing fails.
        try FileManager.default.copyItem(atPath: scriptPath, toPath: scratch.path + "/development-ca.sh")
        let broken = try String(contentsOfFile: profile, encoding: .utf8).replacing("[ leaf ]", with: "[ other ]")
        try broken.write(toFile: scratch.path + "/openssl.cnf", atomically: true, encoding: .utf8)
        let result = try run("/bin/sh", [scratch.path + "/development-ca.sh", made], in: scratch.path)
        #expect(result.status == 1)
        #expect(result.output.contains("this failed: openssl ca"))
        #expect(!FileManager.default.fileExists(atPath: made))
    }

    // MARK: Commands

    private var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../certs").standardized
    }
    private var scriptPath: String { folder.appending(path: "development-ca.sh").path(percentEncoded: false) }
    private var profile: String { folder.appending(path: "openssl.cnf").path(percentEncoded: false) }

    private func script(_ arguments: String...) throws -> (status: Int32, output: String) {
        try run("/bin/sh", [scriptPath] + arguments, in: scratch.path)
    }

    /// Runs openssl in the folder that was made.
    private func openssl(_ arguments: String..., san: String = "") throws -> (status: Int32, output: String) {
        let variables = ["BRIDGE_CA=\(made)/ca", "BRIDGE_TRUST_DOMAIN=bridge.example", "BRIDGE_SAN=\(san)"]
        return try run("/usr/bin/env", variables + ["openssl"] + arguments, in: made)
    }

    private func extensions(_ file: String) throws -> String {
        let names = "subjectAltName,basicConstraints,keyUsage,extendedKeyUsage"
        return try openssl("x509", "-in", file, "-noout", "-ext", names).output
    }

    private func verify(_ file: String, purpose: String = "sslclient") throws -> (status: Int32, output: String) {
        try openssl(
            "verify", "-x509_strict", "-purpose", purpose, "-CAfile", "ca.pem", "-crl_check", "-CRLfile", "ca.crl.pem",
            file)
    }

    /// Signs a further leaf, `late.pem`, with names of the caller's choice.
    private func issue(san: String) throws -> (status: Int32, output: String) {
        _ = try openssl(
            "req", "-new", "-config", profile, "-key", "agent-acme-hq.key", "-subj", "/CN=late", "-out", "late.csr")
        return try openssl(
            "ca", "-batch", "-notext", "-config", profile, "-in", "late.csr", "-out", "late.pem", san: san)
    }

    /// Runs a command to its end; its output and its complaints go to one file, so that no pipe can fill up.
    private func run(_ command: String, _ arguments: [String], in folder: String) throws -> (
        status: Int32, output: String
    ) {
        let log = try ScratchFolder()
        let file = log.path + "/output"
        try #require(FileManager.default.createFile(atPath: file, contents: nil))
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        let process = Process()
        process.executableURL = URL(filePath: command)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        try handle.close()
        return (process.terminationStatus, try String(contentsOfFile: file, encoding: .utf8))
    }
}

/// A folder that is gone when the test is.
private final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
