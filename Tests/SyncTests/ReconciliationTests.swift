import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// A board that people have worked on is held against the ledger.
@Suite(.timeLimit(.minutes(10)))
struct ReconciliationTests {
    private func engine(vendors: Int = 8) async throws -> Engine {
        let engine = try Engine()
        for vendor in 0..<vendors { engine.company.put("V\(100 + vendor)") }
        _ = try await engine.sync()
        return engine
    }

    /// What was sent since, each mutation as item, name and values.
    private func sent(_ engine: Engine, since count: Int) throws -> [[String]] {
        try engine.board.state.withLock { $0.sent }.dropFirst(count).flatMap {
            try JSONDecoder().decode([[String]].self, from: $0.body)
        }
    }

    @Test func `a board that shows what was written is equal, and nothing is sent`() async throws {
        let engine = try await engine()
        let before = engine.board.state.withLock { $0.sent.count }
        let report = try await engine.reconcile()
        #expect(report.isClean && report.findings == FindingList() && report.left == nil)
        #expect(report.items == 8 && report.strangers == 0 && report.unjudged == 0)
        #expect(report.calls == 3)
        #expect(report.totals?.lines.map(\.sage.count) == [8])
        #expect(engine.board.state.withLock { $0.sent.count } == before)
        #expect(try engine.store.reconciliations(of: engine.settings.ref, limit: 5) == [report])
    }

    @Test func `an edited item is told and gets back what differs, and nothing else`() async throws {
        let engine = try await engine()
        let item = try #require(engine.board.item(engine.key("V103")))
        engine.board.edit(item, name: "Mine", ["Vendor": "Somebody", "Terms": "30"])
        let before = engine.board.state.withLock { $0.sent.count }
        let report = try await engine.reconcile()
        let finding = try #require(report.findings.first.first)
        #expect(report.findings.counts == ["edited": 1])
        #expect(finding.key == "00/V103" && finding.itemID == item)
        #expect(finding.differences?.map(\.field) == ["name", "terms-code", "vendor-name"])
        #expect(finding.sentence.contains("vendor-name: \"Somebody\" instead of \"Vendor\""))
        #expect(report.repaired.corrected == 1 && report.isClean && report.left?.open == 0)
        let mutation = try #require(try sent(engine, since: before).first)
        let values = try JSONSerialization.jsonObject(with: Data(mutation[2].utf8)) as? [String: Any]
        #expect(try sent(engine, since: before).count == 1 && mutation[0] == item)
        #expect(values?.count == 3 && values?["name"] as? String == "Vendor")
        #expect(engine.board.state.withLock { $0.items[item]?.name } == "Vendor")
    }

    @Test func `an emptied key is put back into the item`() async throws {
        let engine = try await engine()
        let item = engine.board.item(engine.key("V103"))
        engine.board.edit(item, ["Sage Key": ""])
        let report = try await engine.reconcile()
        #expect(report.findings.first.map { $0.differences?.map(\.field) } == [["sage-key"]])
        #expect(report.isClean && engine.board.item(engine.key("V103")) == item)
        #expect(engine.board.keys.count == 8)
    }

    @Test(arguments: [ItemPlace.deleted, .moved])
    func `an item that is no longer there is made again, once`(place: ItemPlace) async throws {
        let engine = try await engine()
        engine.board.take(engine.board.item(engine.key("V103")), to: place)
        let report = try await engine.reconcile()
        #expect(report.findings.counts == ["missing": 1] && report.repaired.forgotten == 1)
        #expect(report.findings.first.first?.sentence.contains(place.rawValue) == true)
        #expect(report.isClean && report.left?.open == 0)
        #expect(engine.board.keys == (0..<8).map { engine.key("V\(100 + $0)") })
    }

    @Test func `an item whose other copy is still there is not made again`() async throws {
        let engine = try await engine()
        let copy = engine.board.make("Copy", key: engine.key("V103"))
        let own = engine.board.state.withLock { state in
            state.items.first { $0.key != copy && $0.value.values[BoardField.keyColumnID] == engine.key("V103") }?.key
        }
        engine.board.take(own, to: .deleted)
        let report = try await engine.reconcile()
        #expect(report.isClean && report.findings.counts == ["missing": 1])
        #expect(engine.board.item(engine.key("V103")) == copy)
        #expect(engine.board.keys.count == 8)
    }

    @Test func `an archived item is told and left`() async throws {
        let engine = try await engine()
        engine.board.take(engine.board.item(engine.key("V103")), to: .archived)
        let report = try await engine.reconcile()
        #expect(report.findings.counts == ["archived": 1] && report.repaired.all == 0)
        #expect(report.isClean && report.totals?.archived == 1)
        #expect(engine.board.keys.count == 7)
    }

    @Test func `the deleted item of a record that is gone from Sage is not made again`() async throws {
        let engine = try await engine()
        engine.company.remove("V103")
        _ = try await engine.sync(.sweep)
        let gone = try await engine.reconcile()
        #expect(gone.isClean && gone.totals?.gone == 1)
        engine.board.take(engine.board.item(engine.key("V103")), to: .deleted)
        #expect(try await engine.reconcile().isClean)
        #expect(engine.board.keys.count == 7)
        #expect(try await engine.reconcile().findings == FindingList())
    }

    @Test func `second, unknown and strange items are told and never touched`() async throws {
        let engine = try await engine()
        engine.board.make("Second", key: engine.key("V103"))
        engine.board.make("Unknown", key: engine.key("V999"))
        engine.board.make("Notes", key: nil)
        engine.board.make("Foreign", key: "other/ABC/ap-vendor/00/V103")
        let before = engine.board.state.withLock { $0.items.mapValues(\.name) }
        let report = try await engine.reconcile()
        #expect(report.findings.counts == ["duplicate": 1, "unknown": 1] && report.strangers == 2)
        #expect(!report.isClean && report.repaired.all == 0)
        #expect(report.totals?.differing.map { [$0.sage.count, $0.board.count] } == [[8, 10]])
        #expect(engine.board.state.withLock { $0.items.mapValues(\.name) } == before)
    }

    @Test func `an item of a record that is known without one is adopted and brought up to date`() async throws {
        let engine = try Engine(scope: RecordScope(openOnly: true))
        engine.company.put("V1")
        engine.company.state.withLock { $0.vendors["V1"]?.status = .inactive }
        engine.company.put("V2")
        _ = try await engine.sync()
        let item = engine.board.make("Old", key: engine.key("V1"))
        let report = try await engine.reconcile()
        #expect(report.findings.counts == ["unclaimed": 1] && report.repaired.claimed == 1 && report.isClean)
        #expect(engine.board.state.withLock { $0.items[item]?.name } == "Vendor")
        #expect(engine.board.keys == ["V1", "V2"].map(engine.key))
        #expect(report.totals?.lines.map(\.board.count) == [2])
    }

    @Test func `the policy of telling changes nothing`() async throws {
        let engine = try await engine()
        engine.board.edit(engine.board.item(engine.key("V101")), ["Vendor": "Somebody"])
        engine.board.take(engine.board.item(engine.key("V103")), to: .deleted)
        let before = engine.board.state.withLock { $0.sent.count }
        let report = try await engine.reconcile(.report)
        #expect(report.findings.counts == ["edited": 1, "missing": 1])
        #expect(!report.isClean && report.repaired.all == 0 && report.left == nil)
        #expect(try await engine.counts() == [.done: 8])
        #expect(engine.board.state.withLock { $0.sent.count } == before)
    }

    @Test(arguments: [(50, 60, true), (51, 60, false), (51, 170, true), (52, 170, false)])
    func `more repairs than the share are not made`(edited: Int, all: Int, areMade: Bool) async throws {
        let engine = try await engine(vendors: all)
        engine.board.state.withLock { $0.pages.size = 500 }
        for vendor in 0..<edited {
            engine.board.edit(engine.board.item(engine.key("V\(100 + vendor)")), ["Vendor": "Somebody"])
        }
        let report = try await engine.reconcile()
        #expect(report.findings[.edited] == edited && report.repaired.corrected == (areMade ? edited : 0))
        #expect(report.isClean == areMade && report.messages.isEmpty == areMade)
        #expect(report.findings.first.count == edited)
    }

    @Test func `a record in a form nobody can read is counted, and the report is kept`() async throws {
        let engine = try await engine()
        engine.company.state.withLock { $0.garbled = ["V103"] }
        let report = try await engine.reconcile()
        #expect(report.isDone && !report.isClean && report.totals?.unreadable == 1)
        #expect(try engine.store.reconciliations(of: engine.settings.ref, limit: 5).count == 1)
    }

    @Test func `what was said of several items of one key is forgotten once there is one`() async throws {
        let engine = try await engine()
        let ref = engine.settings.ref
        try await engine.store.write { transaction in
            try transaction.note(duplicates: "The board holds several items.", board: ref, key: "00/V103", now: 1)
            try transaction.note(problem: "Not read.", board: ref, key: "00/V104", now: 1)
        }
        try await engine.reconcile()
        #expect(try engine.store.problems(limit: 9).map(\.sentence) == ["Not read."])
    }

    @Test func `what is written while the board is read is no finding`() async throws {
        let engine = try await engine()
        let once = Mutex(false)
        engine.board.state.withLock { state in
            state.pages.afterPage = { [engine] in
                guard
                    !once.withLock({ done in
                        defer { done = true }; return done
                    })
                else { return }
                for vendor in 0..<8 { engine.company.put("V\(100 + vendor)", name: "New", at: "20261123T11:30:00.000") }
                engine.company.put("V200", at: "20261123T11:30:00.000")
                _ = try? await engine.sync(.poll)
            }
        }
        let report = try await engine.reconcile()
        #expect(report.findings == FindingList() && report.isClean)
        #expect(engine.board.state.withLock { Set($0.items.values.map(\.name)) } == ["New", "Vendor"])
    }

    @Test func `a record that is on its way is not judged`() async throws {
        let engine = try await engine()
        engine.company.put("V103", name: "New", at: "20261123T11:30:00.000")
        _ = try await engine.scanner.run(.poll)
        engine.board.edit(engine.board.item(engine.key("V103")), ["Vendor": "Somebody"])
        let report = try await engine.reconcile(.report)
        #expect(report.findings == FindingList() && report.unjudged == 1)
    }

    @Test func `a list that expires is read again from its first page, a few times`() async throws {
        let engine = try await engine()
        engine.board.state.withLock { $0.pages.expiring = 2 }
        let report = try await engine.reconcile()
        #expect(report.isClean && report.items == 8 && report.totals?.lines.map(\.board.count) == [8])
        engine.board.state.withLock { $0.pages.expiring = 3 }
        let ended = try await engine.reconcile()
        #expect(!ended.isDone && !ended.isClean && ended.messages.first?.contains("gave up the list") == true)
    }

    @Test func `an item that comes twice counts once, and one that a page leaves out is asked for`() async throws {
        let engine = try await engine()
        let item = try #require(engine.board.item(engine.key("V103")))
        engine.board.state.withLock { state in
            state.pages.repeats = true
            state.pages.unlisted = [item]
        }
        let report = try await engine.reconcile()
        #expect(report.findings == FindingList() && report.items == 7)
        #expect(engine.board.state.withLock { $0.pages.asked } == [[item]])
    }

    @Test func `a board that rests, or whose columns are not known, is not read`() async throws {
        let engine = try Engine()
        let unknown = try await engine.reconcile()
        #expect(!unknown.isDone && unknown.messages.first?.contains("columns are not known") == true)
        _ = try await engine.sync()
        let ref = engine.settings.ref
        try await engine.store.write { transaction in
            var board = try transaction.board(ref)
            board.pause = BoardRow.Pause(reason: "Year end", since: 1)
            try transaction.save(board)
        }
        let resting = try await engine.reconcile()
        #expect(!resting.isDone && resting.messages.first?.contains("Year end") == true)
    }

    @Test(arguments: [true, false])
    func `whichever transaction of a repair is the last, the next one ends right`(afterCommit: Bool) async throws {
        var deaths = 0
        var isDead = true
        while isDead {
            let engine = try await engine(vendors: 4)
            engine.board.edit(engine.board.item(engine.key("V100")), ["Vendor": "Somebody"])
            engine.board.take(engine.board.item(engine.key("V101")), to: .deleted)
            let store = DyingStore(engine.store, atWrite: deaths + 1, afterCommit: afterCommit)
            do {
                _ = try await engine.reconciler(store).run(policy: .repair, after: nil) {
                    _ = try await engine.sync()
                    return nil
                }
                isDead = false
            } catch is DyingStore.Death {
                deaths += 1
            }
            try await engine.drain()
            #expect(try await engine.reconcile().isClean, "died at transaction \(deaths)")
            #expect(engine.board.keys == (0..<4).map { engine.key("V\(100 + $0)") })
            #expect(engine.board.state.withLock { Set($0.items.values.map(\.name)) } == ["Vendor"])
            try FileManager.default.removeItem(at: engine.folder)
        }
        #expect(deaths > 8)
    }
}
