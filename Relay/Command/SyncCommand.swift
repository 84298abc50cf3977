import ArgumentParser
import Commands
import Configuration
import Foundation
import Logging
import Observability
import Service
import Store
import Sync

/// The subcommand `sync`.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Read boards once, deliver what differs, and show what was done.",
        discussion: """
            Without options the boards whose read is due are read. Beside a running relay the command asks that relay \
            and waits; else it listens for agents itself for as long as it takes.

            A poll reads what Sage stamped as changed. A sweep compares every key and digest, and so finds what was \
            changed without a stamp, or deleted. A full read reads everything whole.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Every board, due or not.")
    var all = false

    @Option(help: ArgumentHelp("Only this board, such as acme/ap-invoices. May be repeated.", valueName: "name"))
    var board: [String] = []

    @Option(help: "What to read: poll, sweep or full.")
    var mode: ScanRow.Mode = .poll

    @Option(
        help: ArgumentHelp(
            "How long to wait for agents that are not connected; a running relay waits 20 s.", valueName: "seconds"))
    var wait = 90

    @Option(help: ArgumentHelp("Write pid and port as JSON here once the relay listens.", valueName: "file"))
    var readyFile: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await reporting("sage-relay", exitCode: exitCode(of:)) {
            let configuration = try RelayConfiguration(file: common.config)
            let request = SyncRequest(boards: board, mode: mode, onlyDue: !all && board.isEmpty)
            let report = try await report(configuration, request)
            print(json ? try report.json() : report.table, terminator: json ? "\n" : "")
            if !report.isClean { throw ExitCode(1) }
        }
    }

    private func report(_ configuration: RelayConfiguration, _ request: SyncRequest) async throws -> SyncReport {
        let service: RelayService
        do {
            var logger = Logger("sage-relay", configuration.log)
            if logger.logLevel < .warning { logger.logLevel = .warning }
            service = try RelayService(
                configuration, version: SageRelay.version, patience: .seconds(wait), logger: logger)
        } catch let error as RelayError where error.code == .alreadyRunning {
            return try await RunningRelay(state: configuration.state).sync(request) { SyncProgress($0, configuration) }
        }
        let readyFile = readyFile
        return try await service.run(isScheduled: false) { port in
            try writeReadyFile(readyFile, port: port)
            let progress = SyncProgress(service.store, configuration)
            return try await withThrowingTaskGroup(of: SyncReport?.self) { group in
                group.addTask { try await service.sync(request) }
                group.addTask {
                    // Another `sync` beside this one finds the state taken, and asks.
                    try await service.serveCommands()
                    return nil
                }
                group.addTask {
                    await progress.show()
                    return nil
                }
                group.addTask {
                    await waitForStop(Logger("sage-relay", configuration.log), drain: configuration.timeouts.drain)
                    throw RelayError(.unavailable, "Stopped. What was queued is kept, and goes out with the next run.")
                }
                defer { group.cancelAll() }
                while let finished = try await group.next() {
                    if let report = finished { return report }
                }
                throw CancellationError()
            }
        }
    }
}

extension ScanRow.Mode: ExpressibleByArgument {}

extension SyncReport {
    /// The report as a table for people.
    var table: String {
        var table = TextTable([
            ("Board", .left), ("Read", .right), ("Created", .right), ("Updated", .right), ("Unchanged", .right),
            ("Gone", .right), ("Failed", .right), ("Queued", .right), ("Calls", .right), ("Seconds", .right),
        ])
        for row in rows {
            let counts = [
                row.read, row.created, row.updated, row.unchanged, row.gone, row.failed, row.queued, row.calls,
            ]
            let seconds = Double(row.milliseconds) / 1000
            table.add(
                [row.board] + counts.map(String.init) + [seconds.formatted(.number.precision(.fractionLength(1)))])
        }
        let notes = rows.compactMap { row in row.message.map { "\(row.board): \($0)\n" } }
        let none = rows.isEmpty && message == nil ? "Nothing is due. `--all` reads every board.\n" : ""
        return (rows.isEmpty ? none : table.text) + notes.joined() + (message.map { $0 + "\n" } ?? "")
    }
}
