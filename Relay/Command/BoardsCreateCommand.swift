import ArgumentParser
import Commands
import Configuration
import Foundation
import Service
import Sync
import WireProtocol

/// The subcommand `boards create`.
struct BoardsCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a ready board for every `board: new` of the configuration.",
        discussion: """
            Each board gets its columns in a good order with the key column last, its status labels in colours, groups \
            where `grouping` wants them, and columns that lead to other boards where `relations` wants them. A G/L board \
            gets one column for each segment of the company's accounts, by Sage's own names: for a company that was never \
            read its agent is asked.

            What was begun is remembered, and found again by a mark in the board's description: run it again after an \
            interruption, and nothing is made twice. It prints the lines for the configuration with the new ids; \
            `--write` puts the ids there itself.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: BoardsSelection
    @OptionGroup var asked: AskingOptions

    @Option(
        help: ArgumentHelp("The name of the new board, where it is one; else `<connection> <kind>`.", valueName: "text")
    )
    var name: String?

    @Option(help: ArgumentHelp("The id of the workspace; without it monday.com's main one.", valueName: "id"))
    var workspace: String?

    @Flag(name: .customLong("private"), help: "Only members see the new boards.")
    var isPrivate = false

    @Option(help: ArgumentHelp("What stands beside amounts, such as USD.", valueName: "text"))
    var unit: String?

    @Flag(help: "Show what would be made, and make nothing.")
    var dryRun = false

    @Flag(help: "Put the new ids into the configuration file.")
    var write = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if let workspace, workspace.isEmpty || !workspace.allSatisfy({ ("0"..."9").contains($0) }) {
            throw ValidationError("--workspace is a number, as in the workspace's address.")
        }
        for text in [name, unit].compactMap(\.self) where text.isEmpty || text.count > 100 {
            throw ValidationError("--name and --unit take 1 to 100 characters.")
        }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let isNamed = !selection.names.isEmpty
            let boards = try selection.boards(in: configuration) { board in
                isNamed || board.board == RelayConfiguration.Board.newBoard
            }
            guard !boards.isEmpty else {
                throw RelayError(
                    .badRequest,
                    "The configuration has no `board: new`. Write `new` for the id of a board that is to be made.")
            }
            guard name == nil || boards.count == 1 else {
                throw RelayError(.badRequest, "--name is for one board; \(boards.count) are to be made.")
            }
            var choice = BoardBlueprint.Choice()
            (choice.name, choice.workspace, choice.isPrivate, choice.unit) = (name, workspace, isPrivate, unit)
            let report = try await asked.asking(configuration)
                .ask(BoardsRequest(.create, boards: boards, choice: choice, applies: !dryRun))
            print(json ? try report.json() : report.text(dryRun ? .plan : .done), terminator: json ? "\n" : "")
            if !dryRun { try tellIDs(report, configuration) }
            let isClean = dryRun ? report.boards.allSatisfy { $0.problem == nil } : report.isClean
            if !isClean { throw ExitCode(1) }
        }
    }

    /// Puts the ids into the file, or says where they belong.
    private func tellIDs(_ report: BoardsReport, _ configuration: RelayConfiguration) throws {
        let made = report.boards.compactMap { board in board.boardID.map { (board.board, $0) } }
        var ids = Dictionary(made, uniquingKeysWith: { first, _ in first })
        if write {
            let edit = BoardIDEdit(file: common.config, configuration: configuration)
            let written = try edit.write(ids)
            for ref in written { ids[ref] = nil }
            if !written.isEmpty {
                say("The ids are written to \(common.config). Start a running relay again.\n")
            }
        }
        let lines = configuration.connections.flatMap { connection in
            connection.boards.compactMap { board -> String? in
                let ref = connection.ref(of: board)
                guard board.board == RelayConfiguration.Board.newBoard, let id = ids[ref.text] else { return nil }
                return "  \(board.idPlace): board: \"\(id)\"   # \(ref)\n"
            }
        }
        guard !lines.isEmpty else { return }
        say("Write these ids into the configuration, and start a running relay again:\n" + lines.joined())
    }

    /// Speaks to the person; with `--json` standard output is the result's alone.
    private func say(_ text: String) {
        if json { FileHandle.standardError.write(Data(text.utf8)) } else { print(text, terminator: "") }
    }
}
