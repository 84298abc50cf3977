import ArgumentParser
import Commands
import Configuration
import Service

/// The subcommand `check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look at everything the relay needs, and change nothing.",
        discussion: "Reads the configuration, the certificates and secrets, asks monday.com who the token is, and "
            + "compares every board's columns with what its kind needs.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            try printChecks(await RelayCheck.run(configuration, version: SageRelay.version), json: json)
        }
    }
}
