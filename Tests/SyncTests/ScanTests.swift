import Foundation
import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct ScanTests {
    private func engine(vendors: Int) throws -> Engine {
        let engine = try Engine()
        for number in 0..<vendors { engine.company.put("V\(1000 + number)") }
        return engine
    }

    @Test func `a scan that is cut off goes on behind its last page`() async throws {
        let engine = try engine(vendors: 500)
        engine.company.state.withLock { $0.cutAfter = 450 }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.poll) }
        #expect(try await engine.store.read { try $0.board(engine.settings.ref).watermark } == nil)
        let run = try await engine.scanner.run(.poll)
        #expect(run.mode == "full" && run.read == 100)
        #expect(engine.company.state.withLock { $0.scans.last?.after } == "V1399")
        try await engine.drain()
        #expect(engine.board.keys.count == 500)
    }

    @Test func `a fault line keeps what came before it`() async throws {
        let engine = try engine(vendors: 10)
        engine.company.state.withLock { $0.faultAfter = 4 }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.poll) }
        #expect(try await engine.counts() == [.queued: 4])
        #expect(try await engine.scanner.run(.poll).read == 6)
    }

    @Test func `an end line that counts otherwise is not believed`() async throws {
        let engine = try engine(vendors: 3)
        engine.company.state.withLock { $0.lie = 1 }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.poll) }
        #expect(try await engine.store.read { try $0.board(engine.settings.ref).watermark } == nil)
        engine.company.state.withLock { $0.lie = 0 }
        #expect(try await engine.scanner.run(.poll).read == 3, "the whole answer is read again")
    }

    @Test func `a clock that was ahead and was put right hides nothing`() async throws {
        let engine = try engine(vendors: 1)
        engine.company.state.withLock { $0.clock = SageStamp(date: "20271123", time: "12") ?? $0.clock }
        engine.company.put("V9999", at: "20271123T11:00:00.000")
        _ = try await engine.sync()
        engine.company.state.withLock { $0.clock = SageStamp(date: "20261123", time: "12") ?? $0.clock }
        engine.company.put("V8888", at: "20261123T11:30:00.000")
        #expect(try await engine.sync().new == 1)
    }

    @Test func `the watermark never passes Sage's clock at the start`() async throws {
        let engine = try Engine()
        engine.company.put("V1", at: "20261224T00:00:00.000")
        _ = try await engine.scanner.run(.poll)
        let watermark = try await engine.store.read { try $0.board(engine.settings.ref).watermark }
        #expect(watermark?.text == "20261123T12:00:00.000")
    }

    @Test func `a poll reaches back behind the watermark by the overlap`() async throws {
        let engine = try Engine()
        engine.company.put("V1", at: "20261123T01:00:00.000")
        _ = try await engine.scanner.run(.poll)
        _ = try await engine.scanner.run(.poll)
        #expect(engine.company.state.withLock { $0.scans.last?.changedSince?.text } == "20261122T23:00:00.000")
    }

    @Test func `a record that carries no stamp is found by the poll`() async throws {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        engine.company.put("V9", at: nil)
        #expect(try await engine.sync().new == 1)
    }

    @Test func `a sweep finds what changed without a stamp and what is gone`() async throws {
        let engine = try engine(vendors: 3)
        // The latest stamp moves the watermark so far that the others are out of the overlap.
        engine.company.put("V9999", at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        engine.company.put("V1000", name: "Imported")
        engine.company.remove("V1001")
        #expect(try await engine.sync().changed == 0)
        let sweep = try await engine.sync(.sweep)
        #expect(sweep.changed == 1 && sweep.gone == 1 && sweep.unchanged == 2)
        #expect(engine.company.state.withLock { $0.fetched } == 2, "what changed, and what was not seen")
        let names = engine.board.state.withLock { $0.items.values.map(\.name).sorted() }
        #expect(names == ["Imported", "Vendor", "Vendor", "Vendor"])
    }

    @Test func `a record that comes back is shown as it was`() async throws {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        let before = engine.board.state.withLock { $0.items["1"]?.values }
        let vendor = try #require(engine.company.state.withLock { $0.vendors["V1000"] })
        engine.company.remove("V1000")
        _ = try await engine.sync(.sweep)
        #expect(engine.board.state.withLock { $0.items["1"]?.values } != before)
        engine.company.state.withLock { $0.vendors["V1000"] = vendor }
        _ = try await engine.sync(.sweep)
        #expect(engine.board.state.withLock { $0.items["1"]?.values } == before)
    }

    @Test func `an empty company marks nothing`() async throws {
        let engine = try engine(vendors: 50)
        _ = try await engine.sync()
        engine.company.state.withLock { $0.vendors = [:] }
        let run = try await engine.sync(.sweep)
        #expect(run.gone == 0 && run.message?.contains("50 of 50") == true)
    }

    @Test func `a record that cannot be read does not stop the others and is named`() async throws {
        let engine = try engine(vendors: 3)
        engine.company.state.withLock { $0.unreadable = ["V1001"] }
        let run = try await engine.sync()
        #expect(run.problems == 1 && engine.board.keys.count == 2)
        #expect(try engine.store.problems(limit: 5).map(\.key) == ["00/V1001"])
        engine.company.state.withLock { $0.unreadable = [] }
        _ = try await engine.sync(.sweep)
        #expect(try engine.store.problems(limit: 5).isEmpty)
        #expect(engine.board.keys.count == 3)
    }

    @Test func `a record that is sent in a form nobody can read does not stop the others and is named`() async throws {
        let engine = try Engine()
        for vendor in ["V1", "V2", "V3"] { engine.company.put(vendor) }
        engine.company.state.withLock { $0.garbled = ["V2"] }
        let run = try await engine.sync()
        #expect(run.outcome == .done && run.problems == 1)
        #expect(engine.board.keys == [engine.key("V1"), engine.key("V3")])
        engine.company.state.withLock { $0.garbled = [] }
        _ = try await engine.sync(.sweep)
        #expect(engine.board.keys == ["V1", "V2", "V3"].map(engine.key))
    }

    @Test func `a company that the agent does not serve is refused before anything is read`() async throws {
        let engine = try engine(vendors: 1)
        engine.company.state.withLock { $0.company = "XYZ" }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.poll) }
        #expect(engine.company.state.withLock { $0.scans.isEmpty })
    }

    @Test func `another company in the configuration does not take over the first one's items`() async throws {
        let engine = try engine(vendors: 2)
        _ = try await engine.sync()
        engine.company.state.withLock { $0.company = "XYZ" }
        let other = engine.moved(to: "1", company: "XYZ")
        await #expect(throws: SourceError.self) { try await other.scanner.run(.poll) }
        #expect(engine.board.keys == [engine.key("V1000"), engine.key("V1001")])
    }

    @Test func `a record out of scope gets no item, and one that leaves the scope keeps its item`() async throws {
        let engine = try Engine(scope: RecordScope(openOnly: true))
        engine.company.put("V1")
        engine.company.state.withLock {
            $0.vendors["V2"] = APVendor(division: "00", vendorNumber: "V2", status: .inactive)
        }
        #expect(try await engine.sync().skipped == 1)
        #expect(engine.board.keys == [engine.key("V1")])
        engine.company.state.withLock { $0.vendors["V1"]?.status = .inactive }
        engine.company.state.withLock { $0.vendors["V2"]?.status = .active }
        _ = try await engine.sync(.full)
        #expect(engine.board.keys == [engine.key("V1"), engine.key("V2")])
    }
}
