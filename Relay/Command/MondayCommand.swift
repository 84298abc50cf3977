import ArgumentParser
import Commands
import Configuration
import Service

/// The subcommand `monday`.
struct MondayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monday",
        abstract: "Log in to monday.com, log out, and see who the relay is there.",
        subcommands: [MondayLoginCommand.self, MondayLogoutCommand.self, MondayWhoAmICommand.self])
}

/// Which monday account a command is about.
struct AccountOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The account's name in the configuration; needed where it has several.", valueName: "name"))
    var account: String?
}

/// The subcommand `monday whoami`.
struct MondayWhoAmICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Ask monday.com who the relay is, with which rights, and until when.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: AccountOption

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let identity = try await MondayAccess.whoAmI(
                configuration, account: selection.account, version: SageRelay.version)
            if json { return try printJSON(identity) }
            print(identity.text)
        }
    }
}
