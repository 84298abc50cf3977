import ArgumentParser
import Commands
import Configuration
import Service
import Sync

/// The subcommand `boards fix`.
struct BoardsFixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Add what the boards lack: columns, status labels, groups.",
        discussion: """
            Shows what it would add and asks. Nothing is deleted, renamed or retyped: what only a person can put right is \
            told. A running relay looks at the boards again by itself, and records that waited go out.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: BoardsSelection
    @OptionGroup var asked: AskingOptions

    @Flag(help: "Add columns that may be left out, too.")
    var optional = false

    @Flag(help: "Show what would be added, and add nothing.")
    var dryRun = false

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            var choice = BoardBlueprint.Choice()
            choice.wantsOptional = optional
            let boards = try selection.boards(in: configuration) { $0.board != RelayConfiguration.Board.newBoard }
            guard !boards.isEmpty else { throw RelayError(.badRequest, "There is no board to look at.") }
            let asking = asked.asking(configuration)
            var report = try await asking.ask(
                BoardsRequest(.fix, boards: boards, choice: choice, applies: false))
            var isDone = false
            if !dryRun, report.boards.contains(where: { !$0.steps.isEmpty }) {
                if !yes {
                    try Confirmation.ask(report.text(.plan), "Add this?", otherwise: "--yes")
                }
                report = try await asking.ask(BoardsRequest(.fix, boards: boards, choice: choice, applies: true))
                isDone = true
            }
            print(json ? try report.json() : report.text(isDone ? .done : .plan), terminator: json ? "\n" : "")
            let isClean = dryRun ? report.boards.allSatisfy(\.isFit) : report.isClean
            if !isClean { throw ExitCode(1) }
        }
    }
}
