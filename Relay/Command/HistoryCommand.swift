import ArgumentParser
import Commands
import Configuration
import Foundation
import Observability
import Service
import Store
import Sync

/// The subcommand `history`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what was written to the boards, when and why, or prove that nobody altered that.",
        discussion: """
            Every item that was created, changed, adopted or lost, every record that was blocked, and what people decided \
            is one row, with old and new values and monday's number of the request. `sage-relay history --find 4711` shows \
            what became of an invoice; `sage-relay history verify` walks the chain of hashes.
            """,
        subcommands: [HistoryListCommand.self, HistoryVerifyCommand.self],
        defaultSubcommand: HistoryListCommand.self)
}

/// `history list`, which is what `history` alone does.
struct HistoryListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show rows of the history, the newest first.",
        discussion: """
            `sage-relay history verify` walks the chain of hashes. All times are UTC. `--csv` gives RFC 4180, the oldest row first, every value exactly as it is kept: a text that \
            begins with = + - or @ is not altered, so open an export as text and not by a double click.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Only this board, such as acme/ap-invoices.", valueName: "name"))
    var board: BoardRef?

    @Option(help: "Only the record with exactly this key, as tables show it.")
    var key: String?

    @Option(help: ArgumentHelp("Only keys that hold this text: an invoice number, a vendor.", valueName: "text"))
    var find: String?

    @Option(help: ArgumentHelp("From this day or moment: 2026-11-01, 2026-11-01T12:00:00Z.", valueName: "time"))
    var since: HistoryMoment?

    @Option(help: ArgumentHelp("Until the end of this day, or until this moment.", valueName: "time"))
    var until: HistoryMoment?

    @Option(
        help: ArgumentHelp("Only the newest so many rows; 50 without --json and --csv, else all.", valueName: "number"))
    var limit: Int?

    /// How many rows a table shows when nobody says how many.
    private static let shown = 50

    @Flag(help: "Print a JSON array, the newest row first.")
    var json = false

    @Flag(help: "Print CSV, the oldest row first.")
    var csv = false

    func validate() throws {
        if json, csv { throw ValidationError("Either --json or --csv.") }
        if let limit, limit < 1 { throw ValidationError("--limit is 1 or more.") }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let store = try RelayStore(readOnly: try RelayConfiguration(file: common.config).state)
            let filter = HistoryFilter(
                board: board?.text, key: key, find: find, since: since?.start, until: until?.end)
            if csv { return try printCSV(store, filter) }
            if json { return try printJSON(store, filter) }
            try printTable(store, filter)
        }
    }

    private func printCSV(_ store: RelayStore, _ filter: HistoryFilter) throws {
        write(HistoryRow.csvHeader)
        try store.history(filter, limit: limit, newestFirst: false) { rows in
            write(rows.map(\.csv).joined())
        }
    }

    private func printJSON(_ store: RelayStore, _ filter: HistoryFilter) throws {
        var opening = "["
        try store.history(filter, limit: limit, newestFirst: true) { rows in
            write(opening + "\n" + (try rows.map { try $0.json() }).joined(separator: ",\n"))
            opening = ","
        }
        write(opening == "[" ? "[]\n" : "\n]\n")
    }

    private func printTable(_ store: RelayStore, _ filter: HistoryFilter) throws {
        var table = HistoryTable()
        let most = limit ?? Self.shown
        var count = 0
        try store.history(filter, limit: most + 1, newestFirst: true) { rows in
            for row in rows {
                count += 1
                if count <= most { table.add(row) }
            }
        }
        write(table.isEmpty ? "The history holds no such row.\n" : table.text)
        if count > most { write("\nThere are older ones; --limit shows them.\n") }
    }

    /// Writes straight through, so that an export of any length takes little memory.
    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
