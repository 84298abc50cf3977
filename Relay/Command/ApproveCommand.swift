import ArgumentParser
import Commands
import Configuration
import Observability
import Store
import Sync

/// The subcommand `approve`.
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Let out the changes that a board holds for a person's word.",
        discussion: """
            A read that would change more of a board than its change-limit sends nothing: its records are held, and \
            `sage-relay status` says why. So is a board that has items of which the state knows none. Look first: a \
            wrong company, a copy of old data and a lost state file all look like that. When Sage is put right \
            instead, the next sweep takes back what was held.

            A running relay sends what is let out at once; else it goes out with the next `sync` or `run`.
            """)

    @OptionGroup var common: CommonOptions

    @OptionGroup var selection: BoardSelection

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let boards = try selection.boards(in: configuration)
            let store = try RelayStore(beside: configuration.state)
            let rows = try await store.write { transaction in
                try boards.map { Row(board: $0.text, released: try transaction.approve($0, .person)) }
            }
            _ = try await Asking(configuration: configuration).wakeRunning()
            if json { return try printJSON(rows) }
            var table = TextTable([("Board", .left), ("Let out", .right)])
            for row in rows { table.add([row.board, "\(row.released)"]) }
            print(table.text, terminator: "")
        }
    }

    private struct Row: Encodable, Sendable {
        var board: String
        /// How many records were held, and go out now.
        var released: Int
    }
}
