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
    static let points: [FailPoint] = [
        .constructionWritten, .boardMade, .linksChosen, .linksCommitted, .nextBoardOpened, .recordsHandedOver,
    ]
    /// Steps that come after a month without a change, or after a lost state, which no process is kept alive for:
    /// `SyncTests/RolloverTests` and `VolumesTests` die at each of their transactions.
    static let inProcess: [FailPoint] = [.archivalChosen, .archivalAsked, .archivalCommitted, .recordsGivenBack]

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

    @Test(arguments: [FailPoint.nextBoardOpened, .recordsHandedOver])
    func `a relay killed while it goes on on the next board makes each item once`(point: FailPoint) async throws {
        let bridge = try await bridge()
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        tuning.board = ", next-boards: [{ board: new }], next-at: 50%"
        try bridge.configureRelay(kinds: [.apVendor], tuning: tuning)
        let made = try await run(bridge, ["boards", "create", "--write"])
        #expect(made.code == 0, "\(made.text)")
        struct Board: Decodable { var id: String, items: [Item] }
        struct Item: Decodable { var values: [Value] }
        struct Value: Decodable { var title: String, text: String? }
        let yaml = try String(contentsOfFile: bridge.folder.path + "/relay.yaml", encoding: .utf8)
        let ids = yaml.matches(of: /board: "(\d+)"/).map { String($0.1) }
        #expect(ids.count == 2)
        _ = try await bridge.post("/simulator/boards/\(ids[0])", #"{"itemsLimit": 4}"#)
        let sync = ["sync", "--all", "--mode", "sweep"]
        // The next board may be known later than the first one is full, so that death may come with a later sync.
        var codes: [Int32] = []
        for _ in 0..<3 where !codes.contains(-SIGKILL) {
            codes.append(try await run(bridge, sync, dyingAt: point, withAgent: true).code)
        }
        #expect(codes.contains(-SIGKILL), "\(codes)")
        for _ in 0..<3 { _ = try await run(bridge, sync, withAgent: true) }
        var keys: [String] = []
        for id in ids {
            let board = try JSONDecoder().decode(Board.self, from: try await bridge.get("/simulator/boards/\(id).json"))
            keys += board.items.flatMap(\.values).filter { $0.title == "Sage Key" }.compactMap(\.text)
        }
        #expect(keys.count == 6 && Set(keys).count == 6, "\(keys)")
    }
}
