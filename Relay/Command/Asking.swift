import Commands
import Configuration
import Foundation
import Logging
import Observability
import Service
import Store

/// The way of a command to a relay: to the one that is running, or else to one that the command starts for the purpose.
struct Asking {
    let configuration: RelayConfiguration
    /// How long a relay that is started here waits for agents that are not connected, in seconds.
    var wait = 90
    /// Where pid and port are written once a relay that is started here listens.
    var readyFile: String?

    /// Asks, and waits for what comes of it; shows progress meanwhile.
    ///
    /// - Parameter request: what to do.
    /// - Returns: what came of it.
    /// - Throws: ``RelayError`` when nothing was done, or the relay ended meanwhile; what a part of a relay throws.
    func ask<Verb: RelayVerb>(_ request: Verb) async throws -> Verb.Report {
        let service: RelayService
        do {
            var logger = Logger("sage-relay", configuration.log)
            if logger.logLevel < .warning { logger.logLevel = .warning }
            service = try RelayService(
                configuration, version: SageRelay.version, patience: .seconds(wait), logger: logger)
        } catch let error as RelayError where error.code == .alreadyRunning {
            return try await askRunning(request)
        }
        return try await service.run(isScheduled: false, delivers: Verb.delivers) { port in
            try writeReadyFile(readyFile, port: port)
            return try await perform(request, in: service)
        }
    }

    private func perform<Verb: RelayVerb>(_ request: Verb, in service: RelayService) async throws -> Verb.Report {
        let progress = SyncProgress(service.store, configuration)
        return try await withThrowingTaskGroup(of: Verb.Report?.self) { group in
            group.addTask { try await request.perform(in: service) }
            if Verb.delivers {
                group.addTask {
                    // Another command beside this one finds the state taken, and asks.
                    try await service.serveCommands()
                    return nil
                }
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

    /// Asks the relay that holds the state.
    private func askRunning<Verb: RelayVerb>(_ request: Verb) async throws -> Verb.Report {
        let store = try RelayStore(beside: configuration.state)
        let id = try store.ask(verb: Verb.name, argument: try request.json(), now: now)
        let progress = SyncProgress(store, configuration)
        let showing = Task { await progress.show() }
        defer { showing.cancel() }
        while true {
            try await Task.sleep(for: .milliseconds(100))
            guard let command = try store.command(id) else { break }
            if let result = command.result {
                showing.cancel()
                await showing.value
                return try JSONDecoder().decode(VerbAnswer<Verb.Report>.self, from: Data(result.utf8)).get()
            }
            guard StoreLock.isHeld(path: configuration.state) else { break }
        }
        try store.takeBack(command: id)
        throw RelayError(
            .unavailable,
            "The relay ended before it was done. What it queued is kept; look at its log, and start it again.")
    }

    /// Has a relay that runs look at the state again, which was changed beside it; one that does not answer within ten
    /// seconds looks by itself, later.
    ///
    /// - Throws: what SQLite throws.
    func wakeRunning() async throws {
        guard StoreLock.isHeld(path: configuration.state) else { return }
        let store = try RelayStore(beside: configuration.state)
        let id = try store.ask(verb: WakeRequest.name, argument: try WakeRequest().json(), now: now)
        for _ in 0..<100 {
            try await Task.sleep(for: .milliseconds(100))
            if try store.command(id)?.result != nil { return }
        }
    }

    private var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
