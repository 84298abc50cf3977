import Configuration
import Cryptography
import Foundation
import HTTPClient
import Logging
import Monday
import NIOCore
import Store
import Sync
import Synchronization
import Tunnel
import WireProtocol

/// One relay: the listener that agents dial, the boards it keeps, and the state it keeps them in.
package final class RelayService: Sendable {
    package let store: RelayStore
    let workers: [BoardWorker]
    let desks: [BoardRef: BoardDesk]
    let directory = AgentDirectory()
    let time = WallTime()
    let logger: Logger
    let configuration: RelayConfiguration
    let accounts: [Account]
    /// Sage's SOAP services, by connection.
    let services: [String: SageService]
    private let lock: StoreLock
    private let context: TLSContext

    /// Makes everything that can be wrong before anything runs: state, lock, certificates, secrets.
    ///
    /// - Parameters:
    ///   - configuration: what the operator wrote.
    ///   - version: the product's version.
    ///   - patience: how long a read waits for an agent that is not connected.
    ///   - logger: where the relay says what it does.
    /// - Throws: ``RelayError``, or what a part of it throws: each names what, where and what to do.
    package init(_ configuration: RelayConfiguration, version: String, patience: Duration, logger: Logger) throws {
        FailPoint.arm()
        FreedMemory.limitPools()
        try StateFolder.make(for: configuration.state)
        guard let lock = try StoreLock(path: configuration.state) else {
            throw RelayError(
                .alreadyRunning,
                "Another relay uses the state \(configuration.state). Stop it first; `sync` and `status` work beside it."
                    + " Never give one board two relays.")
        }
        self.lock = lock
        self.configuration = configuration
        self.logger = logger
        store = try RelayStore(path: configuration.state)
        context = try TLSContext(configuration.agents.tlsConfiguration)
        try configuration.checkOwnIdentity(context)
        accounts = try Self.accounts(configuration, version: version, store: store, time: time, logger: logger)
        services = Self.services(configuration, version: version, store: store, time: time) {
            logger.log($0, connection: $1)
        }
        (workers, desks) = Self.workers(
            configuration, accounts, services, patience: patience, store: store, directory: directory, time: time,
            logger: logger)
    }

    /// Listens for agents and runs until the task is cancelled, then lets running requests finish.
    ///
    /// - Parameters:
    ///   - isScheduled: whether boards are read on schedule; else only when asked.
    ///   - delivers: whether what is queued is delivered.
    ///   - body: runs beside; when it returns, the relay stops. Its argument is the port of the listener.
    /// - Returns: what the body returns.
    /// - Throws: ``RelayError`` when the port cannot be listened on; what the body throws.
    package func run<Value: Sendable>(
        isScheduled: Bool, delivers: Bool = true, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> Value {
        try endAbandonedRequests()
        let starts = try store.countStart()
        try store.note(startedAt: isScheduled ? time.now : nil)
        let listener = makeListener(starts: starts)
        let address = configuration.agents.listen
        let port: Int
        do {
            port = try await listener.start(host: address.host, port: address.port)
        } catch {
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw RelayError(
                .cannotListen, "\(address) cannot be listened on: \(reason). Choose another address in agents.listen.")
        }
        logger.notice(
            "The relay listens for agents",
            metadata: ["address": "\(address.host):\(port)", "boards": "\(workers.count)"])
        tellWhatIsOff()
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await withThrowingTaskGroup(of: Value?.self) { group in
                    for worker in workers where delivers {
                        group.addTask {
                            await worker.run(isScheduled: isScheduled && self.off(worker.settings.ref) == nil) {
                                try await self.reconcileOnSchedule(worker)
                            }
                            return nil
                        }
                    }
                    group.addTask {
                        await self.noteAgents()
                        return nil
                    }
                    group.addTask {
                        await self.watchBudgets()
                        return nil
                    }
                    if isScheduled {
                        group.addTask {
                            await self.watchBoards()
                            return nil
                        }
                        group.addTask {
                            await self.askWhoTokensAre()
                            return nil
                        }
                    }
                    group.addTask {
                        while !Task.isCancelled {
                            FreedMemory.giveBack()
                            try await self.time.sleep(until: self.time.now + 500)
                        }
                        return nil
                    }
                    if isScheduled {
                        group.addTask {
                            await self.pruneHistory(keeping: self.configuration.history.keep)
                            return nil
                        }
                    }
                    group.addTask { try await body(port) }
                    defer { group.cancelAll() }
                    for try await value in group {
                        if let value { return value }
                    }
                    throw CancellationError()
                })
        } catch {
            result = .failure(error)
        }
        await listener.shutDown()
        for account in accounts {
            await account.target.client.settle()
            await account.client.shutdown()
        }
        for service in services.values { await service.shutdown() }
        try? store.note(agents: [], now: time.now)
        try? store.note(startedAt: nil)
        logger.notice("The relay has stopped")
        return try result.get()
    }

    private func makeListener(starts: UInt64) -> TunnelListener {
        let credentials = TunnelListener.Credentials(context: context, generation: 1)
        let known = Set(configuration.connections.compactMap { configuration.agents.identity(of: $0.agent) })
        // The number of the start is durable, so that no epoch is ever issued twice.
        let connections = Mutex<UInt64>(0)
        let logger = logger
        return TunnelListener(
            directory: directory, credentials: { credentials },
            authorize: { identity in
                guard let identity, known.contains(identity) else {
                    let name = identity.map { "\($0)" } ?? "an agent without a certificate"
                    return Problem(
                        .unknownAgent,
                        detail: "No connection in the relay's configuration names \(name). Name it there, or give the"
                            + " agent the certificate it is to have.")
                }
                return nil
            },
            issueEpoch: {
                connections.withLock { count in
                    count += 1
                    return starts << 32 | count
                }
            },
            settings: configuration.timeouts.tunnelSettings, limits: configuration.agents.limits,
            onEvent: { [store, time] event in
                logger.log(event)
                guard case .ended(let info, _) = event else { return }
                // Not on the listener's own thread, since a write waits for the disk.
                Task { try? store.note(departureOf: info.agent.name, now: time.now) }
            })
    }

    /// Keeps the list of connections in the store, for `status`.
    private func noteAgents() async {
        var noted: [AgentStatus]?
        while !Task.isCancelled {
            let agents = directory.connections.map { connection in
                AgentStatus(
                    agent: connection.info.agent.name, instance: connection.info.instance, slot: connection.info.slot,
                    since: Int64(connection.info.since.timeIntervalSince1970 * 1000),
                    detail: "version \(connection.info.product ?? "?"), from \(connection.info.peerAddress),"
                        + " certificate until \(connection.info.certificate.notAfter.formatted(.iso8601)),"
                        + " serial \(connection.info.certificate.serial)")
            }
            if agents != noted {
                try? store.note(agents: agents, now: time.now)
                noted = agents
            }
            try? await time.sleep(until: time.now + 1000)
        }
    }
}

/// Why a relay could not start.
package struct RelayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: String, Hashable, Sendable, Codable {
        case alreadyRunning, cannotListen, badIdentity, unknownBoard, unknownRecord, badRequest, unavailable
    }

    package var code: Code
    package var description: String

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        description = sentence
    }
}
