import Foundation
import Mapping
import Store
import Synchronization
import Testing
import WireProtocol

@testable import Sync

/// The list of a board's keys: when it is read, what it answers, and when it is not believed.
@Suite(.timeLimit(.minutes(5)))
struct BoardIndexTests {
    private func engine(vendors: Int, batch: Int = 25) throws -> Engine {
        let engine = try Engine(batch: batch)
        for number in 0..<vendors { engine.company.put("V\(1000 + number)") }
        return engine
    }

    private func calls(_ engine: Engine) -> (lookUps: Int, pages: Int) {
        engine.board.state.withLock { ($0.lookUps, $0.keyPages) }
    }

    /// An index over the engine's board, whose columns are known.
    private func index(_ engine: Engine) async throws -> (BoardIndex, BoardMapping) {
        let mapping = try #require(try await engine.boardRow().mapping)
        return (BoardIndex(calls: engine.calls), mapping)
    }

    private func record(_ engine: Engine, _ number: String) -> RecordOnBoard {
        RecordOnBoard(key: RecordKey(["00", number]).text, engine.settings)
    }

    @Test func `an empty board is asked once, for all that is created while the answer is believed`() async throws {
        let engine = try engine(vendors: 200)
        _ = try await engine.sync()
        #expect(engine.board.keys.count == 200 && calls(engine) == (0, 1))
    }

    @Test func `where a few records are new on a large board, they are looked up`() async throws {
        let engine = try engine(vendors: 3)
        for number in 0..<2000 { engine.board.make("Other", key: "strange/\(number)") }
        try await engine.approve()
        _ = try await engine.sync()
        #expect(engine.board.keys.count == 2003 && calls(engine) == (1, 0))
    }

    @Test func `where many are new on a board of a few pages, the pages are read, and what is there is adopted`()
        async throws
    {
        let engine = try engine(vendors: 900)
        for number in stride(from: 0, to: 900, by: 2) { engine.board.make("Old", key: engine.key("V\(1000 + number)")) }
        try await engine.approve()
        _ = try await engine.sync()
        #expect(Set(engine.board.keys).count == 900 && engine.board.keys.count == 900 && calls(engine) == (0, 1))
        #expect(engine.board.state.withLock { $0.items.values.allSatisfy { $0.name == "Vendor" } })
    }

    @Test func `a limit of writes makes a list worth less: it is believed for a while only`() async throws {
        var engine = try engine(vendors: 2100)
        engine.settings.delivery.mutationsPerMinute = 40
        for number in 0..<1100 { engine.board.make("Other", key: "strange/\(number)") }
        try await engine.approve()
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        for _ in 0..<3 { _ = try await deliverer.step() }
        // 600 can be created in a quarter of an hour: two look-ups, and three pages.
        #expect(calls(engine) == (1, 0))
    }

    @Test func `without an age every key is looked up right before its item is created`() async throws {
        var engine = try engine(vendors: 100)
        engine.settings.delivery.indexAge = 0
        _ = try await engine.sync()
        #expect(engine.board.keys.count == 100 && calls(engine) == (4, 0))
        #expect(engine.board.state.withLock { $0.asked } == [25, 25, 25, 25])
    }

    @Test func `an answer is too old after its age, and the keys are asked for again`() async throws {
        var engine = try engine(vendors: 100)
        engine.settings.delivery.mutationsPerMinute = 1
        for number in 0..<600 { engine.board.make("Other", key: "strange/\(number)") }
        try await engine.approve()
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        for _ in 0..<2 { _ = try await deliverer.step() }
        #expect(calls(engine) == (1, 0))
        engine.time.advance(milliseconds: 900_000)
        _ = try await deliverer.step()
        #expect(calls(engine) == (1, 0))
        engine.time.advance(milliseconds: 1)
        // A person pastes an item meanwhile, with the key of a record that was known to be absent.
        engine.board.make("Copy", key: engine.key("V1060"))
        try await engine.drain(deliverer)
        #expect(calls(engine) == (2, 0))
        #expect(engine.board.keys.filter { $0 == engine.key("V1060") }.count == 1)
    }

    @Test func `a record that was in doubt is looked up by itself, however good the index is`() async throws {
        let engine = try engine(vendors: 6, batch: 3)
        engine.board.state.withLock { $0.faults = [.lostRequest] }
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        for _ in 0..<2 { _ = try await deliverer.step() }
        engine.time.advance(milliseconds: AttemptRow.replayWindow)
        try await engine.drain(deliverer)
        #expect(engine.board.keys.count == 6)
        // Two looks for the doubt, one before its members go out anew, and the late one.
        #expect(calls(engine).lookUps == 4)
        let ref = engine.settings.ref
        let doubted = try await engine.store.read { reader in
            try reader.doubted(ref, among: ["V1000", "V1001", "V1002"].map { RecordKey(["00", $0]).text })
        }
        #expect(doubted.isEmpty)
    }

    @Test func `doubts outlive the process`() async throws {
        let engine = try engine(vendors: 2)
        let key = RecordKey(["00", "V1000"]).text
        let ref = engine.settings.ref
        _ = try await engine.sync()
        try await engine.store.write { try $0.doubt([key], ref) }
        let (index, mapping) = try await index(engine)
        try await index.ensure(newerThan: nil, mapping)
        let answers = try await index.answers(for: [record(engine, "V1000"), record(engine, "V1001")])
        #expect(answers == [RecordKey(["00", "V1001"]).text: .item("2")])
    }

    @Test func `what the relay makes itself is in the index at once`() async throws {
        let engine = try engine(vendors: 3)
        _ = try await engine.sync()
        let (index, _) = try await index(engine)
        let answers = try await index.answers(for: ["V1000", "V1002", "V1009"].map { record(engine, $0) })
        #expect(answers.values.filter { $0 == .absent }.count == 1)
        #expect(answers[RecordKey(["00", "V1002"]).text] == .item("3") && calls(engine) == (0, 1))
    }

    @Test func `it answers several items, and keys that differ by case alone`() async throws {
        let engine = try engine(vendors: 0)
        for _ in 0..<2 { engine.board.make("Twice", key: engine.key("V1")) }
        let shouting = engine.key("V2").uppercased() + " "
        let strange = engine.board.make("Shouted", key: shouting)
        _ = try await engine.sync()
        let (index, mapping) = try await index(engine)
        try await index.ensure(newerThan: nil, mapping)
        let records = ["V1", "V2", "V3"].map { record(engine, $0) }
        let answers = try await index.answers(for: records)
        #expect(
            records.map { answers[$0.key] } == [
                .several(["1", "2"]), .clash(itemID: strange, key: shouting), .absent,
            ])
    }

    @Test func `a second reading drops what is gone, and a new one is made only when the last is too old`() async throws
    {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        let (index, mapping) = try await index(engine)
        engine.board.take("1", to: .deleted)
        try await index.ensure(newerThan: nil, mapping)
        #expect(calls(engine).pages == 1)
        try await index.ensure(newerThan: engine.time.now + 1, mapping, after: engine)
        #expect(calls(engine).pages == 2)
        let answers = try await index.answers(for: [record(engine, "V1000"), record(engine, "V1001")])
        #expect(answers[RecordKey(["00", "V1000"]).text] == .absent)
        #expect(answers[RecordKey(["00", "V1001"]).text] == .item("2"))
        try await index.forget()
        #expect(try await index.answers(for: [record(engine, "V1000")]).isEmpty)
        #expect(try await !index.isGood(newerThan: 0, mapping))
    }

    @Test(arguments: [(2, true), (3, false)])
    func `a cursor that expires begins the reading anew, and not for ever`(times: Int, ends: Bool) async throws {
        let engine = try engine(vendors: 0)
        for number in 0..<7 { engine.board.make("Item", key: engine.key("V\(number)")) }
        _ = try await engine.sync()
        engine.board.state.withLock {
            $0.pages.keySize = 3
            $0.pages.expiring = times
        }
        let (index, mapping) = try await index(engine)
        if ends {
            try await index.ensure(newerThan: nil, mapping)
            #expect(try await index.answers(for: [record(engine, "V6")]).values.contains(.item("7")))
        } else {
            await #expect(throws: TargetError.self) { try await index.ensure(newerThan: nil, mapping) }
        }
    }

    @Test func `what happens while the pages are read makes the reading begin anew`() async throws {
        let engine = try engine(vendors: 0)
        for number in 0..<7 { engine.board.make("Item", key: engine.key("V\(number)")) }
        _ = try await engine.sync()
        let (index, mapping) = try await index(engine)
        let times = Mutex(0)
        engine.board.state.withLock {
            $0.pages.keySize = 4
            $0.pages.afterKeyPage = {
                let time = times.withLock { times in
                    times += 1
                    return times
                }
                if time == 1 { try? await index.forget() }
            }
        }
        try await index.ensure(newerThan: nil, mapping)
        #expect(calls(engine).pages == 3)
        #expect(try await index.isGood(newerThan: nil, mapping))
    }

    @Test func `an item that is lost puts the index in question`() async throws {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        let (index, mapping) = try await index(engine)
        #expect(try await index.isGood(newerThan: nil, mapping))
        engine.board.take("1", to: .deleted)
        engine.company.put("V1000", name: "Changed", at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        #expect(engine.board.keys.count == 2)
        #expect(try await !index.isGood(newerThan: nil, mapping))
    }

    @Test func `a list that cannot be read keeps nobody back: the keys are looked up, and it is not tried for an hour`()
        async throws
    {
        var engine = try engine(vendors: 500, batch: 100)
        engine.settings.delivery.lookUpGroups = 1
        for number in 0..<20 { engine.board.make("Other", key: "strange/\(number)") }
        try await engine.approve()
        engine.board.state.withLock {
            $0.pages.keySize = 10
            $0.pages.expiring = 100
        }
        _ = try await engine.sync()
        #expect(engine.board.keys.count == 520)
        // Three readings of two pages each, and then look-ups of a hundred keys.
        #expect(calls(engine) == (5, 6))
    }

    @Test func `another board has another index`() async throws {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        engine.board.state.withLock {
            $0.boardID = "2"
            $0.items = [:]
        }
        _ = try await engine.moved(to: "2").sync()
        #expect(engine.board.keys.count == 2 && calls(engine).pages == 2)
    }

    @Test func `a reconciliation brings the index with it`() async throws {
        let engine = try engine(vendors: 5)
        _ = try await engine.sync()
        let (index, mapping) = try await index(engine)
        try await index.forget()
        engine.board.make("Shouted", key: engine.key("V1000").uppercased())
        try await engine.reconcile()
        #expect(try await index.isGood(newerThan: nil, mapping) && calls(engine).pages == 1)
    }
}

extension BoardIndex {
    /// Ensures it as of a moment that has come.
    fileprivate func ensure(newerThan moment: Int64, _ mapping: BoardMapping, after engine: Engine) async throws {
        try await engine.time.sleep(until: moment)
        try await ensure(newerThan: moment, mapping)
    }
}

extension Engine {
    /// Has a person's word that the board may be written to, although it holds what the ledger does not know.
    func approve() async throws {
        let (ref, boardID) = (settings.ref, settings.boardID)
        try await store.write { transaction in
            var board = try transaction.board(ref)
            board.approvedBoardID = boardID
            try transaction.save(board)
        }
    }

    /// The board's way to monday, as a deliverer has it.
    var calls: BoardCalls {
        BoardCalls(
            settings: settings, store: store, target: board,
            governor: RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: time),
            time: time,
            random: { $0.lowerBound }, pace: DeliveryPace(batch: settings.batch, longest: 20_000),
            lookUpSize: LookUpSize(values: settings.delivery.lookUpValues, groups: settings.delivery.lookUpGroups))
    }
}
