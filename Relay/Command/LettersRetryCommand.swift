import ArgumentParser
import Commands
import Configuration
import Service
import Store
import Sync

/// `letters retry`.
struct LettersRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Have blocked, failing or dropped records go out again at once.",
        usage: """
            sage-relay letters retry BOARD KEY
            sage-relay letters retry BOARD --all
            sage-relay letters retry --all
            """,
        discussion: """
            Mend the reason first. A running relay is woken; else they go out when it starts. `--all` leaves alone what was \
            set aside; name such a record by its key.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The board, such as acme/ap-invoices.")
    var board: BoardRef?

    @Argument(help: "The record's key, as `letters list` shows it.")
    var key: String?

    @Flag(help: "Every blocked or failing record, of the board or of all boards.")
    var all = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    private struct Result: Encodable {
        var retried: Int
    }

    func validate() throws {
        guard all == (key == nil) else { throw ValidationError("Give a board and a key, or --all.") }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            try configuration.require(board)
            let store = try RelayStore(beside: configuration.state)
            var count = 0
            if let board, let key {
                guard let known = try store.detail(of: key, on: board, rows: 0) else {
                    throw RelayError.unknownRecord(key, board)
                }
                count = try store.retryLetter(key, of: board, .person) ? 1 : 0
                if count == 0, !json {
                    return print(
                        "Nothing to try again: the record is \(known.state ?? "still to be read, by the next sweep").")
                }
            } else {
                for board in board.map({ [$0] }) ?? configuration.boards {
                    count += try store.retryLetters(of: board, .person)
                }
            }
            if count > 0 { try LettersCommand.wake(store, configuration) }
            if json { return try printJSON(Result(retried: count)) }
            print(count == 1 ? "1 record goes out again." : "\(count) records go out again.")
        }
    }
}
