import Configuration
import Foundation
import Store
import Sync

/// Shows on standard error how far the boards are, from the state that the relay keeps anyway.
struct SyncProgress: Sendable {
    private let store: RelayStore
    private let boards: [BoardRef]
    /// The agents of the boards.
    private let agents: [String]
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(_ store: RelayStore, _ configuration: RelayConfiguration) {
        self.store = store
        boards = configuration.boards
        agents = configuration.connections.flatMap { connection in connection.boards.map { _ in connection.agent } }
    }

    /// Shows progress until the task is cancelled: in place on a terminal, else a line every five seconds.
    func show() async {
        var shown = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: isTerminal ? .milliseconds(500) : .seconds(5))
            guard !Task.isCancelled, let statuses = try? store.status(of: boards), let connected = try? store.agents()
            else { break }
            let lines = zip(statuses, agents).map { status, agent in
                Self.line(status, waitingFor: connected.contains { $0.agent == agent } ? nil : agent)
            }
            let up = isTerminal && shown > 0 ? "\u{1B}[\(shown)A" : ""
            let text = lines.map { (isTerminal ? "\u{1B}[2K" : "") + $0 + "\n" }.joined()
            FileHandle.standardError.write(Data((up + text).utf8))
            shown = lines.count
        }
        if isTerminal && shown > 0 {
            FileHandle.standardError.write(Data("\u{1B}[\(shown)A\u{1B}[J".utf8))
        }
    }

    private static func line(_ status: BoardStatus, waitingFor agent: String?) -> String {
        let done = status.records["done"] ?? 0
        let known = status.records.values.reduce(0, +) - (status.records["skipped"] ?? 0)
        let share = known == 0 ? 0 : done * 20 / known
        let bar = String(repeating: "█", count: share) + String(repeating: "░", count: 20 - share)
        let name = status.board.padding(toLength: max(24, status.board.count), withPad: " ", startingAt: 0)
        let doing =
            if status.pause != nil {
                ", paused"
            } else if let agent {
                ", waiting for agent \(agent)"
            } else {
                status.bulkImport.map { ", \($0.text)" } ?? (status.lastRun?.outcome == .running ? ", reading" : "")
            }
        return "\(name) \(bar) \(done) of \(known) on the board\(doing)\(status.fault.map { ": \($0)" } ?? "")"
    }
}
