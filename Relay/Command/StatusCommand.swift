import ArgumentParser
import Commands
import Configuration
import Foundation
import Service
import Store

/// The subcommand `status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how every board stands, which agents are connected, and what needs a person.",
        discussion: """
            Ends with 1 when no relay runs, when monday.com answers with another version of its API, and when a board is \
            late, held, faulted or paused, has records that wait for a person, was found differing, cannot show a field \
            or a label, or is 95% full; else with 0. A board is late when its last whole poll began longer ago than its schedule wants, and \
            half an interval or five minutes more, outside of its hours and of pauses never.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the status as JSON.")
    var json = false

    @Flag(help: "End with 0 whatever there is to show.")
    var exitZero = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let store = try RelayStore(readOnly: configuration.state)
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            let overview = try RelayOverview(configuration, store, now: now)
            if json {
                try printJSON(overview)
            } else {
                print(StatusText(overview, now: now).text, terminator: "")
            }
            if !overview.isQuiet, !exitZero { throw ExitCode(1) }
        }
    }
}
