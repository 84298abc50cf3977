import Configuration
import Cryptography
import Foundation
import Rig
import TestSupport
import Testing

@testable import Secrets

/// No trace of a secret is left where it does not belong, after a full run of the built programs.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct SecretTraceTests {
    private static let sagePassword = "marker-51d0-password"

    /// A bridge whose relay has its token in an encrypted store, beside its key file.
    private func makeBridge() async throws -> (bridge: Bridge, tuning: Bridge.Tuning) {
        let bridge = try await Bridge()
        try FileManager.default.removeItem(atPath: bridge.folder.path + "/secrets/token")
        try FileManager.default.createDirectory(
            atPath: bridge.folder.path + "/temporary", withIntermediateDirectories: false)
        var tuning = Bridge.Tuning()
        tuning.secrets = "{ store: ./relay.secrets, key: { file: ./one.kek }, next-key: { file: ./two.kek } }"
        tuning.log = "trace"
        try bridge.configureRelay(tuning: tuning)
        try await command(bridge, ["init"])
        try await command(bridge, ["set", "token"], input: Bridge.token)
        return (bridge, tuning)
    }

    private func environment(_ bridge: Bridge) -> [String: String] { ["TMPDIR": bridge.folder.path + "/temporary"] }

    /// Runs a subcommand of `secrets`.
    @discardableResult
    private func command(
        _ bridge: Bridge, _ arguments: [String], input: String = "", program: String = "sage-relay"
    ) async throws -> Int32 {
        let process = try ChildProcess(
            program, ["secrets"] + arguments, in: bridge.folder.path, environment: environment(bridge), input: input)
        let code = await process.exitCode()
        #expect(code == 0, "\(arguments): \(process.standardError)")
        return code
    }

    /// The texts that may stand nowhere: values, keys and data keys, in the forms that a slip would write.
    private func needles(_ bridge: Bridge, keys: [String]) throws -> [String: Data] {
        var needles = forms(of: Data(Bridge.token.utf8), "token")
        let path = bridge.folder.path + "/relay.secrets"
        let file = try StoreFile(try OwnerOnlyFile.read(path, limit: StoreFile.byteLimit), path: path)
        for name in keys {
            let key = try SecretsSettings.KeySource.file(bridge.folder.path + "/" + name).readKey()
            needles.merge(forms(of: key.withUnsafeBytes { Data($0) }, name)) { $1 }
            for row in file.rows {
                let box = row.dataKey.box
                guard let dataKey = try? AuthenticatedEncryption.open(box, key: key, context: file.dataKeyContext(row))
                else { continue }
                needles.merge(forms(of: dataKey.withUnsafeBytes { Data($0) }, "data key of \(row.name)")) { $1 }
            }
        }
        return needles
    }

    private func forms(of bytes: Data, _ name: String) -> [String: Data] {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return [
            "\(name), bytes": bytes, "\(name), digits": Data(digits.utf8),
            "\(name), capital digits": Data(digits.uppercased().utf8),
            "\(name), base64": Data(bytes.base64EncodedString().utf8.dropLast(4)),
        ]
    }

    /// What stands in the files of the bridge's folder, those left out that are to hold it.
    private func expectNoTrace(of needles: [String: Data], _ bridge: Bridge, besides: Set<String>) throws {
        let files = try #require(FileManager.default.enumerator(atPath: bridge.folder.path))
        var count = 0
        for case let file as String in files where !besides.contains(file) {
            guard let bytes = FileManager.default.contents(atPath: bridge.folder.path + "/" + file) else { continue }
            count += 1
            for (name, needle) in needles { #expect(bytes.range(of: needle) == nil, "\(name) in \(file)") }
        }
        #expect(count > 10)
    }

    /// What other users can see of a process, and what a user's own processes can.
    private func expectNoTrace(of needles: [String: Data], process: ChildProcess?) throws {
        let pid = try #require(process?.pid)
        for file in ["cmdline", "environ"] {
            let contents = FileManager.default.contents(atPath: "/proc/\(pid)/\(file)")
            if file == "environ", geteuid() != 0 {
                // A process that cannot be dumped shows its environment to root alone, not even to its own user.
                #expect(contents?.isEmpty ?? true)
                continue
            }
            let bytes = try #require(contents)
            #expect(!bytes.isEmpty)
            for (name, needle) in needles { #expect(bytes.range(of: needle) == nil, "\(name) in \(file)") }
        }
        let limits = try String(contentsOfFile: "/proc/\(pid)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core)")
    }

    @Test func `a full run, its key changed in the middle, leaves no trace of a secret`() async throws {
        let (bridge, _) = try await makeBridge()
        let before = try needles(bridge, keys: ["one.kek"])
        try await bridge.startRelay(environment: environment(bridge))
        try bridge.configureAgent()
        try bridge.startAgent()
        #expect(try await bridge.sync().exitCode == 0)
        try await command(bridge, ["rotate-key"])
        try await command(bridge, ["list", "--json"])
        try await command(bridge, ["verify"])
        for arguments in [["status"], ["check"], ["monday", "whoami"], ["history"]] {
            _ = try await ChildProcess.run(
                "sage-relay", arguments + ["--config", "relay.yaml"], in: bridge.folder.path)
        }
        #expect(try await bridge.sync().exitCode == 0)
        let needles = try needles(bridge, keys: ["one.kek", "two.kek"]).merging(before) { $1 }
        #expect(needles.count == 16)
        for process in [bridge.relay, bridge.agent] { try expectNoTrace(of: needles, process: process) }
        // While it runs: the write-ahead log is there.
        #expect(FileManager.default.fileExists(atPath: bridge.folder.path + "/relay.sqlite-wal"))
        let besides: Set = ["one.kek", "two.kek"]
        try expectNoTrace(of: needles, bridge, besides: besides)
        // A store that does not open is told, and what is told holds nothing either.
        await bridge.killBoth()
        try bridge.folder.write(String(repeating: "0", count: 64), to: "two.kek")
        let refused = try ChildProcess("sage-relay", ["run", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(await refused.exitCode() == 78)
        #expect(refused.standardError.contains("two.kek holds the key"), "\(refused.standardError)")
        try expectNoTrace(of: needles, bridge, besides: besides)
    }

    @Test(.enabled(if: ProcessMemory.isOpen))
    func `a running relay has its token in memory, and neither key nor data key`() async throws {
        let (bridge, _) = try await makeBridge()
        try await bridge.startRelay(environment: environment(bridge))
        try bridge.configureAgent()
        try bridge.startAgent()
        #expect(try await bridge.sync().exitCode == 0)
        let needles = try needles(bridge, keys: ["one.kek"])
        let found = try ProcessMemory(pid: try #require(bridge.relay?.pid)).find(needles)
        // That the token is found shows that this looks where secrets are.
        #expect(found == ["token, bytes"])
    }

    @Test func `user and password of Sage come from the agent's store, and go to the host alone`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        try FileManager.default.createDirectory(
            atPath: bridge.folder.path + "/temporary", withIntermediateDirectories: false)
        try FileManager.default.createDirectory(
            atPath: bridge.folder.path + "/host", withIntermediateDirectories: false)
        try bridge.folder.write("{}", to: "host/plan.json")
        let host = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../COMHostTests/fake-host.py")
        let own = try bridge.certificates.agent("acme-hq", .current).credential
        try bridge.folder.write(
            """
            relay: { address: "127.0.0.1:\(bridge.port)", \
            identity: spiffe://\(TestCertificates.trustDomain)/relay/main, connections: 1 }
            tls: { certificate: \(own.certificateChain), key: \(own.privateKey), trust: [ \(bridge.certificates.trust) ] }
            secrets: { store: ./agent.secrets, key: { passphrase-file: ./phrase } }
            log: { level: trace }
            sage:
              backend: com
              companies: [ABC]
              com:
                command: [/usr/bin/env, python3, \(host.path), \(bridge.folder.path)/host]
                home: 'C:\\Sage'
                user: { secret: user }
                password: { secret: password }
            """, to: "sage-agent.yaml")
        try bridge.folder.write("marker-7a7a passphrase\n", to: "phrase")
        try await command(bridge, ["init"], program: "sage-agent")
        try await command(bridge, ["set", "user"], input: "sage-user-4711", program: "sage-agent")
        try await command(bridge, ["set", "password"], input: Self.sagePassword, program: "sage-agent")
        let agent = try ChildProcess("sage-agent", ["run"], in: bridge.folder.path, environment: environment(bridge))
        let check = try ChildProcess("sage-agent", ["check"], in: bridge.folder.path, environment: environment(bridge))
        _ = await check.exitCode()
        let log = bridge.folder.path + "/host/log"
        // The fake writes down all of the log-on but the password: that it came shows that the store was opened.
        let cameThrough = await eventually(within: .seconds(20)) {
            (try? String(contentsOfFile: log, encoding: .utf8))?.contains("sage-user-4711") ?? false
        }
        #expect(cameThrough, "\(check.standardError)")
        var needles = forms(of: Data(Self.sagePassword.utf8), "password")
        needles["passphrase"] = Data("marker-7a7a".utf8)
        try expectNoTrace(of: needles, process: agent)
        try expectNoTrace(of: needles, bridge, besides: ["phrase"])
    }
}
