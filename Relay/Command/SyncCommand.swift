import ArgumentParser
import Commands
import Configuration
import Foundation
import Logging
import Observability
import Service
import Store
import Sync

/// The subcommand `sync`.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Read boards once, deliver what differs, and show what was done.",
        discussion: """
            Without options the boards whose read is due are read. Beside a running relay the command asks that relay \
            and waits; else it listens for agents itself for as long as it takes.

            A poll reads what Sage stamped as changed. A sweep compares every key and digest, and so finds what was \
            changed without a stamp, or deleted. A full read reads everything whole.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Every board, due or not.")
    var all = false

    @OptionGroup var only: ChosenBoards

    @Option(help: "What to read: poll, sweep or full.")
    var mode: ScanRow.Mode = .poll

    @OptionGroup var asked: AskingOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let request = SyncRequest(
                boards: only.names, mode: mode, onlyDue: !all && only.names.isEmpty, wait: asked.wait)
            let report = try await asked.asking(configuration).ask(request)
            print(json ? try report.json() : report.table, terminator: json ? "\n" : "")
            if !report.isClean { throw ExitCode(1) }
        }
    }
}

extension ScanRow.Mode: ExpressibleByArgument {}

extension SyncReport {
    /// The report as a table for people.
    var table: String {
        var table = TextTable([
            ("Board", .left), ("Read", .right), ("Created", .right), ("Updated", .right), ("Unchanged", .right),
            ("Gone", .right), ("Failed", .right), ("Queued", .right), ("Calls", .right), ("Seconds", .right),
        ])
        for row in rows {
            let counts = [
                row.read, row.created, row.updated, row.unchanged, row.gone, row.failed, row.queued, row.calls,
            ]
            let seconds = Double(row.milliseconds) / 1000
            table.add(
                [row.board] + counts.map(String.init) + [seconds.formatted(.number.precision(.fractionLength(1)))])
        }
        let notes = rows.compactMap { row in row.message.map { "\(row.board): \($0)\n" } }
        return rows.isEmpty
            ? "Nothing is due. `--all` reads every board.\n"
            : table.text + notes.joined()
                + (rows.contains { $0.failed > 0 }
                    ? "`sage-relay letters list` says what failed, and what to do.\n" : "")
    }
}
