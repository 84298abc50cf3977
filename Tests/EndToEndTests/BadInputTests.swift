import Foundation
import Rig
import TestSupport
import Testing
import WireProtocol

/// Bad input gets a clear error, loses nothing, and the next run ends right.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct BadInputTests {
    /// Waits until the agent's log says something.
    private func agentSays(_ text: String, _ bridge: Bridge) async -> Bool {
        await eventually(within: .seconds(20)) { bridge.agent?.standardError.contains(text) ?? false }
    }

    @Test func `an agent with a certificate of another CA is told so, and the right one works afterwards`() async throws
    {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        let stranger = try TestCertificates(name: "Another CA")
        try bridge.configureAgent(leaf: try stranger.agent("acme-hq", .current))
        try bridge.startAgent()
        #expect(await agentSays("could not be made", bridge), "\(bridge.agent?.standardError ?? "")")
        bridge.agent?.send(signal: SIGKILL)
        _ = await bridge.agent?.exitCode()
        try bridge.configureAgent()
        try bridge.startAgent()
        #expect(try await bridge.sync().exitCode == 0)
    }

    @Test func `an agent that does not trust the relay's CA says whose certificate it refuses`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        let stranger = try TestCertificates(name: "Another CA")
        try bridge.configureAgent(trust: stranger.trust)
        try bridge.startAgent()
        #expect(await agentSays("could not be made", bridge))
    }

    @Test func `an expired certificate is refused at the start, with its date and exit code 78`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        try bridge.configureAgent(leaf: try bridge.certificates.agent("acme-hq", .expired))
        try bridge.startAgent()
        #expect(await bridge.agent?.exitCode() == 78)
        #expect(bridge.agent?.standardError.contains("expired") == true)
    }

    @Test func `an agent that no connection names is refused with its identity`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        try bridge.configureAgent(leaf: try bridge.certificates.agent("stranger", .current))
        try bridge.startAgent()
        #expect(await agentSays("/agent/stranger", bridge), "\(bridge.agent?.standardError ?? "")")
        #expect(bridge.relay?.standardError.contains("A connection was refused") == true)
    }

    @Test func `another agent's certificate cannot pose as the relay`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        try bridge.configureAgent()
        let yaml = try String(contentsOfFile: bridge.folder.path + "/agent.yaml", encoding: .utf8)
        _ = try bridge.folder.write(yaml.replacing("/relay/main", with: "/relay/other"), to: "agent.yaml")
        try bridge.startAgent()
        #expect(await agentSays("The other side is", bridge), "\(bridge.agent?.standardError ?? "")")
    }

    @Test func `a client without a certificate gets no HTTP answer`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        let (curl, code) = try await ChildProcess.run(
            "/usr/bin/curl",
            ["-sS", "-k", "--max-time", "10", "https://127.0.0.1:\(bridge.port)/v1/connect"], in: bridge.folder.path)
        #expect(code != 0 && curl.standardOutput.isEmpty)
    }

    @Test func `a company the agent does not serve is named, with those it serves`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(company: "XYZ")
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 1)
        #expect(sync.rows.first?.message?.contains("does not serve the company XYZ; it serves ABC") == true)
    }

    @Test func `a board that does not exist is named and nothing is lost`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(boards: [.apVendor: "99999"])
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 1)
        #expect(sync.rows.first?.message?.contains("no board with the id 99999") == true)
        await bridge.killBoth()
        try bridge.configureRelay()
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").count == 40)
    }

    @Test func `a missing column is named with its type before anything is written`() async throws {
        let bridge = try await Bridge(missing: ["vendor-number"])
        try bridge.configureRelay()
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 1)
        #expect(sync.rows.first?.message?.contains("\"Vendor No\" of type text") == true)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").isEmpty)
        let (check, code) = try await ChildProcess.run(
            "sage-relay", ["check", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(code == 1 && check.standardOutput.contains("\"Vendor No\" of type text"))
    }

    @Test func `a refused token is said, and the records wait for the right one`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(token: "wrong-token")
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 1)
        #expect(sync.rows.first?.message?.isEmpty == false)
        #expect(!sync.errors.contains("wrong-token") && bridge.relay?.standardError.contains("wrong-token") == false)
        await bridge.killBoth()
        try bridge.configureRelay(token: Bridge.token)
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
    }

    @Test(arguments: [
        ("stat: ./x\n", "relay.yaml:1:1"), ("state: ./x\nagents: 7\n", "relay.yaml:2"), ("", "relay.yaml"),
    ])
    func `a wrong configuration is refused with file and line and exit code 78`(yaml: String, place: String)
        async throws
    {
        let folder = try ScratchFolder()
        _ = try folder.write(yaml, to: "relay.yaml")
        let (relay, code) = try await ChildProcess.run(
            "sage-relay", ["check", "--config", "relay.yaml"], in: folder.path)
        #expect(code == 78)
        #expect(relay.standardError.contains(place), "\(relay.standardError)")
    }
}
