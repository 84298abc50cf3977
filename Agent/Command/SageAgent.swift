import ArgumentParser
import Commands

/// The agent's command.
@main
struct SageAgent: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "sage-agent",
        abstract: "Gives a relay the records of the Sage 100 companies of this network.",
        discussion: """
            The agent dials its relay, so that no port of this network has to be opened, and answers what the relay \
            asks: it reads invoices, vendors, accounts and purchase orders, and never writes to Sage 100. Begin with \
            `sage-agent check`, which says what is missing, then `sage-agent run`. `sage-agent probe` reports what an \
            installed Sage 100 offers.

            EXIT CODES
              0   done
              1   a check found something that needs a person
              64  the command line is wrong
              69  the agent could not do its work: a port, Sage 100
              78  the configuration, a certificate or a secret is wrong
            """,
        version: version,
        subcommands: [RunCommand.self, CheckCommand.self, ProbeCommand.self, SecretsCommand<AgentProgram>.self])

    static func main() async {
        forbidCoreDumps()
        await main(nil)
    }
}

/// What every subcommand takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The agent's configuration file (docs/configuration.md).", valueName: "file"))
    var config = "sage-agent.yaml"
}
