import ArgumentParser
import Commands
import Configuration
import Service

/// The subcommand `monday logout`.
struct MondayLogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Have monday.com revoke the tokens of a login, and remove them here.",
        discussion: """
            Tokens of the classic flow cannot be revoked one by one: they are removed here, and work until an \
            administrator uninstalls the app in monday.com.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: AccountOption

    @Flag(help: "Remove the tokens here without telling monday.com.")
    var local = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            print(try await MondayAccess.logOut(configuration, account: selection.account, isLocal: local))
        }
    }
}
