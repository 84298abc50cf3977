import ArgumentParser
import Commands
import Configuration
import Foundation
import Service

/// The subcommand `monday login`.
struct MondayLoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Let a person agree, in a browser, that the relay acts for them.",
        discussion: """
            For accounts that have the section oauth in the configuration. Prints an address, waits at the redirect \
            address for the browser to come back (five minutes), and keeps the tokens with the secrets. A relay \
            that runs uses them at once.

            On a machine without a browser, --paste asks for the address that the browser of another machine was led to.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: AccountOption

    @Flag(help: "Listen on no port: the address that the browser ends at is pasted here.")
    var paste = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            // Written at once, also where standard output is a pipe.
            let show = { (line: String) in FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
            let identity = try await MondayAccess.logIn(
                configuration, account: selection.account, version: SageRelay.version,
                pasted: paste ? { readLine() } : nil, show: show)
            show("Logged in.")
            show(identity.text)
        }
    }
}

extension MondayIdentity {
    /// The identity for people, one line each.
    var text: String {
        let kind =
            switch token {
            case .personal: "personal token"
            case .classic: "app, OAuth classic"
            case .version2: "app, OAuth 2.1"
            }
        let until = expiresAt.map { Date(timeIntervalSince1970: Double($0) / 1000).formatted(.iso8601) }
        return """
            account  \(account): \(slug).monday.com, plan \(plan ?? "not known")
            user     \(user) <\(email)>
            token    \(kind)
            scopes   \(scopes?.joined(separator: " ") ?? "all rights of the user")
            until    \(until.map { "\($0), renewed before" } ?? "no end is known")
            """
    }
}
