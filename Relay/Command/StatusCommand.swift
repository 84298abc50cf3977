import ArgumentParser
import Commands
import Configuration
import Foundation
import Observability
import Store
import Sync

/// The subcommand `status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how every board stands, which agents are connected, and what needs a person.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the status as JSON.")
    var json = false

    private struct Status: Encodable {
        var isRunning: Bool
        var boards: [BoardStatus]
        var agents: [AgentStatus]
        var problems: [ProblemStatus]
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let boards = configuration.connections.flatMap { connection in
                connection.boards.map { BoardRef(connection: connection.name, kind: $0.kind) }
            }
            let store = try RelayStore(readOnly: configuration.state)
            let isRunning = StoreLock.isHeld(path: configuration.state)
            let status = Status(
                isRunning: isRunning, boards: try store.status(of: boards), agents: isRunning ? try store.agents() : [],
                problems: try store.problems(limit: 100))
            if json { return try printJSON(status) }
            print(text(status), terminator: "")
        }
    }

    private func text(_ status: Status) -> String {
        var boards = TextTable([
            ("Board", .left), ("Last poll", .left), ("On board", .right), ("Queued", .right), ("In doubt", .right),
            ("Blocked", .right), ("Problems", .right), ("Watermark", .left),
        ])
        for board in status.boards {
            let queued = ["queued", "retry-at", "sending"].reduce(0) { $0 + (board.records[$1] ?? 0) }
            boards.add([
                board.board, board.polledAt.map(time) ?? "never", "\(board.records["done"] ?? 0)", "\(queued)",
                "\(board.records["in-doubt"] ?? 0)", "\(board.records["blocked"] ?? 0)", "\(board.problems)",
                board.watermark ?? "none",
            ])
        }
        var out = (status.isRunning ? "The relay is running.\n\n" : "The relay is not running.\n\n") + boards.text
        for board in status.boards {
            let failed = board.lastRun?.outcome == .failed ? board.lastRun?.message : nil
            for note in [board.fault, failed].compactMap(\.self) { out += "\n\(board.board): \(note)\n" }
        }
        if !status.agents.isEmpty {
            var agents = TextTable([("Agent", .left), ("Slot", .right), ("Since", .left), ("Connection", .left)])
            for agent in status.agents { agents.add([agent.agent, "\(agent.slot)", time(agent.since), agent.detail]) }
            out += "\n" + agents.text
        }
        if !status.problems.isEmpty {
            var problems = TextTable([("Needs a person", .left), ("Key", .left), ("Why", .left)])
            for problem in status.problems { problems.add([problem.board, problem.key, problem.sentence]) }
            out += "\n" + problems.text
        }
        return out
    }

    private func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
