import ArgumentParser
import Commands
import Configuration
import Observability
import Service
import Sync

/// The subcommand `rebuild`.
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Rebuild what the relay knows of boards from the boards themselves.",
        discussion: """
            For a state file that was lost, or restored from a copy that is older than the boards. Every item with a key of \
            this connection and kind becomes its record's item again, with what it shows; of several items of one key \
            the oldest. Requests whose outcome is not known are forgotten, since the board itself says what came of them. \
            Then Sage is read in full, and only what differs is sent: no record that has an item gets a second one.

            A board on which no item has such a key is refused, and its state left as it is.
            """)

    @OptionGroup var common: CommonOptions

    @OptionGroup var selection: BoardSelection

    @Flag(help: "Do not read Sage afterwards; the next read is a full one in any case.")
    var noRead = false

    @OptionGroup var asked: AskingOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let request = RebuildRequest(
                boards: try selection.boards(in: configuration).map(\.text), isRead: !noRead)
            let report = try await asked.asking(configuration).ask(request)
            print(json ? try report.json() : report.table, terminator: json ? "\n" : "")
            if !report.isClean { throw ExitCode(1) }
        }
    }
}

extension RebuildReport {
    /// The report as a table for people.
    var table: String {
        var table = TextTable([
            ("Board", .left), ("Adopted", .right), ("Unknown before", .right), ("Without item", .right),
            ("Second items", .right), ("Strangers", .right), ("Created", .right), ("Updated", .right),
        ])
        for row in rows {
            guard let rebuilt = row.rebuilt else { continue }
            let counts = [rebuilt.adopted, rebuilt.new, rebuilt.forgotten, rebuilt.duplicates, rebuilt.strangers]
            table.add(
                [row.board] + counts.map(String.init)
                    + (row.sync.map { ["\($0.created)", "\($0.updated)"] } ?? ["not read", "not read"]))
        }
        let notes = rows.compactMap { row in
            (row.message ?? row.sync?.message).map { "\(row.board): \($0)\n" }
        }
        return (rows.contains { $0.rebuilt != nil } ? table.text : "") + notes.joined()
    }
}
