import ArgumentParser
import Configuration
import Service
import Sync

/// Which boards a command is about that is about all of them otherwise.
struct ChosenBoards: ParsableArguments {
    @Argument(help: ArgumentHelp("Only these boards, such as acme/ap-invoices.", valueName: "board"))
    var listed: [String] = []

    @Option(help: ArgumentHelp("Only this board; the same as naming it without the option.", valueName: "name"))
    var board: [String] = []

    /// The boards' names; empty for all.
    var names: [String] { listed + board }
}

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
        try configuration.boards(named: names)
    }
}
