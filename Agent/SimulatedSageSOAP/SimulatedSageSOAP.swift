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

    package let configuration: ServiceConfiguration
    let companies: [String: LiveCompany]
    let state = Mutex(State())
    let hold = Hold()
    /// Lets the time of slow calls pass.
    let sleep: @Sendable (Duration) async throws -> Void
    private let server = Mutex<HTTPServer?>(nil)

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
    /// - Throws: `CryptographyError` for a certificate or a key that cannot be used, an error of NIO where the port is
    ///   taken.
    @discardableResult
    package func start(port: Int = 0) async throws -> String {
        let context = try configuration.credential.map { credential in
            try TLSContext(TLSConfiguration(role: .server(.none), credential: credential, trust: []))
        }
        let limit = configuration.bodyLimit
        let started = try await HTTPServer.start(
            port: port, bodyLimit: { _, _ in BodyLimit(bytes: limit) }, encryption: context.map(Self.encrypt)
        ) { [weak self] call, reply in
            guard let self else { return }
            Task { reply(await self.respond(to: call)) }
        }
        server.withLock { $0 = started }
        return address
    }

    private static func encrypt(_ context: TLSContext) -> @Sendable (any Channel) throws -> Void {
        { channel in
            try channel.pipeline.syncOperations.addHandler(
                TLSHandler(context: context, handshakeDeadline: .seconds(10)))
        }
    }

    /// Stops listening and closes all connections; what is held is let go, and its answers are lost.
    package func stop() async {
        let running = server.withLock { $0.take() }
        await running?.stop()
        _ = hold.release()
    }

    /// The server's address, as `https://127.0.0.1:40961`; empty before it listens.
    package var serverAddress: String { server.withLock { $0?.address } ?? "" }

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
