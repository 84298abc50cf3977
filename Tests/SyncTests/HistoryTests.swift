import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// What is written down of what happens to items, in the transaction in which it happens.
@Suite(.timeLimit(.minutes(5)))
struct HistoryTests {
    private func engine(vendors: Int) throws -> Engine {
        let engine = try Engine()
        for vendor in 0..<vendors { engine.company.put("V\(100 + vendor)") }
        return engine
    }

    @Test func `every record that is delivered is one row, with monday's number of the request`() async throws {
        let engine = try engine(vendors: 30)
        _ = try await engine.sync()
        let rows = try engine.history()
        #expect(rows.count == 30 && rows.allSatisfy { $0.event == "created" && $0.itemID != nil && $0.attempt != nil })
        let keys = Set(engine.board.state.withLock { $0.sent.map { "request \($0.key)" } })
        #expect(keys.count == 2 && Set(rows.compactMap(\.requestID)) == keys)
        #expect(rows.first?.changedFields?["name"] == HistoryEntry.Change(old: nil, new: "Vendor"))
        #expect(try engine.store.verifyHistory().faults.isEmpty)
    }

    @Test func `a quiet poll writes nothing down`() async throws {
        let engine = try engine(vendors: 3)
        _ = try await engine.sync()
        _ = try await engine.sync()
        _ = try await engine.sync(.sweep)
        #expect(try engine.history().count == 3)
    }

    @Test func `a change is told from what to what`() async throws {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        engine.company.put("V101", name: "Renamed", at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        let row = try #require(try engine.history().last)
        #expect(row.event == "changed" && row.key == "00/V101")
        let change = HistoryEntry.Change(old: "Vendor", new: "Renamed")
        #expect(row.changedFields == ["name": change, "vendor-name": change])
    }

    @Test func `an item's whole life can be read`() async throws {
        let engine = try engine(vendors: 1)
        engine.company.put("V100", name: "Bad")
        engine.board.state.withLock { $0.refusedNames = ["Bad"] }
        _ = try await engine.sync()
        engine.company.put("V100", name: "Good", at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        engine.board.state.withLock { $0.items = [:] }
        engine.company.put("V100", name: "Better", at: "20261123T11:10:00.000")
        _ = try await engine.sync()
        engine.company.remove("V100")
        _ = try await engine.sync(.sweep)
        let rows = try engine.history()
        #expect(rows.map(\.event) == ["blocked", "created", "lost", "created", "gone", "changed"])
        #expect(rows[0].note == "The value does not fit the column." && rows[2].note == "No such item.")
        #expect(rows[2].itemID == "1" && rows[3].itemID == "2")
        #expect(rows[4].run != nil && rows[4].attempt == nil)
        #expect(rows[5].changedFields?["status"]?.new == "Gone")
    }

    @Test func `an item that was there before is told as adopted, and every field as rewritten`() async throws {
        let engine = try engine(vendors: 1)
        engine.board.state.withLock {
            $0.items["77"] = ("old", [BoardFieldID.key: engine.key("V100")])
            $0.next = 100
        }
        _ = try await engine.sync()
        let rows = try engine.history()
        #expect(rows.map(\.event) == ["adopted", "rewritten"] && rows.allSatisfy { $0.itemID == "77" })
        #expect(rows[0].note?.contains("before anything was created") == true)
    }

    @Test func `an item that is found after a lost answer is told with the request that made it`() async throws {
        let engine = try engine(vendors: 1)
        engine.board.state.withLock { $0.faults = [.lostAnswer] }
        _ = try await engine.sync()
        let rows = try engine.history()
        #expect(rows.map(\.event) == ["adopted", "rewritten"])
        #expect(rows[0].attempt == 1 && rows[0].note?.contains("outcome was not known") == true)
    }

    @Test func `a board that takes another's place is one row, and its items are told anew`() async throws {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        engine.board.state.withLock {
            $0.boardID = "2"
            $0.items = [:]
        }
        let moved = engine.moved(to: "2")
        _ = try await moved.sync()
        #expect(try moved.history().map(\.event) == ["created", "created", "board-replaced", "created", "created"])
    }

    @Test func `a transaction that fails leaves no row behind, and the next one follows the last that did not`()
        async throws
    {
        let engine = try engine(vendors: 1)
        let ref = engine.settings.ref
        let entry = HistoryEntry(board: ref, key: "x", event: .created, cause: HistoryEntry.Cause(at: 0))
        await #expect(throws: DyingStore.Death.self) {
            try await engine.store.write { transaction in
                for _ in 0..<9 { try transaction.append(entry) }
                throw DyingStore.Death()
            }
        }
        _ = try await engine.sync()
        #expect(try engine.history().map(\.id) == [1])
        #expect(try engine.store.verifyHistory().faults.isEmpty)
    }
}

extension Engine {
    /// The whole history, oldest first.
    func history() throws -> [HistoryRow] {
        var all: [HistoryRow] = []
        try store.history(HistoryFilter(), limit: nil, newestFirst: false) { all += $0 }
        return all
    }

    /// What the history says that every item shows, by record key.
    func shownByHistory() throws -> [String: ItemContent] {
        var shown: [String: ItemContent] = [:]
        for row in try history() {
            guard let changes = row.changedFields else { continue }
            var content = row.event == "changed" ? shown[row.key] : nil
            content = content ?? ItemContent(name: "", fields: [:])
            for (field, change) in changes {
                if field == "name" { content?.name = change.new ?? "" } else { content?.fields[field] = change.new }
            }
            shown[row.key] = content
        }
        return shown
    }
}
