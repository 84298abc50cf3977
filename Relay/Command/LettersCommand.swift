import ArgumentParser
import Commands
import Configuration
import Foundation
import Observability
import Service
import Store
import Sync

/// The subcommand `letters`.
struct LettersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letters",
        abstract: "List the records that need a person, look into one, have it try again, or set it aside.",
        discussion: """
            A record that monday.com refuses keeps nobody else back: it waits here with its reason, for as long as it takes. \
            These commands work beside a running relay and without one.
            """,
        subcommands: [
            LettersListCommand.self, LettersShowCommand.self, LettersRetryCommand.self, LettersDropCommand.self,
        ],
        defaultSubcommand: LettersListCommand.self)

    /// Has the running relay, where there is one, look at once.
    ///
    /// - Parameters:
    ///   - store: what was changed.
    ///   - configuration: whose it is.
    /// - Throws: what SQLite throws.
    static func wake(_ store: RelayStore, _ configuration: RelayConfiguration) throws {
        guard StoreLock.isHeld(path: configuration.state) else { return }
        // Nobody waits for the answer: at the latest the relay looks when it starts next.
        _ = try store.ask(verb: WakeRequest.name, argument: try WakeRequest().json(), now: HistoryEntry.Cause.person.at)
    }
}

/// `letters list`.
struct LettersListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the records that need a person, each with its reason and what to do.")

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Only this board, such as acme/ap-invoices.", valueName: "name"))
    var board: BoardRef?

    @Flag(help: "Also those that were set aside.")
    var dropped = false

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit = 1000

    @Flag(help: "Print the letters as JSON.")
    var json = false

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000000.") }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            try configuration.require(board)
            let letters = try RelayStore(readOnly: configuration.state)
                .letters(of: board, withDropped: dropped, limit: limit + 1)
            let shown = Array(letters.prefix(limit))
            if json { return try printJSON(shown) }
            print(text(shown), terminator: "")
            for status in try RelayStore(readOnly: configuration.state).status(
                of: board.map { [$0] } ?? configuration.boards)
            {
                if let hold = status.hold { print("\n\(status.board): \(hold)") }
            }
            if letters.count > limit { print("\nThere are more; --limit shows them.") }
        }
    }

    private func text(_ letters: [Letter]) -> String {
        guard !letters.isEmpty else { return "No record needs a person.\n" }
        var out = ""
        for name in Set(letters.map(\.board)).sorted() {
            var table = TextTable([("Record", .left), ("Kind", .left), ("Tries", .right), ("Why", .left)])
            for letter in letters where letter.board == name {
                table.add([letter.key, letter.kind.rawValue, "\(letter.failures)", letter.sentence])
            }
            out += "\(name)\n\(table.text)\n"
        }
        for kind in Set(letters.map(\.kind.rawValue)).sorted() {
            out += "\(kind): \(Letter.Kind(rawValue: kind)?.action ?? "")\n"
        }
        return out
    }
}
