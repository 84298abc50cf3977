import CompanyAudit
import Foundation
import NIOPosix
import Rig
import SimulatedSage
import TestSupport
import WireProtocol

/// Everything that a run needs: the bridge, with a way that can be cut on both sides of the relay.
final class ChaosWorld {
    let bridge: Bridge
    let monday: MondayControl
    let keepers: [ChaosPlan.Program: Keeper]
    let ways: [ChaosPlan.Way: CuttableWay]
    private(set) var judge: CompanyAudit
    private var tuning: Bridge.Tuning
    /// Where the agent dials: the way to the relay.
    private let agentPort: Int

    /// Further settings of the agent's simulated Sage while it storms, each with a comma before it.
    private static let sageWeather = ", weather: { seed: 1, rate: 1% }"

    /// Makes the company, the boards and both ways.
    ///
    /// - Parameter group: runs the ways.
    /// - Throws: what a part throws.
    init(group: MultiThreadedEventLoopGroup) async throws {
        bridge = try await Bridge(
            sizes: .init(vendors: 60, accounts: 40, purchaseOrders: 25, invoices: 80, customers: 30),
            monday: ["--search-lag", "1"])
        monday = MondayControl(address: bridge.address, client: bridge.client)
        judge = bridge.judge
        tuning = Bridge.Tuning()
        tuning.batch = 8
        tuning.deadline = "5s"
        tuning.timeouts = "{ ping: 2s, dead: 6s, drain: 5s }"
        // A small company that changes without end would be held, and rightly so.
        tuning.board = ", every: 10s, change-limit: none"
        let mondayPort = URL(string: bridge.address)?.port ?? 0
        let toMonday = CuttableWay(to: mondayPort, group: group)
        tuning.monday = "http://127.0.0.1:\(try await toMonday.open())"
        let service = try await bridge.startSOAP()
        let toSage = CuttableWay(to: URL(string: service)?.port ?? 0, group: group)
        let path = URL(string: service)?.path ?? ""
        let soap = "https://127.0.0.1:\(try await toSage.open())\(path)"
        try bridge.keepAccount(for: soap)
        tuning.soap = bridge.soapSettings(soap)
        // Once, to learn the port that the system chose; it is kept from then on.
        try Self.configure(bridge, tuning)
        try await bridge.startRelay()
        tuning.port = bridge.port
        bridge.relay?.send(signal: SIGTERM)
        _ = await bridge.relay?.exitCode(within: .seconds(20))
        let toRelay = CuttableWay(to: bridge.port, group: group)
        agentPort = try await toRelay.open()
        try Self.configure(bridge, tuning)
        try bridge.configureAgent(
            relay: agentPort, simulated: Self.sageWeather, timeouts: "{ ping: 2s, dead: 6s, drain: 5s }")
        ways = [.agentToRelay: toRelay, .relayToMonday: toMonday, .relayToSage: toSage]
        let folder = bridge.folder.path
        keepers = [
            .relay: Keeper("sage-relay", ["run", "--config", "relay.yaml"], in: folder),
            .agent: Keeper("sage-agent", ["run", "--config", "agent.yaml"], in: folder),
        ]
    }

    /// A search lags by up to a second and less than two; the settle time is longer.
    private static func configure(_ bridge: Bridge, _ tuning: Bridge.Tuning) throws {
        try bridge.configureRelay(kinds: RecordKind.allCases, settle: "3s", tuning: tuning)
    }

    /// Lets the company live, and has the judge see every state that the agent may read.
    func live(seed: UInt64) throws {
        try bridge.life.live(seed: seed)
        try remember()
    }

    func remember() throws {
        let tables = try CompanyTables(folder: bridge.company.path)
        for kind in AuditedKind.allCases { judge.remember(kind, tables) }
    }

    /// Compares every board with the company.
    func audit() async throws -> [BoardAudit] {
        try await bridge.audit(&judge, of: RecordKind.allCases)
    }

    /// Ends all that goes wrong.
    func calm() async throws {
        for way in ways.values { way.mend() }
        try await monday.calm()
        try bridge.configureAgent(relay: agentPort, timeouts: "{ ping: 2s, dead: 6s, drain: 5s }")
    }
}
