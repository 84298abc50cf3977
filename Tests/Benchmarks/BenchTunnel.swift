import Cryptography
import Foundation
import Synchronization
import TestSupport
import Tunnel

/// The relay's end of a tunnel over the loopback, with the agent as a process of its own at the other.
enum BenchTunnel {
    /// Runs a measurement over it.
    ///
    /// - Parameters:
    ///   - verb: what the agent's process is told to be.
    ///   - arguments: told besides, behind the port and the certificates.
    ///   - limit: how long the agent may take to connect.
    ///   - measure: the measurement; told the agent's process.
    /// - Throws: what a part of the tunnel, or the measurement, throws.
    static func run(
        agent verb: String, _ arguments: [String] = [], within limit: Duration,
        _ measure: (AgentConnection, _ agent: Int32) async throws -> Void
    ) async throws {
        let certificates = try TestCertificates()
        let context = try TLSContext(
            TLSConfiguration(
                role: .server(.required), credential: try certificates.relay().credential, trust: [certificates.trust],
                applicationProtocols: [TunnelListener.applicationProtocol]))
        let directory = AgentDirectory()
        let epoch = Atomic<UInt64>(0)
        let listener = TunnelListener(
            directory: directory, credentials: { .init(context: context, generation: 1) }, authorize: { _ in nil },
            issueEpoch: { epoch.add(1, ordering: .relaxed).newValue })
        let port = try await listener.start(host: "127.0.0.1", port: 0)
        let leaf = try certificates.agent()
        let agent = Process()
        agent.executableURL = Bundle.main.executableURL
        agent.arguments =
            [verb, String(port), leaf.credential.certificateChain, leaf.credential.privateKey, certificates.trust]
            + arguments
        try agent.run()
        defer { agent.terminate() }
        let connection = try await directory.connection(of: "acme-hq", within: limit)
        try await measure(connection, agent.processIdentifier)
        await listener.shutDown()
        agent.waitUntilExit()
    }
}
