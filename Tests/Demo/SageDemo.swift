import ArgumentParser

/// The command.
@main
struct SageDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sage-demo",
        abstract:
            "Shows the whole product on one machine: a simulated Sage 100, both programs, a simulated monday.com.",
        subcommands: [RunCommand.self, CompanyCommand.self], defaultSubcommand: RunCommand.self)
}
