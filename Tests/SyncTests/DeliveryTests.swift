import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct DeliveryTests {
    private func engine(vendors: Int, batch: Int = 25) throws -> (Engine, [String]) {
        let engine = try Engine(batch: batch)
        let numbers = (0..<vendors).map { "V\(100 + $0)" }
        for number in numbers { engine.company.put(number) }
        return (engine, numbers.map(engine.key))
    }

    @Test func `every record becomes exactly one item`() async throws {
        let (engine, keys) = try engine(vendors: 60)
        let run = try await engine.sync()
        #expect(engine.board.keys == keys)
        #expect(run.new == 60 && run.mode == "full" && run.outcome == .done)
        #expect(try await engine.counts() == [.done: 60])
    }

    @Test func `an unchanged poll makes no call`() async throws {
        let (engine, _) = try engine(vendors: 3)
        _ = try await engine.sync()
        let calls = try await engine.store.read { try $0.delivered(engine.settings.ref).calls }
        let run = try await engine.sync()
        #expect(run.mode == "poll" && run.new + run.changed == 0)
        #expect(try await engine.store.read { try $0.delivered(engine.settings.ref).calls } == calls)
    }

    @Test func `a changed record changes only what differs`() async throws {
        let (engine, keys) = try engine(vendors: 2)
        _ = try await engine.sync()
        engine.company.put("V101", name: "Renamed", at: "20261123T11:00:00.000")
        let run = try await engine.sync()
        #expect(run.changed == 1 && run.new == 0)
        #expect(engine.board.keys == keys)
        let body = try #require(engine.board.state.withLock { $0.sent.last?.body })
        let row = try #require(try JSONDecoder().decode([[String]].self, from: body).first)
        #expect(row[2] == #"{"c1":"Renamed","name":"Renamed"}"#)
    }

    @Test(arguments: [true, false])
    func `an answer that is lost after everything was done makes no second item`(remembers: Bool) async throws {
        let (engine, keys) = try engine(vendors: 30, batch: 10)
        engine.board.state.withLock {
            $0.remembers = remembers
            $0.faults = [.lostAnswer, .lostAnswer]
        }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        #expect(try await engine.counts() == [.done: 30])
    }

    @Test func `a request that is lost before anything was done is replayed with identical bytes`() async throws {
        let (engine, keys) = try engine(vendors: 5)
        engine.board.state.withLock { $0.faults = [.lostRequest] }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        let sent = engine.board.state.withLock { $0.sent }
        #expect(sent.count == 2 && sent[0].key == sent[1].key && sent[0].body == sent[1].body)
    }

    @Test(arguments: 0...10)
    func `a request that was done in part is completed without a second item`(done: Int) async throws {
        let (engine, keys) = try engine(vendors: 10, batch: 10)
        engine.board.state.withLock { $0.faults = [.partial(done)] }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        #expect(try await engine.counts() == [.done: 10])
    }

    @Test func `a request in doubt for longer than the replay window goes out under a new key`() async throws {
        let (engine, keys) = try engine(vendors: 4)
        engine.board.state.withLock { $0.faults = [.lostRequest] }
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        for _ in 0..<2 { _ = try await deliverer.step() }
        engine.time.advance(milliseconds: AttemptRow.replayWindow)
        try await engine.drain()
        #expect(engine.board.keys == keys)
        let sent = engine.board.state.withLock { $0.sent }
        #expect(sent.count == 2 && sent[0].key != sent[1].key)
    }

    @Test func `items that a search does not show yet are not made twice while the server remembers`() async throws {
        let (engine, keys) = try engine(vendors: 4)
        engine.board.state.withLock {
            $0.faults = [.lostAnswer]
            $0.hidden = ["1", "2", "3", "4"]
        }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
    }

    @Test func `a process that dies after writing the attempt down settles it in the next one`() async throws {
        let (engine, keys) = try engine(vendors: 6)
        _ = try await engine.scanner.run(.poll)
        let (ref, time) = (engine.settings.ref, engine.time)
        _ = try await engine.deliverer.step()
        let discovered = try await engine.store.read { try $0.board(ref).mapping }
        let mapping = try #require(discovered)
        // What `open` commits before the call: the process ends right behind it, or right behind the call.
        try await engine.store.write { transaction in
            let rows = try transaction.due(ref, now: time.now, limit: 10)
            let members = rows.map { AttemptRow.Member(key: $0.key, itemID: nil, content: $0.desired) }
            for var row in rows {
                row.send()
                try transaction.save(row)
            }
            let mutations = try rows.map {
                ItemMutation.create(name: $0.desired.name, columnValues: try mapping.columnValues(creating: $0.desired))
            }
            _ = try transaction.openAttempt(
                board: ref, action: .create, idempotencyKey: "k", body: engine.board.body(mutations, mapping: mapping),
                members: members, now: time.now, dueAt: time.now + 5000)
        }
        try await engine.drain()
        #expect(engine.board.keys == keys)
        #expect(engine.board.state.withLock { $0.sent.first?.key } == "k")
    }

    @Test func `an item that is on the board already is adopted and brought up to date`() async throws {
        let (engine, keys) = try engine(vendors: 2)
        engine.board.state.withLock {
            $0.items["77"] = ("old", [BoardFieldID.key: keys[0]])
            $0.next = 100
        }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        #expect(engine.board.state.withLock { $0.items["77"]?.name } == "Vendor")
    }

    @Test func `an item whose key differs in case only is another record's`() async throws {
        let engine = try Engine()
        engine.company.put("ABC")
        engine.board.state.withLock { $0.items["9"] = ("other", [BoardFieldID.key: engine.key("ABC").lowercased()]) }
        _ = try await engine.sync()
        #expect(engine.board.keys.count == 2)
    }

    @Test func `of several items with one key the oldest is kept, and the others are named`() async throws {
        let (engine, keys) = try engine(vendors: 1)
        engine.board.state.withLock {
            $0.items["100"] = ("b", [BoardFieldID.key: keys[0]])
            $0.items["9"] = ("a", [BoardFieldID.key: keys[0]])
        }
        _ = try await engine.sync()
        #expect(engine.board.state.withLock { $0.items["9"]?.name } == "Vendor")
        #expect(try engine.store.problems(limit: 10).first?.sentence.contains("100, 9") == true)
    }

    @Test func `one refused record is blocked alone and goes out again when it changes`() async throws {
        let (engine, keys) = try engine(vendors: 5)
        engine.company.put("V102", name: "Bad")
        engine.board.state.withLock { $0.refusedNames = ["Bad"] }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys.filter { $0 != keys[2] })
        #expect(try await engine.counts() == [.done: 4, .blocked: 1])
        engine.company.put("V102", name: "Good", at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
    }

    @Test func `a batch that is refused as a whole is split until the bad record is alone`() async throws {
        let (engine, keys) = try engine(vendors: 8, batch: 8)
        let refused = TargetError(.request, "The request is refused.")
        engine.board.state.withLock { $0.faults = Array(repeating: .refuse(refused), count: 4) }
        try await engine.drainAfterScan()
        #expect(engine.board.keys.count == 7)
        #expect(try await engine.counts() == [.done: 7, .blocked: 1])
        #expect(Set(engine.board.keys).isSubset(of: keys))
    }

    @Test(arguments: [0, 24, 49])
    func `one bad record of fifty costs few requests, is blocked with monday's sentence, and keeps nobody back`(
        bad: Int
    ) async throws {
        let (engine, keys) = try engine(vendors: 50, batch: 50)
        engine.company.put("V\(100 + bad)", name: "Bad")
        engine.board.state.withLock { $0.poisonedNames = ["Bad"] }
        try await engine.drainAfterScan()
        #expect(engine.board.keys == keys.filter { $0 != keys[bad] })
        #expect(try await engine.counts() == [.done: 49, .blocked: 1])
        #expect(try engine.store.problems(limit: 2).map(\.sentence) == ["Something of it is wrong."])
        // 2·log2(50) is 11.3.
        #expect(engine.sent <= 11)
    }

    @Test(arguments: [(1200, 4...9), (1, 10...10), (100_000, 1...1)])
    func `a request carries no more bytes than it may, and an item that is larger goes alone`(
        bytes: Int, requests: ClosedRange<Int>
    ) async throws {
        var (engine, keys) = try engine(vendors: 10, batch: 10)
        engine.settings.delivery.bodyBytes = bytes
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        let sizes = engine.board.state.withLock { $0.sent.map(\.body.count) }
        #expect(requests.contains(sizes.count) && (bytes == 1 || sizes.allSatisfy { $0 <= bytes }), "\(sizes)")
    }

    @Test func `a locked board rests by itself, and costs no record a failure`() async throws {
        let (engine, keys) = try engine(vendors: 3)
        let locked = TargetError(.boardLocked(wait: 5000), "Somebody else is changing the board.")
        engine.board.state.withLock { $0.faults = Array(repeating: .refuse(locked), count: 4) }
        _ = try await engine.scanner.run(.poll)
        let governor = RateGovernor(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil), time: engine.time)
        let deliverer = BoardDeliverer(
            settings: engine.settings, store: engine.store, target: engine.board, governor: governor,
            time: engine.time, random: { $0.lowerBound })
        _ = try await deliverer.step()
        let start = engine.time.now
        #expect(try await deliverer.step() == .waiting(until: start + 5000))
        // It rests also when it is woken, and the account's other boards go on.
        #expect(try await deliverer.step() == .waiting(until: start + 5000))
        _ = try await governor.request { engine.time.now }
        #expect(engine.time.now == start && engine.sent == 1)
        for _ in 0..<2 {
            try await engine.time.sleep(until: engine.time.now + 5000)
            _ = try await deliverer.step()
        }
        // What lasts is told.
        #expect(try engine.store.status(of: [engine.settings.ref])[0].fault == locked.sentence)
        try await engine.drain(deliverer)
        #expect(engine.board.keys == keys && engine.time.now == start + 20_000)
        #expect(try engine.store.status(of: [engine.settings.ref])[0].fault == nil)
        #expect(try await engine.counts() == [.done: 3])
    }

    @Test func `being limited costs no record a failure`() async throws {
        let (engine, keys) = try engine(vendors: 3)
        let limited = TargetError(.limited(wait: 58_000), "Too many requests.")
        engine.board.state.withLock { $0.faults = Array(repeating: .refuse(limited), count: 20) }
        let start = engine.time.now
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        #expect(engine.time.now - start >= 20 * 58_000)
    }

    @Test func `an outage costs no record a try, however long it lasts`() async throws {
        let (engine, keys) = try engine(vendors: 3)
        let failure = TargetError(.temporary, "Internal server error.")
        engine.board.state.withLock { $0.faults = Array(repeating: .refuse(failure), count: 60) }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        #expect(engine.board.state.withLock { $0.sent.count } == 61)
    }

    @Test func `a replay that is refused leaves the doubt as it was`() async throws {
        let (engine, keys) = try engine(vendors: 3)
        let limited = TargetError(.limited(wait: 30_000), "Too many requests.")
        let token = TargetError(.account, "The token is refused.")
        engine.board.state.withLock {
            $0.faults = [.lostAnswer, .refuse(limited), .refuse(token), .refuse(TargetError(.temporary, "Down."))]
            $0.hidden = ["1", "2", "3"]
            $0.refusesBeforeCache = true
        }
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
        #expect(Set(engine.board.state.withLock { $0.sent.prefix(5).map(\.key) }).count == 1)
    }

    @Test func `a record whose every request ends in doubt is named to people, and the others go on`() async throws {
        let (engine, keys) = try engine(vendors: 3)
        engine.company.put("V101", name: "Odd")
        engine.board.state.withLock { $0.doubtfulNames = ["Odd"] }
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        for _ in 0..<150 {
            if case .waiting(let until) = try await deliverer.step() { try await engine.time.sleep(until: until) }
        }
        #expect(engine.board.keys == [keys[0], keys[2]])
        #expect(try await engine.counts()[.done] == 2)
        #expect(try engine.store.problems(limit: 1).first?.sentence == "Nobody knows.")
    }

    @Test func `an item that people deleted is made again`() async throws {
        let (engine, keys) = try engine(vendors: 1)
        _ = try await engine.sync()
        engine.board.state.withLock { $0.items = [:] }
        engine.company.put("V100", name: "Changed", at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        #expect(engine.board.keys == keys)
    }

    @Test func `a full board takes what fits and keeps the rest queued`() async throws {
        let (engine, _) = try engine(vendors: 9, batch: 4)
        engine.board.state.withLock { $0.itemsLimit = 6 }
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        while case .progressed = try await deliverer.step() {}
        #expect(engine.board.keys.count == 6)
        #expect(try await engine.counts() == [.done: 6, .queued: 3])
        #expect(try engine.store.status(of: [engine.settings.ref])[0].fault?.contains("full") == true)
        engine.board.state.withLock { $0.itemsLimit = 100 }
        engine.time.advance(milliseconds: 300_000)
        try await engine.drain(deliverer)
        #expect(engine.board.keys.count == 9)
    }

    @Test func `a missing column stops the board before the first write`() async throws {
        let (engine, _) = try engine(vendors: 1)
        engine.board.state.withLock { state in state.columns.removeAll { $0.title == "Vendor" } }
        _ = try await engine.scanner.run(.poll)
        guard case .waiting = try await engine.deliverer.step() else { throw SourceError("", isRetryable: false) }
        let fault = try #require(try engine.store.status(of: [engine.settings.ref])[0].fault)
        #expect(fault.contains("\"Vendor\" of type text"))
        #expect(engine.board.state.withLock { $0.sent.isEmpty && $0.lookUps == 0 })
    }

    @Test func `a column that is added later shows what was known all the time`() async throws {
        let (engine, _) = try engine(vendors: 3)
        let removed = try #require(
            engine.board.state.withLock { state in
                state.columns.firstIndex { $0.title == "Hold Payment" }.map { state.columns.remove(at: $0) }
            })
        _ = try await engine.sync()
        engine.board.state.withLock { $0.columns.append(removed) }
        _ = try await engine.sync()
        #expect(engine.board.state.withLock { $0.items["1"]?.values[removed.id] } == nil)
        _ = try await engine.sync(.sweep)
        #expect(engine.board.state.withLock { $0.items.values.map { $0.values[removed.id] } } == ["No", "No", "No"])
    }

    @Test func `a board that the configuration replaces gets every record once`() async throws {
        let (engine, keys) = try engine(vendors: 3)
        _ = try await engine.sync()
        engine.board.state.withLock {
            $0.boardID = "2"
            $0.items = [:]
        }
        let moved = engine.moved(to: "2")
        _ = try await moved.sync()
        #expect(engine.board.keys == keys)
    }

    @Test func `columns that people own are never touched, whatever is done to the item`() async throws {
        let (engine, keys) = try engine(vendors: 2)
        engine.board.state.withLock {
            $0.columns.append(BoardDescription.Column(id: "approver", title: "Approver", type: "text", labels: [:]))
            $0.columns.append(
                BoardDescription.Column(id: "status9", title: "Approval", type: "status", labels: ["x": 1]))
            $0.items["77"] = ("old", [BoardFieldID.key: keys[0], "approver": "Ann", "status9": "x"])
            $0.next = 100
        }
        _ = try await engine.sync()
        engine.board.state.withLock { $0.items["100"]?.values["approver"] = "Bob" }
        engine.company.put("V100", name: "Changed", at: "20261123T11:00:00.000")
        engine.company.put("V101", name: "Changed", at: "20261123T11:00:00.000")
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        _ = try await engine.sync()
        let items = engine.board.state.withLock { $0.items }
        #expect(items["77"]?.values["approver"] == "Ann" && items["77"]?.values["status9"] == "x")
        #expect(items["100"]?.values["approver"] == "Bob" && items["77"]?.name == "Changed")
        let bodies = engine.board.state.withLock { $0.sent.map { String(decoding: $0.body, as: UTF8.self) } }
        #expect(bodies.allSatisfy { !$0.contains("approver") && !$0.contains("status9") })
    }

    @Test func `a batch in doubt is not split, and nothing else goes out before it is settled`() async throws {
        let (engine, keys) = try engine(vendors: 12, batch: 4)
        let refused = TargetError(.request, "The request is refused.")
        engine.board.state.withLock {
            // Its batch halves the pace, and the next one is lost: what is replayed is still the whole of it.
            $0.faults = [.refuse(refused), .lostRequest, .lostRequest]
        }
        _ = try await engine.scanner.run(.poll)
        try await engine.drain()
        let sent = engine.board.state.withLock { $0.sent }
        #expect(sent[1].body == sent[2].body && sent[1].key == sent[2].key)
        #expect(sent[2].body == sent[3].body && sent[2].key == sent[3].key)
        #expect(engine.board.keys == keys)
    }

    @Test func `a board that does not exist is named`() async throws {
        let engine = try Engine(boardID: "404")
        engine.company.put("V1")
        _ = try await engine.scanner.run(.poll)
        _ = try await engine.deliverer.step()
        #expect(try engine.store.status(of: [engine.settings.ref])[0].fault?.contains("404") == true)
    }

    @Test func `a minute takes forty mutations of a board and no more`() async throws {
        let (engine, keys) = try engine(vendors: 100)
        _ = try await engine.scanner.run(.poll)
        let start = engine.time.now
        try await engine.drain(engine.deliverer(limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: 40)))
        #expect(engine.board.keys == keys)
        #expect(engine.time.now - start == 120_000)
    }
}

extension Engine {
    /// A drain with one deliverer, whose batch size lives on.
    func drainAfterScan() async throws {
        _ = try await scanner.run(.poll)
        try await drain(deliverer)
    }
}

/// The key column as the fake board names it.
enum BoardFieldID {
    static let key = "sage_key"
}
