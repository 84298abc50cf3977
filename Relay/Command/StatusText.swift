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
        ([head, boards, queues, reads] + overview.boards.compactMap(notes) + [agents, accounts, problems])
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
        let bulk = status.bulkImport.map { "Bulk import: \($0.text)." }
        let refused =
            status.bulk.isRefused(at: now)
            ? "No bulk imports before \(status.bulk.refusedUntil.momentText); items go out in batches."
                + (status.bulk.reason.map { " \($0)" } ?? "") : nil
        let told = status.lastRun?.message == status.hold ? nil : status.lastRun?.message
        let capacity = BoardRef(text: board.board).flatMap { status.capacity?.warning($0, now: now) }
        let notes =
            [late, board.off, pause, status.hold.map { "HELD: \($0)" }, status.fault, bulk, refused, told, differs]
            .compactMap(\.self)
            + status.notices
            + [status.fault == nil ? capacity : nil, goesOn(status), archived(status)].compactMap(\.self)
        guard !notes.isEmpty else { return nil }
        return notes.map { "\(board.board): \($0)\n" }.joined()
    }

    private func goesOn(_ status: BoardStatus) -> String? {
        if let next = status.capacity?.next, next.isOpen { return "New records go to \(next.board)." }
        return status.openedAt.map { "It is in use since \($0.momentText): the board before it filled up." }
    }

    private func archived(_ status: BoardStatus) -> String? {
        guard let archived = status.records["archived"] else { return nil }
        let changed = status.changedAfterArchival
        return "\(archived) items were archived by the rollover"
            + (changed == 0 ? "." : "; \(changed) of their records changed in Sage since, and are left as they were.")
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

    /// What is queued, and about when it is done; nothing where nothing is.
    private var queues: String {
        let waiting = overview.boards.filter { ($0.forecast?.records ?? 0) > 0 }
        guard !waiting.isEmpty else { return "" }
        var table = TextTable([("Queue", .left), ("Records", .right), ("Requests", .right), ("Done, about", .left)])
        for board in waiting {
            guard let forecast = board.forecast else { continue }
            table.add([board.board] + row(forecast))
        }
        for account in overview.accounts where account.forecast.records > 0 {
            table.add(["all of \(account.account)"] + row(account.forecast))
        }
        return table.text
    }

    private func row(_ forecast: Forecast.Board) -> [String] {
        let done = forecast.doneAt.map { "\($0.momentText), \(Self.distance(to: max($0, now + 1000), from: now))" }
        return ["\(forecast.records)", "\(forecast.requests)", done ?? "-"]
    }

    private var accounts: String {
        overview.accounts.map { account in
            let name = "monday account \(account.account)"
            let most = account.requestsPerDay.map { " of \($0)" } ?? ""
            var line = "\(name): \(account.requestsToday)\(most) requests of today"
            if let left = account.requestsLeft, let kept = account.requestsKept {
                line += ", \(left) left and \(kept) kept for people, until 00:00 UTC"
                line += " (\(Self.distance(to: account.resetsAt, from: now)))"
            }
            line += "\n"
            if let until = account.parkedUntil, let reason = account.parkedBecause {
                line += "\(name): PARKED until \(until.momentText): \(reason). What is queued goes out then.\n"
            }
            if let version = account.version { line += "\(name): VERSION: \(version.sentence)\n" }
            return line
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
        if board.off != nil { return "OFF" }
        if board.late != nil { return "LATE" }
        if board.isRefused { return "REFUSED" }
        if board.status.hold != nil || board.status.records["held", default: 0] > 0 { return "HELD" }
        if board.status.fault != nil { return "FAULT" }
        if !board.status.notices.isEmpty { return "COLUMNS" }
        if board.isNearlyFull { return "FULL" }
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
