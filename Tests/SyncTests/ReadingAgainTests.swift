import Store
import Sync
import Synchronization
import Testing
import WireProtocol

@testable import Mapping

/// What a later read makes of records that are known already.
@Suite(.timeLimit(.minutes(5)))
struct ReadingAgainTests {
    private func scanner(_ engine: Engine, _ scope: RecordScope) -> BoardScanner {
        var settings = engine.settings
        settings.scope = scope
        return BoardScanner(settings: settings, store: engine.store, source: engine.company, time: engine.time)
    }

    @Test(arguments: [ScanRow.Mode.sweep, .full])
    func `a record that cannot be read any more is not gone`(mode: ScanRow.Mode) async throws {
        let engine = try Engine()
        for vendor in ["V1", "V2", "V3"] { engine.company.put(vendor) }
        _ = try await engine.sync()
        engine.company.state.withLock { $0.unreadable = ["V2"] }
        let run = try await engine.sync(mode)
        #expect(run.problems == 1 && run.gone == 0 && run.outcome == .done)
        let values = engine.board.state.withLock { $0.items.values.flatMap(\.values.values) }
        #expect(!values.contains { $0.contains(BoardField.goneLabel) })
    }

    @Test(arguments: [ScanRow.Mode.poll, .sweep, .full])
    func `a record that can be read again, as it was before, is no problem any more`(mode: ScanRow.Mode) async throws {
        let engine = try Engine()
        engine.company.put("V1")
        _ = try await engine.sync()
        engine.company.state.withLock { $0.unreadable = ["V1"] }
        _ = try await engine.sync(mode)
        #expect(try engine.store.problems(limit: 5).map(\.key) == ["00/V1"])
        engine.company.state.withLock { $0.unreadable = [] }
        let run = try await engine.sync(mode)
        #expect(run.unchanged == 1 && run.problems == 0)
        #expect(try engine.store.problems(limit: 5).isEmpty)
        #expect(engine.board.state.withLock { $0.sent.count } == 1)
    }

    @Test func `a scope that was widened takes in what was left out, at the next full read`() async throws {
        let engine = try Engine(scope: RecordScope(openOnly: true))
        engine.company.put("V1")
        engine.company.state.withLock { $0.vendors["V1"]?.status = .inactive }
        #expect(try await engine.sync().skipped == 1)
        let run = try await scanner(engine, RecordScope()).run(.full)
        #expect(run.new == 1 && run.skipped == 0)
        try await engine.drain()
        #expect(engine.board.keys == [engine.key("V1")])
    }

    @Test func `a scope that was narrowed leaves out what has no item yet, at the next full read`() async throws {
        let engine = try Engine()
        engine.company.put("V1")
        _ = try await engine.sync()
        for vendor in ["V1", "V2"] {
            engine.company.put(vendor, at: "20261123T11:00:00.000")
            engine.company.state.withLock { $0.vendors[vendor]?.status = .inactive }
        }
        _ = try await engine.scanner.run(.poll)
        let run = try await scanner(engine, RecordScope(openOnly: true)).run(.full)
        #expect(run.skipped == 1 && run.new == 0)
        try await engine.drain()
        #expect(engine.board.keys == [engine.key("V1")])
        #expect(try await engine.counts() == [.done: 1, .skipped: 1])
    }
}
