import ArgumentParser
import Configuration
import Service
import Sync
import WireProtocol

/// The subcommand `boards`.
struct BoardsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boards",
        abstract: "Make the boards of the configuration, say what is wrong with them, add what they lack.",
        discussion: """
            `create` makes a board for every `board: new` of the configuration, with the columns, labels and groups that \
            its records need. `check` says everything that is wrong with the boards that are there, and what to do. `fix` \
            adds what they lack. Nothing is ever deleted, renamed or retyped.
            """,
        subcommands: [BoardsCreateCommand.self, BoardsCheckCommand.self, BoardsFixCommand.self],
        defaultSubcommand: BoardsCheckCommand.self)
}

/// Which boards the subcommands of `boards` are about.
struct BoardsSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("Only these boards, such as acme/ap-invoices.", valueName: "board"))
    var names: [String] = []

    @Option(help: ArgumentHelp("Only boards of this kind, such as ap-vendors. May be repeated.", valueName: "kind"))
    var kind: [String] = []

    @Option(help: ArgumentHelp("Only boards of this connection. May be repeated.", valueName: "name"))
    var connection: [String] = []

    /// The boards.
    ///
    /// - Parameters:
    ///   - configuration: which boards there are.
    ///   - isWanted: which of them come into question.
    /// - Returns: their names, in the order of the configuration.
    /// - Throws: ``RelayError`` when a name leads nowhere, or no board is left.
    func boards(
        in configuration: RelayConfiguration, where isWanted: (RelayConfiguration.Board) -> Bool = { _ in true }
    ) throws -> [String] {
        let known = configuration.boards
        if let unknown = kind.first(where: { name in !known.contains { $0.kind.collection == name } }) {
            throw RelayError(.badRequest, "The configuration has no board of the kind \(unknown).")
        }
        if let unknown = connection.first(where: { name in !known.contains { $0.connection == name } }) {
            throw RelayError(.badRequest, "The configuration has no connection \(unknown).")
        }
        let wanted = Set(
            configuration.connections.flatMap { connection in
                connection.boards.filter(isWanted).map(connection.ref)
            })
        return try configuration.boards(named: names).filter { ref in
            wanted.contains(ref) && (kind.isEmpty || kind.contains(ref.kind.collection))
                && (connection.isEmpty || connection.contains(ref.connection))
        }.map(\.text)
    }
}
