import Foundation
import Rig
import SimulatedSage
import Store
import Sync
import TestSupport
import Testing
import WireProtocol

/// The built relay is killed while it makes a board, and while it links items.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct BoardKillTests {
    /// The steps at which it dies here.
    static let points: [FailPoint] = [.constructionWritten, .boardMade, .linksChosen, .linksCommitted]
    /// Steps that come after a month without a change, which no process is kept alive for: `SyncTests/RolloverTests` dies
    /// at each of their transactions.
    static let inProcess: [FailPoint] = [.archivalChosen, .archivalCommitted]

    private func bridge() async throws -> Bridge {
        try await Bridge(sizes: .init(vendors: 6, accounts: 6, purchaseOrders: 4, invoices: 8, customers: 1))
    }

    /// Runs a subcommand to its end.
    private func run(
        _ bridge: Bridge, _ arguments: [String], dyingAt point: FailPoint? = nil, withAgent: Bool = false
    ) async throws -> (code: Int32, text: String) {
        let environment = point.map { [FailPoint.variable: $0.rawValue] } ?? [:]
        try await bridge.startRelay(arguments, environment: environment)
        if withAgent {
            try bridge.configureAgent()
            try bridge.startAgent()
        }
        let relay = try #require(bridge.relay)
        let code = await relay.exitCode(within: .seconds(60))
        await bridge.killBoth()
        return (code, relay.standardOutput + relay.standardError)
    }

    @Test(arguments: [FailPoint.constructionWritten, .boardMade])
    func `a relay killed while it makes a board makes it once`(point: FailPoint) async throws {
        let bridge = try await bridge()
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        try bridge.configureRelay(kinds: [.apVendor], tuning: tuning)
        #expect(try await run(bridge, ["boards", "create"], dyingAt: point).code == -SIGKILL)
        let made = try await run(bridge, ["boards", "create"])
        #expect(made.code == 0, "\(made.text)")
        for name in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: bridge.folder.path + "/relay.sqlite" + name)
        }
        // Without the state the board is found by its mark; had there been two, that would be said.
        let found = try await run(bridge, ["boards", "create"])
        #expect(found.code == 0, "\(found.text)")
    }

    @Test(arguments: [FailPoint.linksChosen, .linksCommitted])
    func `a relay killed while it links items links each`(point: FailPoint) async throws {
        let bridge = try await bridge()
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        try bridge.configureRelay(kinds: [.apVendor, .purchaseOrder, .apInvoice], tuning: tuning)
        let path = bridge.folder.path + "/relay.yaml"
        let yaml = try String(contentsOfFile: path, encoding: .utf8)
        try yaml.replacing("ap-invoices: { board: new", with: "ap-invoices: { relations: true, board: new")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let made = try await run(bridge, ["boards", "create", "--write"])
        #expect(made.code == 0, "\(made.text)")
        let sync = ["sync", "--all", "--mode", "sweep"]
        // A target that has its item later than the invoice is linked with the second sync, so that death may come then.
        var death = try await run(bridge, sync, dyingAt: point, withAgent: true)
        if death.code == 0 { death = try await run(bridge, sync, dyingAt: point, withAgent: true) }
        #expect(death.code == -SIGKILL, "\(death.text)")
        for _ in 0..<2 {
            let synced = try await run(bridge, sync, withAgent: true)
            #expect(synced.code == 0, "\(synced.text)")
        }
        let store = try RelayStore(readOnly: bridge.folder.path + "/relay.sqlite")
        let invoices = BoardRef(connection: "acme", kind: .apInvoice)
        #expect(try await store.read { try $0.nextLinkDue(invoices) } == nil)
    }
}
