import Testing

@testable import SimulatedMonday

/// Everything over real sockets and real processes.
@Suite(.timeLimit(.minutes(1)))
struct ServerSuite {
    /// Runs with a simulator that listens, and stops it.
    static func withSimulator(
        _ configuration: SimulatorConfiguration = .init(),
        _ body: (SimulatedMonday, RawClient) async throws -> Void
    ) async throws {
        let simulator = SimulatedMonday(configuration)
        let client = RawClient(try await simulator.start())
        do {
            try await body(simulator, client)
        } catch {
            await simulator.stop()
            throw error
        }
        await simulator.stop()
    }
}
