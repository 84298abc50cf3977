import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Items that lead to the items of other boards.
struct LinkTests {
    private func engine() throws -> Engine {
        try Engine.invoices {
            $0.links = [
                "vendor-item": LinkedBoard(ref: Engine.vendors, boardID: "8"),
                "order-items": LinkedBoard(ref: BoardRef(connection: "acme", kind: .purchaseOrder), boardID: "9"),
            ]
        }
    }

    /// What the items' relation columns show, by the item's name.
    private func shown(_ engine: Engine, _ column: String = "vendor_item") -> [String: String] {
        engine.board.state.withLock { state in
            Dictionary(
                state.items.values.compactMap { item in
                    item.values[column].map { (item.name, $0.filter { $0.isNumber || $0 == "," }) }
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Takes steps until nothing is to be done for now.
    private func settle(_ engine: Engine) async throws {
        let deliverer = engine.deliverer
        for _ in 0..<100 {
            guard case .progressed = try await deliverer.step() else { return }
        }
        Issue.record("links do not come to rest")
    }

    @Test func `an invoice leads to its vendor, in one request beside the one that made it`() async throws {
        let engine = try engine()
        try await engine.putVendor("AIRWAY", item: "501")
        for number in ["1", "2", "3"] { try await engine.take(Engine.invoice(number)) }
        try await settle(engine)
        #expect(engine.sent == 2, "three items and three links, each in one request")
        #expect(shown(engine).values.sorted() == ["501", "501", "501"])
        #expect(try await engine.counts() == [.done: 3])
        engine.time.advance(milliseconds: 3_600_000)
        try await settle(engine)
        #expect(engine.sent == 2, "no call when nothing changed")
    }

    @Test func `a link waits for its target, keeps nothing back, and is sent when the item is there`() async throws {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", orders: ["PO1"]))
        try await settle(engine)
        #expect(engine.sent == 1 && shown(engine).isEmpty)
        #expect(try await engine.counts() == [.done: 1])
        try await engine.putVendor("AIRWAY", item: "501")
        try await settle(engine)
        #expect(shown(engine).values.map(\.self) == ["501"])
        #expect(shown(engine, "order_items").isEmpty)
    }

    @Test func `a link whose target never comes is looked at ever more seldom, and at once when it comes`() async throws
    {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", vendor: "GHOST"))
        try await settle(engine)
        let ref = engine.settings.ref
        var pauses: [Int64] = []
        for _ in 0..<11 {
            let due = try #require(try await engine.store.read { try $0.nextLinkDue(ref) })
            pauses.append((due - engine.time.now) / 60_000)
            try await engine.time.sleep(until: due)
            try await settle(engine)
        }
        #expect(pauses == [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440])
        guard case .waiting(let until) = try await engine.deliverer.step() else {
            Issue.record("nothing is due")
            return
        }
        #expect(until - engine.time.now == 600_000, "the state is looked at all the same")
        try await engine.putVendor("OTHER", item: "500")
        #expect(try await engine.store.read { try $0.nextLinkDue(ref) } ?? 0 > engine.time.now)
        try await engine.putVendor("GHOST", item: "501")
        #expect(try await engine.store.read { try $0.nextLinkDue(ref) } == 0)
        try await settle(engine)
        #expect(shown(engine).values.map(\.self) == ["501"])
        #expect(try await engine.store.read { try $0.nextLinkDue(ref) } == nil)
    }

    @Test func `a target that had a record before it has an item wakes its links too`() async throws {
        let engine = try engine()
        try await engine.putVendor("AIRWAY", item: nil)
        try await engine.take(Engine.invoice("1"))
        try await settle(engine)
        try await engine.putVendor("AIRWAY", item: "501")
        try await settle(engine)
        #expect(shown(engine).values.map(\.self) == ["501"])
    }

    @Test func `another vendor is led to, and only that is sent`() async throws {
        let engine = try engine()
        try await engine.putVendor("AIRWAY", item: "501")
        try await engine.take(Engine.invoice("1"))
        try await settle(engine)
        let ref = engine.settings.ref
        try await engine.putVendor("OTHER", item: "502")
        let key = RecordKey(["00", "AIRWAY", "1"]).text
        try await engine.store.write {
            try $0.keep(links: ["vendor-item": [RecordKey(["00", "OTHER"]).text]], ref, key: key)
        }
        try await settle(engine)
        #expect(engine.sent == 3 && shown(engine).values.map(\.self) == ["502"])
        let events = try engine.history().filter { $0.event == "linked" }
        #expect(events.count == 2)
    }

    @Test func `a link whose outcome is lost is sent again and shows the same`() async throws {
        let engine = try engine()
        try await engine.putVendor("AIRWAY", item: "501")
        try await engine.take(Engine.invoice("1"))
        let deliverer = engine.deliverer
        // The look at the board, and the item.
        for _ in 0..<2 { _ = try await deliverer.step() }
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        try await engine.drain(deliverer)
        #expect(shown(engine).values.map(\.self) == ["501"] && engine.sent == 3)
    }

    @Test func `a link that is refused time and again comes to an end and keeps nothing back`() async throws {
        let engine = try engine()
        try await engine.putVendor("AIRWAY", item: "501")
        try await engine.take(Engine.invoice("1"))
        let deliverer = engine.deliverer
        for _ in 0..<2 { _ = try await deliverer.step() }
        engine.board.state.withLock { state in
            state.faults = Array(repeating: .refuse(TargetError(.record, "No such item.")), count: 100)
        }
        try await engine.drain(deliverer)
        #expect(engine.sent == 1 + 8 && shown(engine).isEmpty)
        #expect(try await engine.counts() == [.done: 1])
    }

    @Test func `a limit costs a link nothing`() async throws {
        let engine = try engine()
        try await engine.putVendor("AIRWAY", item: "501")
        try await engine.take(Engine.invoice("1"))
        let deliverer = engine.deliverer
        for _ in 0..<2 { _ = try await deliverer.step() }
        engine.board.state.withLock { state in
            state.faults = Array(repeating: .refuse(TargetError(.limited(wait: 5000), "Wait.")), count: 12)
        }
        try await engine.drain(deliverer)
        #expect(shown(engine).values.map(\.self) == ["501"])
    }

    @Test func `an item that was made anew is led to after the next look at the board`() async throws {
        let engine = try engine()
        try await engine.putVendor("AIRWAY", item: "501")
        try await engine.take(Engine.invoice("1"))
        try await settle(engine)
        try await engine.putVendor("AIRWAY", item: "777")
        let ref = engine.settings.ref
        try await engine.store.write { transaction in
            var board = try transaction.board(ref)
            board.needsDiscovery = true
            try transaction.save(board)
        }
        try await settle(engine)
        #expect(shown(engine).values.map(\.self) == ["777"])
    }
}
