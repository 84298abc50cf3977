import ArgumentParser
import Commands
import Configuration
import Service

/// The subcommand `boards check`.
struct BoardsCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with the boards, and what to do.",
        discussion: """
            Looks at every board at monday.com and changes nothing. A board that cannot be written to, records that wait, \
            and fields that are not shown end it with exit code 1; notices alone do not. The account structure of a G/L \
            board is what was read last; for a company that was never read its agent is asked.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: BoardsSelection
    @OptionGroup var asked: AskingOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let boards = try selection.boards(in: configuration)
            let report = try await asked.asking(configuration)
                .ask(BoardsRequest(.check, boards: boards, applies: false))
            print(json ? try report.json() : report.text(.check), terminator: json ? "\n" : "")
            if !report.boards.allSatisfy(\.isFit) { throw ExitCode(1) }
        }
    }
}
