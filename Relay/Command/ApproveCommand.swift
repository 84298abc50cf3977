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
            `sage-relay status` says why. So is a board that has items of which the state knows none. Look first: \
            without a board the command lists what is held, and `sage-relay plan` shows it field by field. A wrong \
            company, a copy of old data and a lost state file all look like that. When Sage is put right instead, \
            the next read takes back what was held.

            A running relay sends what is let out at once; else it goes out with the next `sync` or `run`.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(
        help: ArgumentHelp(
            "The boards' names, such as acme/ap-invoices; none to list what is held.", valueName: "board"))
    var names: [String] = []

    @Flag(help: "Every board of the configuration.")
    var all = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            guard all || !names.isEmpty else { return try list(configuration) }
            let boards = try configuration.boards(named: names)
            let store = try RelayStore(beside: configuration.state)
            let rows = try await store.write { transaction in
                try boards.map { Row(board: $0.text, released: try transaction.approve($0, .person)) }
            }
            try await Asking(configuration: configuration).wakeRunning()
            if json { return try printJSON(rows) }
            var table = TextTable([("Board", .left), ("Let out", .right)])
            for row in rows { table.add([row.board, "\(row.released)"]) }
            print(table.text, terminator: "")
        }
    }

    /// What is held, and why.
    private func list(_ configuration: RelayConfiguration) throws {
        let held = try RelayStore(readOnly: configuration.state).status(of: configuration.boards)
            .filter { $0.hold != nil }
            .map { Held(board: $0.board, held: $0.records["held"] ?? 0, reason: $0.hold ?? "") }
        if json { return try printJSON(held) }
        for board in held { print("\(board.board): \(board.reason)") }
        if held.isEmpty { print("Nothing is held.") }
    }

    private struct Held: Encodable {
        var board: String
        var held: Int
        var reason: String
    }

    private struct Row: Encodable, Sendable {
        var board: String
        /// How many records were held, and go out now.
        var released: Int
    }
}
