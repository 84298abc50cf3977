import Foundation
import Observability
import Service
import Store
import Sync

/// The status as text for people, its tables within 120 columns where names are not long.
struct StatusText {
    private let overview: RelayOverview
    private let now: Int64

    init(_ overview: RelayOverview, now: Int64) {
        self.overview = overview
        self.now = now
    }

    var text: String {
        ([head, boards, reads] + overview.boards.compactMap(notes) + [agents, accounts, problems])
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var head: String {
        guard overview.isRunning else {
            return "NO RELAY IS RUNNING: nothing is read and nothing is written. What follows is how it was left.\n"
        }
        return
            "The relay is running.\(overview.startedAt.map { " It keeps its boards since \($0.momentText)." } ?? "")\n"
    }

    private var boards: String {
        var table = TextTable([
            ("Board", .left), ("State", .left), ("Last poll", .left), ("Next poll", .left), ("On board", .right),
            ("Queued", .right), ("In doubt", .right), ("Held", .right), ("Gone", .right), ("Blocked", .right),
            ("Unread", .right),
        ])
        for board in overview.boards {
            let (status, records) = (board.status, board.status.records)
            let queued = ["queued", "retry-at", "sending"].reduce(0) { $0 + (records[$1] ?? 0) }
            let counts = [
                status.onBoard, queued, records["in-doubt"] ?? 0, records["held"] ?? 0, status.gone,
                records["blocked"] ?? 0, status.problems,
            ]
            table.add(
                [
                    board.board, Self.state(of: board),
                    status.polledAt.map { Self.distance(to: $0, from: now) } ?? "never",
                    next(status.nextPollAt, status),
                ] + counts.map(String.init))
        }
        return table.text
    }

    private var reads: String {
        var table = TextTable([
            ("Board", .left), ("Reconciled", .left), ("Next", .left), ("Last run", .left), ("Watermark", .left),
            ("Sage's clock", .right),
        ])
        for board in overview.boards {
            let status = board.status
            let run = status.lastRun.map { run in
                let end = run.outcome == .done ? "" : " \(run.outcome)"
                return "\(run.mode)\(end), \(run.read) read, \(run.new + run.changed) to write"
            }
            table.add([
                board.board, status.reconciled.map { Self.distance(to: $0.startedAt, from: now) } ?? "never",
                next(status.nextSweepAt, status),
                run ?? "none", status.watermark.map { String($0.prefix(17)) } ?? "none",
                status.clock.map(Self.text) ?? "unknown",
            ])
        }
        return table.text
    }

    /// When something is due; nothing is while a read is under way, or without a relay.
    private func next(_ due: Int64?, _ status: BoardStatus) -> String {
        guard overview.isRunning, status.pause == nil else { return "-" }
        guard status.lastRun?.outcome != .running else { return "reading" }
        return due.map { $0 > now ? Self.distance(to: $0, from: now) : "now" } ?? "-"
    }

    /// What there is to say of one board, a line each.
    private func notes(_ board: RelayOverview.Board) -> String? {
        let status = board.status
        let late = board.late.map { "LATE since \($0.since.momentText). \($0.reason)" }
        let pause = status.pause.map { "PAUSED since \($0.sinceText): \($0.reason)" }
        let differs =
            board.differs
            ? "The last reconciliation found what needs a person: `sage-relay reconcile --last`." : nil
        let told = status.lastRun?.message == status.hold ? nil : status.lastRun?.message
        let notes = [late, pause, status.hold.map { "HELD: \($0)" }, status.fault, told, differs].compactMap(\.self)
        guard !notes.isEmpty else { return nil }
        return notes.map { "\(board.board): \($0)\n" }.joined()
    }

    private var agents: String {
        var table = TextTable([("Agent", .left), ("Slot", .right), ("Since", .left), ("Connection", .left)])
        for agent in overview.agents {
            for connection in agent.connections {
                // The certificate's number, for `--json`, would make the line too long.
                let detail = connection.detail.components(separatedBy: ", serial")[0]
                table.add([agent.agent, "\(connection.slot)", connection.since.momentText, detail])
            }
            if agent.connections.isEmpty {
                let since = agent.awaySince.map { "not connected since \($0.momentText)" }
                table.add([agent.agent, "", "", since ?? "never connected"])
            }
        }
        return table.text
    }

    private var accounts: String {
        overview.accounts.map { account in
            let most = account.requestsPerDay.map { " of \($0)" } ?? ""
            let version = account.version.map { "monday account \(account.account): VERSION: \($0.sentence)\n" } ?? ""
            return "monday account \(account.account): \(account.requestsToday)\(most) requests of today, in UTC\n"
                + version
        }.joined()
    }

    private var problems: String {
        guard !overview.problems.isEmpty else { return "" }
        var table = TextTable([("Needs a person", .left), ("Key", .left), ("Why", .left)])
        for problem in overview.problems { table.add([problem.board, problem.key, problem.sentence]) }
        let more = overview.problems.count < RelayOverview.mostProblems
        return table.text + (more ? "" : "There may be more: `sage-relay letters list` has them all.\n")
    }

    private static func state(of board: RelayOverview.Board) -> String {
        if board.status.pause != nil { return "PAUSED" }
        if board.late != nil { return "LATE" }
        if board.status.hold != nil || board.status.records["held", default: 0] > 0 { return "HELD" }
        if board.status.fault != nil { return "FAULT" }
        return board.letters > 0 ? "LETTERS" : board.differs ? "DIFFERS" : "ok"
    }

    private static func text(_ clock: SageClockReading) -> String {
        guard let ahead = clock.ahead else { return "zone unknown" }
        return (ahead < 0 ? "-" : "+") + amount(of: abs(ahead) / 1000)
    }

    /// How far a moment is from now: `12 min ago`, `in 12 min`.
    static func distance(to moment: Int64, from now: Int64) -> String {
        let amount = amount(of: abs(moment - now) / 1000)
        return moment > now ? "in \(amount)" : "\(amount) ago"
    }

    private static func amount(of seconds: Int64) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
