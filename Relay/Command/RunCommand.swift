import ArgumentParser
import Commands
import Configuration
import Logging
import Service

/// The subcommand `run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Keep the boards until told to stop.",
        discussion: """
            Listens for agents, reads every board on its schedule and delivers what differs. SIGTERM or SIGINT ends \
            it: requests under way finish, within the drain time of the configuration. A second signal ends it at once; \
            nothing is lost then either, what was under way is settled at the next start.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Write pid and port as JSON here once the relay listens.", valueName: "file"))
    var readyFile: String?

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let logger = Logger("sage-relay", configuration.log)
            let service = try RelayService(
                configuration, version: SageRelay.version, patience: .seconds(20), logger: logger)
            try await service.run(isScheduled: true) { port in
                try writeReadyFile(readyFile, port: port)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await service.serveCommands() }
                    group.addTask { await waitForStop(logger, drain: configuration.timeouts.drain) }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        }
    }
}
