import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// A poll and a read of everything beside each other.
@Suite(.timeLimit(.minutes(5)))
struct LaneTests {
    private func engine(vendors: Int, at stamp: String = "20261101T08:00:00.000") throws -> Engine {
        let engine = try Engine()
        for number in 0..<vendors { engine.company.put("V\(1000 + number)", at: stamp) }
        return engine
    }

    private func queries(_ engine: Engine) -> [ScanQuery] { engine.company.state.withLock { $0.scans } }

    @Test func `a read of everything takes limited answers and gives way between them`() async throws {
        let engine = try engine(vendors: 25)
        let ways = Mutex(0)
        let run = try await engine.scanner(answerSize: 10).run(.full) {
        } givingWay: {
            ways.withLock { $0 += 1 }
        }
        #expect(run.new == 25 && ways.withLock { $0 } == 2)
        #expect(queries(engine).map(\.limit) == [10, 10, 10])
        #expect(queries(engine).map(\.after) == [nil, "V1009", "V1019"])
        _ = try await engine.scanner.run(.poll)
        #expect(queries(engine).last?.limit == nil, "a poll is short")
    }

    @Test func `while the first read is under way polls start from its start, less the overlap`() async throws {
        let engine = try engine(vendors: 25)
        let scanner = engine.scanner(answerSize: 10)
        let polls = Mutex<[RunRow]>([])
        let run = try await scanner.run(.poll) {
        } givingWay: {
            engine.company.put("V1000", name: "Live", at: "20261123T11:55:00.000")
            if let poll = try? await scanner.pollBeside() { polls.withLock { $0.append(poll) } }
        }
        #expect(run.mode == "full" && run.new + run.unchanged == 25)
        #expect(polls.withLock { $0.map(\.changed) } == [1, 0])
        #expect(queries(engine).compactMap(\.changedSince?.text).first == "20261123T10:00:00.000")
        #expect(try await engine.record("V1000")?.desired.name == "Live")
    }

    @Test func `a poll of a board that nobody reads in full has nothing to start from`() async throws {
        let engine = try engine(vendors: 2)
        #expect(try await engine.scanner.pollBeside() == nil)
        #expect(queries(engine).isEmpty)
    }

    @Test func `what the first read leaves uncovered before the polls is read by the next poll`() async throws {
        let engine = try engine(vendors: 25)
        let scanner = engine.scanner(answerSize: 10)
        _ = try await scanner.run(.poll) {
        } givingWay: {
            engine.company.put("V1000", name: "Live", at: "20261123T11:55:00.000")
            _ = try? await scanner.pollBeside()
        }
        // The latest stamp of the read itself is of the 1st, that of the polls of the 23rd.
        let before = try await engine.boardRow().coverage
        #expect(before.watermark?.text == "20261101T08:00:00.000" && before.gaps.count == 1)
        _ = try await engine.scanner.run(.poll)
        #expect(queries(engine).last?.changedSince?.text == "20261101T06:00:00.000")
        let after = try await engine.boardRow().coverage
        #expect(after.gaps.isEmpty && after.watermark?.text == "20261123T11:55:00.000")
    }

    @Test func `each lane goes on behind its own cursor after a crash`() async throws {
        let engine = try engine(vendors: 900, at: "20261123T11:00:00.000")
        _ = try await engine.scanner.run(.full)
        for number in 0..<900 where number % 10 == 0 {
            engine.company.put("V\(1000 + number)", name: "New", at: "20261123T11:30:00.000")
        }
        engine.company.state.withLock { $0.cutAfter = 450 }
        await #expect(throws: SourceError.self) { try await engine.scanner.run(.sweep) }
        engine.company.state.withLock { $0.cutAfter = 250 }
        await #expect(throws: SourceError.self) { try await engine.scanner.pollBeside() }
        let ref = engine.settings.ref
        let cursors = try await engine.store.read { reader in
            (try reader.scan(ref, .live)?.cursor, try reader.scan(ref, .deep)?.cursor)
        }
        #expect(cursors == ("V1199", "V1399"))
        // What was broken off in the deep lane is finished first, since what it found changed is held until its end.
        let poll = try await engine.scanner.run(.poll)
        #expect(queries(engine).suffix(2).map(\.after) == ["V1399", "V1199"] && poll.mode == "poll")
        let sweep = try await engine.scanner.run(.sweep)
        #expect(sweep.read == 900 && sweep.gone == 0)
        let names = try await engine.store.read { reader in
            try (0..<90).map { try reader.record(ref, key: "00/V\(1000 + $0 * 10)")?.desired.name }
        }
        #expect(names.allSatisfy { $0 == "New" })
    }

    @Test func `a full read that was broken off is gone on with, and the changes meanwhile are not lost`() async throws
    {
        let engine = try engine(vendors: 30)
        let scanner = engine.scanner(answerSize: 10)
        engine.company.state.withLock { $0.faultAfter = 9 }
        await #expect(throws: SourceError.self) { try await scanner.run(.poll) }
        // Behind the read's back, before what it reads next.
        engine.company.put("V0001", at: "20261123T12:30:00.000")
        engine.company.state.withLock { $0.clock = SageStamp("20261123T13:00:00.000") ?? $0.clock }
        #expect(try await engine.scanner(answerSize: 10).run(.poll).mode == "full")
        #expect(try await engine.record("V0001") == nil)
        #expect(try await engine.scanner.run(.poll).new == 1)
        #expect(try await engine.counts() == [.queued: 31])
    }

    @Test func `a scan that was closed while it was read ends, and does not count as a read of everything`()
        async throws
    {
        let engine = try engine(vendors: 30)
        _ = try await engine.sync()
        let ref = engine.settings.ref
        await #expect(throws: SourceError.self) {
            try await engine.scanner(answerSize: 10).run(
                .sweep,
                givingWay: {
                    // As a rebuild does between two answers.
                    _ = try? await engine.store.write { transaction in
                        var board = try transaction.board(ref)
                        board.watermark = nil
                        try transaction.save(board)
                        if let scan = try transaction.scan(ref, .deep) { try transaction.close(scan: scan.id) }
                    }
                })
        }
        #expect(try await engine.boardRow().watermark == nil)
        #expect(try await engine.scanner.run(.poll).mode == "full")
    }

    @Test func `a read in the same lane is waited for, and two answers are never read at once`() async throws {
        let engine = try engine(vendors: 40)
        _ = try await engine.sync()
        let source = WatchedSource(company: engine.company)
        let scanner = BoardScanner(
            settings: engine.settings, store: engine.store, source: source, time: engine.time, answerSize: 10)
        try await withThrowingTaskGroup(of: RunRow.self) { group in
            for mode in [ScanRow.Mode.sweep, .poll, .full, .poll, .sweep] {
                group.addTask { try await scanner.run(mode) }
            }
            for try await run in group { #expect(run.outcome == .done && run.changed == 0) }
        }
        let open = source.open.withLock { $0 }
        #expect(open.most == 1 && open.now == 0 && open.all >= 14)
    }

    @Test func `two who ask at once for a first poll share the full read`() async throws {
        let engine = try engine(vendors: 10)
        let scanner = engine.scanner
        let modes = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<2 { group.addTask { try await scanner.run(.poll).mode } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(modes.sorted() == ["full", "poll"])
    }

    @Test func `what polls found goes to the board before the backfill`() async throws {
        let engine = try engine(vendors: 20)
        let scanner = engine.scanner(answerSize: 10)
        _ = try await scanner.run(.full) {
        } givingWay: {
            engine.company.put("V9999", at: "20261123T11:55:00.000")
            _ = try? await scanner.pollBeside()
        }
        let ref = engine.settings.ref
        let due = try await engine.store.read { try $0.due(ref, now: engine.time.now, limit: 3) }
        #expect(due.map(\.key) == ["00/V9999", "00/V1000", "00/V1001"])
    }

    // MARK: What was not seen

    @Test func `a record that was missed while it moved is read by itself and stays`() async throws {
        let engine = try engine(vendors: 5)
        _ = try await engine.sync()
        let sent = engine.sent
        engine.company.state.withLock { state in
            state.transform = { lines in
                lines.compactMap { line in
                    switch line {
                    case .record(let record) where record.key.parts[1] == "V1002": return nil
                    case .end(var end):
                        end.records -= 1
                        return .end(end)
                    default: return line
                    }
                }
            }
        }
        let run = try await engine.sync(.sweep)
        #expect(run.gone == 0 && run.unchanged == 5 && engine.sent == sent)
        #expect(engine.company.state.withLock { $0.fetched } == 1)
    }

    @Test func `a record that cannot be asked for stops the sweep, which goes on with it`() async throws {
        let engine = try engine(vendors: 5)
        _ = try await engine.sync()
        engine.company.remove("V1002")
        let engineCompany = engine.company
        let fault = DyingSource(company: engineCompany)
        let scanner = BoardScanner(settings: engine.settings, store: engine.store, source: fault, time: engine.time)
        await #expect(throws: SourceError.self) { try await scanner.run(.sweep) }
        #expect(try await engine.record("V1002")?.isGone == false)
        #expect(try await engine.sync(.sweep).gone == 1)
    }
}

/// A company of which single records cannot be read for a while.
private struct DyingSource: RecordSource {
    let company: FakeCompany

    func info() async throws -> AgentInfo { try await company.info() }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        throw SourceError("Busy.", isRetryable: true)
    }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        try await company.scan(kind, query)
    }
}

/// A company that counts how many of its answers are being read.
private final class WatchedSource: RecordSource {
    let company: FakeCompany
    let open = Mutex((now: 0, most: 0, all: 0))

    init(company: FakeCompany) {
        self.company = company
    }

    func info() async throws -> AgentInfo { try await company.info() }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? { try await company.record(kind, key) }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        open.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
        var lines: [ScannedLine] = []
        for try await line in try await company.scan(kind, query) { lines.append(line) }
        let rest = Mutex(lines[...])
        return AsyncThrowingStream {
            await Task.yield()
            guard let line = rest.withLock({ $0.popFirst() }) else { return nil }
            if case .end = line { self.open.withLock { $0.now -= 1 } }
            return line
        }
    }
}
