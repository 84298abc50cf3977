import ArgumentParser
import Commands
import Configuration
import Service
import Sync

/// The subcommand `plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a sync would do, and write nothing.",
        discussion: """
            Reads the companies as a sync would and compares with what the boards are known to show: what would be \
            created and changed, field by field, and what that costs in calls to monday.com and in minutes. Nothing is \
            written, neither to a board nor to what the relay knows of its records. At most a board's columns are read \
            at monday.com.

            Beside a running relay the command asks that relay; else it listens for agents itself. A poll finds what \
            Sage stamped as changed; `--mode sweep` finds what is gone, and what was changed without a stamp, too. It \
            ends with 1 when a board cannot be planned, and says why.
            """)

    @OptionGroup var common: CommonOptions

    @OptionGroup var only: ChosenBoards

    @Option(help: "What the sync would read: poll, sweep or full.")
    var mode: ScanRow.Mode = .poll

    @Option(
        help: ArgumentHelp(
            "How many records of each board to show one by one, at most \(Planner.mostSamples); all are counted.",
            valueName: "records"))
    var limit = 20

    @OptionGroup var asked: AskingOptions

    @Flag(help: "Print the plan as JSON.")
    var json = false

    func validate() throws {
        guard 0...Planner.mostSamples ~= limit else {
            throw ValidationError("--limit is a number from 0 to \(Planner.mostSamples).")
        }
    }

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let request = PlanRequest(boards: only.names, mode: mode, limit: limit)
            let report = try await asked.asking(configuration).ask(request)
            print(json ? try report.json() : report.text, terminator: json ? "\n" : "")
            if !report.isComplete { throw ExitCode(1) }
        }
    }
}
