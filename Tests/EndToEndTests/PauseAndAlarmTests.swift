import Foundation
import Rig
import Store
import Sync
import TestSupport
import Testing
import WireProtocol

/// Pausing, and what `status` says and ends with, by the built programs.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct PauseAndAlarmTests {
    private let board = BoardRef(connection: "acme", kind: .apVendor)

    /// Runs a subcommand of the relay.
    private func relay(_ bridge: Bridge, _ arguments: [String]) async throws -> (text: String, exitCode: Int32) {
        let (process, code) = try await ChildProcess.run(
            "sage-relay", [arguments[0], "--config", "relay.yaml"] + arguments.dropFirst(), in: bridge.folder.path)
        return (process.standardOutput + process.standardError, code)
    }

    private func stop(_ process: ChildProcess?) async {
        process?.send(signal: SIGTERM)
        _ = await process?.exitCode(within: .seconds(30))
    }

    @Test func `a pause holds across a restart, and what was missed is read once it ends`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let quiet = try await relay(bridge, ["status"])
        #expect(quiet.exitCode == 0, "\(quiet.text)")

        let pause = try await relay(bridge, ["pause", "acme/ap-vendors", "--reason", "Month-end close."])
        #expect(pause.exitCode == 0 && pause.text == "acme/ap-vendors is paused: Month-end close.\n")
        let refused = try await bridge.sync()
        #expect(refused.exitCode == 1 && refused.rows.first?.message?.contains("Month-end close.") == true)
        #expect(refused.rows.first?.calls == 0)

        await bridge.killBoth()
        try await bridge.startRelay()
        try bridge.configureAgent()
        try bridge.startAgent()
        let status = try await relay(bridge, ["status"])
        #expect(
            status.exitCode == 1 && status.text.contains("PAUSED since") && status.text.contains("Month-end close."))
        #expect(try await relay(bridge, ["status", "--exit-zero"]).exitCode == 0)
        #expect(try await bridge.sync().exitCode == 1)

        let resume = try await relay(bridge, ["resume", "--all"])
        #expect(resume.exitCode == 0 && resume.text.hasPrefix("acme/ap-vendors goes on; it was paused since"))
        let again = try await bridge.sync()
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(try await relay(bridge, ["status"]).exitCode == 0)
        #expect(try await relay(bridge, ["resume", "acme/ap-vendors"]).text == "acme/ap-vendors was not paused.\n")
    }

    @Test func `a pause without a relay that runs is found by the relay that starts`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        #expect(try await relay(bridge, ["pause", "--all", "--reason", "Not yet."]).exitCode == 0)
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 1)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").isEmpty)
        #expect(try await relay(bridge, ["resume", "acme/ap-vendors"]).exitCode == 0)
        // Nobody asks for a sync: the schedule goes on by itself.
        #expect(
            await eventually(within: .seconds(60)) {
                (try? await bridge.values(.apVendor, column: "Sage Key").count) == 40
            })
    }

    @Test(arguments: [
        ["pause", "acme/ap-vendors"], ["pause", "--reason", "x"], ["pause", "--all", "--reason", "  "],
        ["pause", "--all", "--reason", "a\nb"], ["pause", "--all", "acme/ap-vendors", "--reason", "x"],
        ["pause", "acme/ap-invoices", "--reason", "x"], ["resume"], ["resume", "acme"],
    ])
    func `a pause without boards, of unknown ones or without a reason is refused`(arguments: [String]) async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        let (text, code) = try await relay(bridge, arguments)
        #expect(code == 64 && !text.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: bridge.folder.path + "/relay.sqlite"))
    }

    @Test func `a board that is read no longer is late, with the reason and an exit code, until it is read`()
        async throws
    {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        await stop(bridge.agent)
        await stop(bridge.relay)
        let stopped = try await relay(bridge, ["status"])
        #expect(stopped.exitCode == 1 && stopped.text.hasPrefix("NO RELAY IS RUNNING"))
        #expect(stopped.text.contains("not connected since"))

        let store = try RelayStore(path: bridge.folder.path + "/relay.sqlite")
        try await store.write { [board] transaction in
            var row = try transaction.board(board)
            row.polledAt = row.polledAt.map { $0 - 86_400_000 }
            try transaction.save(row)
        }
        try await bridge.startRelay()
        let late = try await relay(bridge, ["status"])
        #expect(late.exitCode == 1 && late.text.contains("LATE since"), "\(late.text)")
        #expect(late.text.contains("Agent acme-hq is not connected (since "))
        #expect(late.text.components(separatedBy: "\n").prefix(6).allSatisfy { $0.count <= 120 }, "\(late.text)")

        let json = try await relay(bridge, ["status", "--json"]).text
        struct Status: Decodable {
            struct Board: Decodable {
                struct Late: Decodable { var since: Int64 }
                var board: String
                var records: [String: Int]
                var late: Late?
            }
            var isRunning: Bool
            var boards: [Board]
        }
        let status = try JSONDecoder().decode(Status.self, from: Data(json.utf8))
        #expect(status.isRunning && status.boards[0].board == board.text && status.boards[0].records == ["done": 40])
        #expect(status.boards[0].late != nil)

        try bridge.configureAgent()
        try bridge.startAgent()
        let recovered = await eventually(within: .seconds(60)) { (try? await relay(bridge, ["status"]).exitCode) == 0 }
        #expect(recovered)
    }

    @Test func `sync beside a relay that runs waits for an agent as long as it is told to, and says for whom`()
        async throws
    {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        let gone = try await bridge.sync(["--all", "--wait", "0"])
        #expect(gone.exitCode == 1 && gone.rows.first?.message?.contains("acme-hq is not connected") == true)

        let patient = try ChildProcess(
            "sage-relay", ["sync", "--config", "relay.yaml", "--all", "--wait", "100"], in: bridge.folder.path)
        #expect(
            await eventually(within: .seconds(30)) { patient.standardError.contains("waiting for agent acme-hq") })
        try bridge.configureAgent()
        try bridge.startAgent()
        #expect(await patient.exitCode(within: .seconds(100)) == 0, "\(patient.standardError)")
    }

    @Test func `a token that is refused is told at the start, and the state's folder is made`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(token: "another-token")
        let file = bridge.folder.path + "/relay.yaml"
        let yaml = try String(contentsOfFile: file, encoding: .utf8)
        try yaml.replacingOccurrences(of: "state: ./relay.sqlite", with: "state: ./state/relay.sqlite")
            .write(toFile: file, atomically: true, encoding: .utf8)
        try await bridge.startRelay()
        let relay = try #require(bridge.relay)
        #expect(
            await eventually(within: .seconds(20)) { relay.standardError.contains("refuses an account's token") })
        let mode = try FileManager.default.attributesOfItem(atPath: bridge.folder.path + "/state")[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }
}
