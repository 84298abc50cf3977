import ArgumentParser
import Commands

/// The relay's command.
@main
struct SageRelay: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "sage-relay",
        abstract: "Keeps monday.com boards equal to the records of Sage 100 companies.",
        discussion: """
            The relay listens for agents, reads what changed in their companies, and writes every record as exactly \
            one item. Begin with `sage-relay boards create`, which makes the boards, and `sage-relay check`, which says \
            what is missing; then `sage-relay sync --all` for the first time, and `sage-relay run` for good.

            EXIT CODES
              0   done
              1   finished, and some records or boards need a person
              64  the command line is wrong
              69  the relay could not do its work: a port, an agent, monday.com
              75  another relay uses the same state
              78  the configuration, a certificate or a secret is wrong
            """,
        version: version,
        subcommands: [
            RunCommand.self, SyncCommand.self, StatusCommand.self, CheckCommand.self, PlanCommand.self,
            ResyncCommand.self, PauseCommand.self, ResumeCommand.self, ApproveCommand.self, LettersCommand.self,
            HistoryCommand.self, ReconcileCommand.self, RebuildCommand.self, BoardsCommand.self, MondayCommand.self,
            SOAPCommand.self, SecretsCommand<RelayProgram>.self,
        ])

    static func main() async {
        forbidCoreDumps()
        await main(nil)
    }
}

/// What every subcommand takes.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The relay's configuration file (docs/configuration.md).", valueName: "file"))
    var config = "relay.yaml"
}
