import BusinessObjects
import Cryptography
import NIOCore
import SimulatedSage
import SimulatorServer
import Synchronization
import Tunnel

/// Sage 100's eBusiness Web Services over simulated companies, as a WCF service with basicHttpBinding would look.
///
/// What is known of the real one, what is inferred and what is made up stands in `docs/simulators.md`.
///
///     var configuration = ServiceConfiguration()
///     configuration.users = [ServiceUser(name: "bridge", password: "secret")]
///     let service = SimulatedSageSOAP([LiveCompany(company)], configuration)
///     let address = try await service.start()   // http://127.0.0.1:40961/ebusinesswebservices/masservice.svc
///     …
///     await service.stop()
package final class SimulatedSageSOAP: Sendable {
    struct State {
        var faults = FaultBook()
        var counters = CallCounters()
    }

    /// Why ``start(port:)`` refuses: the service listens, or is about to.
    package struct AlreadyStarted: Error, CustomStringConvertible {
        package let description = "The service is started already; stop it first."
    }

    private enum Phase {
        case stopped
        case changing
        case listening(HTTPServer)
    }

    /// How long a stop waits for calls that run, which nothing but the lock of a company's folder holds up.
    private static let patience = Duration.seconds(10)

    package let configuration: ServiceConfiguration
    let companies: [String: LiveCompany]
    let state = Mutex(State())
    let hold = Hold()
    /// Lets the time of slow calls pass.
    let sleep: @Sendable (Duration) async throws -> Void
    private let calls = RunningCalls()
    private let phase = Mutex(Phase.stopped)

    /// Makes the service; nothing listens before ``start(port:)``.
    ///
    /// - Parameters:
    ///   - companies: the companies, each with a code of its own.
    ///   - configuration: how the service behaves.
    ///   - sleep: lets the time of slow calls pass; a test passes a clock of its own.
    package init(
        _ companies: [LiveCompany], _ configuration: ServiceConfiguration = .init(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.companies = Dictionary(companies.map { ($0.code, $0) }) { first, _ in first }
        self.configuration = configuration
        self.sleep = sleep
    }

    // MARK: Server

    /// Starts to listen on 127.0.0.1.
    ///
    /// - Parameter port: the port; 0 takes a free one.
    /// - Returns: the address of the service.
    /// - Throws: ``AlreadyStarted``; `CryptographyError` for a certificate or a key that cannot be used; an error of NIO
    ///   where the port is taken.
    @discardableResult
    package func start(port: Int = 0) async throws -> String {
        try phase.withLock { phase in
            guard case .stopped = phase else { throw AlreadyStarted() }
            phase = .changing
        }
        do {
            let server = try await listen(port)
            phase.withLock { $0 = .listening(server) }
        } catch {
            phase.withLock { $0 = .stopped }
            throw error
        }
        return address
    }

    private func listen(_ port: Int) async throws -> HTTPServer {
        let context = try configuration.credential.map { credential in
            try TLSContext(TLSConfiguration(role: .server(.none), credential: credential, trust: []))
        }
        let limit = configuration.bodyLimit
        hold.begin()
        calls.open()
        return try await HTTPServer.start(
            port: port, bodyLimit: { _, _ in BodyLimit(bytes: limit) }, encryption: context.map(Self.encrypt)
        ) { [weak self] call, reply in
            let isRunning = self?.calls.run { [weak self] in
                reply(await self?.respond(to: call) ?? .nothing)
            }
            if isRunning != true { reply(.nothing) }
        }
    }

    private static func encrypt(_ context: TLSContext) -> @Sendable (any Channel) throws -> Void {
        { channel in
            try channel.pipeline.syncOperations.addHandler(
                TLSHandler(context: context, handshakeDeadline: .seconds(10)))
        }
    }

    /// Stops listening, lets calls that run come to their end, and closes all connections.
    ///
    /// What is held or still waits is not done, and its client gets nothing. A call that does not end within seconds,
    /// since somebody else keeps the company's folder locked, is left.
    package func stop() async {
        let server = phase.withLock { phase -> HTTPServer? in
            guard case .listening(let server) = phase else { return nil }
            phase = .changing
            return server
        }
        guard let server else { return }
        await server.stopListening()
        hold.end()
        await calls.close(within: Self.patience)
        await server.stop()
        phase.withLock { $0 = .stopped }
    }

    /// The server's address, as `https://127.0.0.1:40961`; empty before it listens.
    package var serverAddress: String {
        phase.withLock { phase in
            guard case .listening(let server) = phase else { return "" }
            return server.address
        }
    }

    /// The service's address.
    package var address: String { serverAddress + configuration.names.path }

    // MARK: Control

    /// The faults, and what they hold back.
    package var faults: FaultPanel { FaultPanel(simulator: self) }

    /// What was called how often.
    package var counters: CallCounters {
        let held = hold.count
        return state.withLock { state in
            var counters = state.counters
            counters.struck = Dictionary(uniqueKeysWithValues: state.faults.struck.map { ($0.key.rawValue, $0.value) })
            counters.held = held
            return counters
        }
    }
}
