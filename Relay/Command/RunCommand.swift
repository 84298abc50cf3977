import ArgumentParser
import Configuration
import Foundation
import Logging
import Observability
import Service
import UnixSignals

/// `sage-relay run`
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
        try await reporting {
            let configuration = try RelayConfiguration(file: common.config)
            let logger = Logger(configuration.log)
            let service = try RelayService(
                configuration, version: SageRelay.version, patience: .seconds(20), logger: logger)
            try await service.run(isScheduled: true) { port in
                try writeReadyFile(readyFile, port: port)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await service.serveCommands() }
                    group.addTask { await stopSignal(logger, drain: configuration.timeouts.drain) }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        }
    }
}

/// Waits for the signal to stop; a second one, or a stop that takes too long, ends the process.
func stopSignal(_ logger: Logger, drain: Duration) async {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    for await signal in signals {
        logger.notice("The relay stops", metadata: ["signal": "\(signal)"])
        break
    }
    guard !Task.isCancelled else { return }
    Task.detached {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { _exit(1) }
    }
    Task.detached {
        // What is not finished by then is settled at the next start, as after any death.
        try await Task.sleep(for: drain + .seconds(5))
        _exit(1)
    }
}

/// Writes the file that says the relay listens, whole or not at all.
///
/// - Parameters:
///   - path: where; `nil` for nowhere.
///   - port: the listener's port.
/// - Throws: `CocoaError` when it cannot be written.
func writeReadyFile(_ path: String?, port: Int) throws {
    guard let path else { return }
    let json = #"{"pid":\#(ProcessInfo.processInfo.processIdentifier),"port":\#(port)}"#
    try Data((json + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
}

extension Logger {
    /// A logger as the configuration wants it.
    init(_ settings: LogSettings) {
        self.init(label: "sage-relay") { label in
            LogOutput(
                label: label, level: Logger.Level(rawValue: settings.level.rawValue) ?? .info,
                format: LogOutput.Format(rawValue: settings.format.rawValue) ?? .text)
        }
    }
}
