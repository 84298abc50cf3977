import ArgumentParser
import Commands
import Configuration
import Service
import Store
import Sync

/// `letters drop`.
struct LettersDropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Set a blocked record aside, or delete what is noted about a record.",
        discussion: """
            A record that was set aside is listed by `letters list --dropped` only. It goes out again when it changes in \
            Sage, when the board is replaced by another, or with `letters retry`. A note is deleted until its reason \
            comes again.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The board, such as acme/ap-invoices.")
    var board: BoardRef

    @Argument(help: "The record's key, as `letters list` shows it.")
    var key: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    private struct Result: Encodable {
        var isDropped: Bool
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            try configuration.require(board)
            let store = try RelayStore(beside: configuration.state)
            guard let known = try store.detail(of: key, on: board, rows: 0) else {
                throw RelayError.unknownRecord(key, board)
            }
            let isDropped = try store.dropLetter(key, of: board, .person)
            if json { return try printJSON(Result(isDropped: isDropped)) }
            print(
                isDropped
                    ? "Dropped."
                    : "Nothing to drop: the record is \(known.state ?? "not read yet"), and nothing is noted about it.")
        }
    }
}
