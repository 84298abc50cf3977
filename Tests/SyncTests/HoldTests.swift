import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Changes that are too many to believe wait, and nothing of them reaches the board.
@Suite(.timeLimit(.minutes(5)))
struct HoldTests {
    private static let live = "20261123T11:30:00.000"

    /// A board that shows a company of so many vendors.
    private func engine(vendors: Int, share: Int? = 30) async throws -> Engine {
        var engine = try Engine()
        engine.settings.changes.share = share
        put(0..<vendors, "Vendor", in: engine, at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        #expect(engine.board.keys.count == vendors)
        return engine
    }

    private func put(_ numbers: Range<Int>, _ name: String, in engine: Engine, at stamp: String = live) {
        for number in numbers { engine.company.put("V\(1000 + number)", name: name, at: stamp) }
    }

    private func names(_ engine: Engine) -> Set<String> {
        Set(engine.board.state.withLock { $0.items.values.map(\.name) })
    }

    @Test(arguments: [ScanRow.Mode.poll, .sweep, .full])
    func `more than the limit is held, and says so`(mode: ScanRow.Mode) async throws {
        let engine = try await engine(vendors: 200)
        let sent = engine.sent
        put(0..<61, "Wrong", in: engine)
        let run = try await engine.sync(mode)
        #expect(run.changed == 61 && run.message?.contains("change-limit") == true)
        #expect(engine.sent == sent && names(engine) == ["Vendor"])
        #expect(try await engine.counts() == [.held: 61, .done: 139])
        let hold = try #require(try await engine.boardRow().hold)
        #expect(
            hold.contains("61 records would be made or changed at once on a board of 200 items")
                && hold.contains("approve acme/ap-vendors"))
    }

    @Test func `the limit itself is let through, and fifty always are`() async throws {
        let engine = try await engine(vendors: 200)
        put(0..<60, "Changed", in: engine)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 200] && names(engine) == ["Vendor", "Changed"])
        let small = try await self.engine(vendors: 5)
        put(0..<50, "Changed", in: small)
        _ = try await small.sync()
        #expect(try await small.counts() == [.done: 50])
    }

    @Test func `new records are held too`() async throws {
        let engine = try await engine(vendors: 100)
        put(100..<151, "New", in: engine)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.held: 51, .done: 100] && engine.board.keys.count == 100)
    }

    @Test func `a source that is put right takes back what was held, without a call`() async throws {
        let engine = try await engine(vendors: 200)
        let sent = engine.sent
        put(0..<200, "Wrong", in: engine)
        put(200..<300, "Stranger", in: engine)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.held: 300])
        put(0..<200, "Vendor", in: engine, at: "20261123T11:00:00.000")
        for number in 200..<300 { engine.company.remove("V\(1000 + number)") }
        let run = try await engine.sync(.sweep)
        #expect(run.outcome == .done && run.message == nil && run.gone == 0)
        #expect(try await engine.counts() == [.done: 200, .skipped: 100])
        #expect(try await engine.boardRow().hold == nil && engine.sent == sent)
    }

    @Test func `what is left of it goes out once it is believed`() async throws {
        let engine = try await engine(vendors: 200)
        put(0..<100, "Wrong", in: engine)
        _ = try await engine.sync()
        put(10..<100, "Vendor", in: engine)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 200])
        #expect(try await engine.boardRow().hold == nil)
        #expect(engine.board.state.withLock { $0.items.values.filter { $0.name == "Wrong" }.count } == 10)
    }

    @Test func `while a board is held small changes wait with the rest`() async throws {
        let engine = try await engine(vendors: 200)
        put(0..<100, "Wrong", in: engine)
        _ = try await engine.sync()
        put(150..<151, "Small", in: engine)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.held: 101, .done: 99] && names(engine) == ["Vendor"])
    }

    @Test func `a held record that is gone from Sage says nothing of what was not believed, and breaks no hold`()
        async throws
    {
        let engine = try await engine(vendors: 200)
        put(0..<61, "Wrong", in: engine)
        _ = try await engine.sync()
        engine.company.remove(try #require(engine.company.state.withLock { $0.vendors.keys.sorted().first }))
        let sent = engine.sent
        _ = try await engine.sync(.sweep)
        #expect(try await engine.boardRow().hold != nil && engine.sent == sent)
        let ref = engine.settings.ref
        let gone = try await engine.store.read { reader in
            try reader.keys(ref, RecordSelection(isGone: true), after: nil, limit: 9).compactMap {
                try reader.record(ref, key: $0)
            }
        }
        #expect(gone.count == 1 && gone.first?.state == .held && gone.first?.desired.name == "Vendor")
    }

    @Test func `nothing is written again to a board that is held`() async throws {
        let engine = try await engine(vendors: 200)
        put(0..<100, "Wrong", in: engine)
        _ = try await engine.sync()
        let obstacle = try await Resync.obstacle(engine.settings, engine.store)
        #expect(obstacle?.contains("sage-relay approve acme/ap-vendors") == true)
    }

    @Test func `what is approved goes out, and once only`() async throws {
        let engine = try await engine(vendors: 200)
        put(0..<100, "Meant", in: engine)
        _ = try await engine.sync()
        let ref = engine.settings.ref
        #expect(try await engine.store.write { try $0.approve(ref, HistoryEntry.Cause(at: 1)) } == 100)
        #expect(try await engine.store.write { try $0.approve(ref, HistoryEntry.Cause(at: 1)) } == 0)
        #expect(try engine.history().filter { $0.event == "approved" }.count == 2)
        try await engine.drain()
        #expect(try await engine.counts() == [.done: 200])
        #expect(try await engine.boardRow().hold == nil)
        #expect(engine.board.state.withLock { $0.items.values.filter { $0.name == "Meant" }.count } == 100)
        let sent = engine.sent
        _ = try await engine.sync(.sweep)
        #expect(engine.sent == sent)
    }

    @Test func `without a limit nothing waits`() async throws {
        let engine = try await engine(vendors: 200, share: nil)
        put(0..<200, "Changed", in: engine)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 200] && names(engine) == ["Changed"])
    }

    @Test func `a limit that is taken away lets out what waits`() async throws {
        var engine = try await engine(vendors: 200)
        put(0..<200, "Changed", in: engine)
        _ = try await engine.sync()
        engine.settings.changes.share = nil
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 200])
        #expect(try await engine.boardRow().hold == nil)
    }

    @Test func `a first read is not held, however it is broken off`() async throws {
        let engine = try Engine()
        put(0..<500, "Vendor", in: engine)
        engine.company.state.withLock { $0.cutAfter = 450 }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.poll) }
        try await engine.drain()
        #expect(engine.board.keys.count == 400)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 500])
    }

    @Test func `a scan that dies before its end mark lets nothing out, and is judged when it goes on`() async throws {
        let engine = try await engine(vendors: 500)
        put(0..<500, "Wrong", in: engine)
        engine.company.state.withLock { $0.cutAfter = 450 }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.poll) }
        try await engine.drain()
        #expect(try await engine.counts() == [.held: 400, .done: 100] && names(engine) == ["Vendor"])
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.held: 500])
        #expect(try await engine.boardRow().hold != nil)
    }

    @Test func `a poll's end does not let out what a sweep has found so far`() async throws {
        let engine = try await engine(vendors: 200)
        put(0..<200, "Wrong", in: engine, at: "20260101T00:00:00.000")
        let scanner = engine.scanner(answerSize: 40)
        var found: [[RecordRow.State: Int]] = []
        let counts = Mutex<[[RecordRow.State: Int]]>([])
        _ = try await scanner.run(.sweep) {
        } givingWay: {
            engine.company.put("V1199", name: "Live", at: Self.live)
            _ = try? await scanner.pollBeside()
            if let now = try? await engine.counts() { counts.withLock { $0.append(now) } }
        }
        found = counts.withLock { $0 }
        #expect(found.first?[.held] == 40 && found.allSatisfy { ($0[.queued] ?? 0) <= 1 })
        try await engine.drain()
        #expect(names(engine).isSubset(of: ["Vendor", "Live"]))
        #expect(try await engine.boardRow().hold != nil)
    }

    // MARK: A board full of what nobody knows

    private func strangeBoard(items: Int) throws -> Engine {
        let engine = try Engine()
        put(0..<30, "Vendor", in: engine)
        engine.board.state.withLock { state in
            for number in 0..<items {
                let key = engine.key("V\(1000 + number)")
                state.items["9\(number)"] = ("Old", [BoardField.keyColumnID: key])
            }
        }
        return engine
    }

    @Test func `a board with items of which the state knows none is held before its first write`() async throws {
        let engine = try strangeBoard(items: 21)
        _ = try await engine.sync()
        #expect(engine.sent == 0)
        #expect(try await engine.counts() == [.held: 30])
        #expect(try await engine.boardRow().hold?.contains("rebuild acme/ap-vendors") == true)
        _ = try await engine.sync(.sweep)
        #expect(try await engine.boardRow().hold != nil && engine.sent == 0, "no later scan lets it out")
    }

    @Test func `when it is approved it goes on, and takes over what is there`() async throws {
        let engine = try strangeBoard(items: 21)
        _ = try await engine.sync()
        let ref = engine.settings.ref
        _ = try await engine.store.write { try $0.approve(ref, HistoryEntry.Cause(at: 1)) }
        _ = try await engine.sync(.sweep)
        #expect(try await engine.counts() == [.done: 30])
        #expect(try await engine.boardRow().hold == nil)
        #expect(engine.board.keys.count == 30 && Set(engine.board.keys).count == 30)
    }

    @Test func `a few items of somebody's own are no reason to wait`() async throws {
        let engine = try strangeBoard(items: 20)
        _ = try await engine.sync()
        #expect(try await engine.counts() == [.done: 30] && engine.board.keys.count == 30)
    }

    @Test func `another board in the configuration that is not empty is held as well`() async throws {
        let engine = try await engine(vendors: 30)
        engine.board.state.withLock { $0.boardID = "2" }
        let moved = engine.moved(to: "2")
        _ = try await moved.sync()
        #expect(try await moved.boardRow().hold?.contains("30 items") == true)
        #expect(try await moved.counts() == [.held: 30])
    }
}
