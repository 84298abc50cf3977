import ArgumentParser
import COMHost
import Commands
import Configuration
import Cryptography
import Ledger
import Logging
import Tunnel

/// The subcommand `run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve the relay until told to stop.",
        discussion: """
            Keeps connected to the relay and answers it; says in the log what is wrong when it cannot, what to do, and \
            when it tries again. SIGTERM or SIGINT ends it: requests under way finish, within the drain time of the \
            configuration. A second signal ends it at once.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Write pid and port as JSON here once the agent serves.", valueName: "file"))
    var readyFile: String?

    func run() async throws {
        try await reporting("sage-agent", exitCode: exitCode(of:)) {
            let configuration = try AgentConfiguration(file: common.config)
            let logger = Logger("sage-agent", configuration.log)
            let parts = try AgentParts(configuration) { event in
                switch event.weight {
                case .usual: logger.notice("\(event)")
                case .trouble: logger.warning("\(event)")
                }
            }
            let listener = try await listen(parts, logger)
            logger.notice(
                "The agent serves", metadata: ["companies": "\(configuration.sage.companies.joined(separator: ", "))"])
            try writeReadyFile(readyFile, port: listener?.port)
            await withTaskGroup(of: Void.self) { group in
                if let relay = configuration.relay, let context = parts.dialling {
                    let client = client(parts, relay, context, logger)
                    group.addTask { await client.run() }
                }
                await waitForStop(logger, drain: configuration.timeouts.drain)
                group.cancelAll()
                await listener?.direct.shutDown()
            }
            await parts.ledger.close()
            logger.notice("The agent has stopped")
        }
    }

    private func listen(_ parts: AgentParts, _ logger: Logger) async throws -> (direct: DirectListener, port: Int)? {
        guard let direct = parts.configuration.direct, let context = parts.listening else { return nil }
        let listener = DirectListener(
            relay: direct.peer, credentials: { context }, handler: parts.endpoints, settings: parts.settings)
        let port = try await listener.start(host: direct.listen.host, port: direct.listen.port)
        logger.notice("The agent listens", metadata: ["address": "\(direct.listen.host):\(port)"])
        return (listener, port)
    }

    private func client(
        _ parts: AgentParts, _ relay: AgentConfiguration.Relay, _ context: TLSContext, _ logger: Logger
    ) -> TunnelClient<ContinuousClock> {
        var settings = TunnelClientSettings()
        settings.slots = relay.connections
        settings.base = parts.configuration.reconnect.first
        settings.cap = parts.configuration.reconnect.longest
        let dialer = parts.dialer(relay, context)
        return TunnelClient(settings: settings, clock: ContinuousClock(), dial: { try await dialer.dial(slot: $0) }) {
            event in
            switch event.kind {
            case .connected: logger.notice("\(event)")
            case .refused, .lost: logger.warning("\(event)")
            }
        }
    }
}
