import ArgumentParser
import Configuration

/// What every subcommand takes that asks a relay, or starts one for the purpose.
struct AskingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long to wait for agents that are not connected; but for `sync`, a running relay waits 20 s.",
            valueName: "seconds"))
    var wait = 90

    @Option(help: ArgumentHelp("Write pid and port as JSON here once the relay listens.", valueName: "file"))
    var readyFile: String?

    /// The way to a relay.
    ///
    /// - Parameter configuration: the relay's.
    /// - Returns: whom to ask, how.
    func asking(_ configuration: RelayConfiguration) -> Asking {
        Asking(configuration: configuration, wait: wait, readyFile: readyFile)
    }
}
