import ArgumentParser
import Configuration
import Service
import Sync

/// Which boards a command is about: some by name, or every one.
struct BoardSelection: ParsableArguments {
    @Argument(help: ArgumentHelp("The boards' names, such as acme/ap-invoices.", valueName: "board"))
    var names: [String] = []

    @Flag(help: "Every board of the configuration.")
    var all = false

    func validate() throws {
        guard names.isEmpty == all else {
            throw ValidationError("Name some boards, such as acme/ap-invoices, or say --all.")
        }
    }

    /// The boards.
    ///
    /// - Parameter configuration: which boards there are.
    /// - Returns: the boards, in the order of the configuration.
    /// - Throws: ``RelayError`` when there is no board of a name.
    func boards(in configuration: RelayConfiguration) throws -> [BoardRef] {
        let known = configuration.connections.flatMap { connection in
            connection.boards.map { BoardRef(connection: connection.name, kind: $0.kind) }
        }
        if let unknown = names.first(where: { name in !known.contains { $0.text == name } }) {
            throw RelayError(
                .unknownBoard,
                "The configuration has no board \(unknown); it has \(known.map(\.text).joined(separator: ", ")).")
        }
        return known.filter { all || names.contains($0.text) }
    }
}
