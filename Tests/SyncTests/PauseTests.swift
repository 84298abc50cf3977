import Foundation
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct PauseTests {
    private static let minute: Int64 = 60_000

    private func pause(_ rig: WorkerRig, _ reason: String = "Month-end close.") async throws {
        let pause = try #require(BoardRow.Pause(given: reason, now: rig.time.now))
        try rig.engine.store.pause([rig.engine.settings.ref], pause, HistoryEntry.Cause(at: 1))
        await rig.worker.wake()
    }

    private func resume(_ rig: WorkerRig) async throws {
        _ = try rig.engine.store.resume([rig.engine.settings.ref], HistoryEntry.Cause(at: 2))
        await rig.worker.wake()
    }

    @Test func `a paused board is not read on schedule, and once resumed it is caught up once`() async throws {
        let rig = try WorkerRig()
        rig.engine.company.put("V1")
        try await rig.run { rig in
            _ = try await rig.nextRun()
            try await rig.nextSent()
            try await pause(rig)
            rig.engine.company.put("V2", at: "20261123T11:00:00.000")
            rig.time.move(to: rig.time.now + 120 * Self.minute)
            await #expect(throws: BoardPaused.self) { try await rig.worker.read(.poll) }
            try await resume(rig)
            let run = try await rig.nextRun()
            #expect(run.new == 1 && run.startedAt == rig.start + 120 * Self.minute)
            try await rig.nextSent()
            let runs = try await rig.engine.store.read { try $0.run(3) }
            #expect(runs == nil)
        }
    }

    @Test func `a pause that the worker was not told of is noticed before the next read, and its end too`() async throws
    {
        let rig = try WorkerRig()
        try await rig.run { rig in
            _ = try await rig.nextRun()
            let due = try await rig.nextWait()
            let pause = try #require(BoardRow.Pause(given: "Quiet.", now: rig.time.now))
            try rig.engine.store.pause([rig.engine.settings.ref], pause, HistoryEntry.Cause(at: 1))
            rig.time.move(to: due)
            let look = try await rig.nextWait()
            #expect(look == due + 30_000)
            // No next read is shown: written before the loop rests, and bounded by the suite's time.
            while try await rig.row().nextPollAt != nil { await Task.yield() }
            _ = try rig.engine.store.resume([rig.engine.settings.ref], HistoryEntry.Cause(at: 2))
            rig.time.move(to: look)
            // The loop may have begun to wait only now, for a look later.
            let mover = Task { while let next = try? await rig.nextWait() { rig.time.move(to: next) } }
            defer { mover.cancel() }
            #expect(try await look...(look + 30_000) ~= rig.nextRun().startedAt)
        }
    }

    @Test func `what is queued waits while the board is paused, and goes out afterwards`() async throws {
        let rig = try WorkerRig()
        rig.engine.company.put("V1")
        let (ref, store) = (rig.engine.settings.ref, rig.engine.store)
        _ = try await rig.engine.scanner.run(.poll)
        try store.pause([ref], try #require(BoardRow.Pause(given: "Quiet.", now: 1)), HistoryEntry.Cause(at: 1))
        try await rig.run(isScheduled: false) { rig in
            // The deliverer has looked, and waits.
            _ = try await rig.nextWait()
            #expect(rig.engine.board.keys.isEmpty)
            #expect(try await store.read { try $0.counts(ref) } == [.queued: 1])
            try await resume(rig)
            try await rig.nextSent()
            #expect(rig.engine.board.keys == [rig.engine.key("V1")])
        }
    }

    @Test func `a board that is paused while monday's limits are waited for gets no request`() async throws {
        let engine = try Engine()
        engine.company.put("V1")
        _ = try await engine.scanner.run(.poll)
        let deliverer = engine.deliverer
        // Discovery, which writes nothing.
        #expect(try await deliverer.step() == .progressed)
        try engine.store.pause(
            [engine.settings.ref], try #require(BoardRow.Pause(given: "Quiet.", now: 1)), HistoryEntry.Cause(at: 1))
        // The step was begun before: it looks the key up, and opens no attempt any more.
        #expect(try await deliverer.step() == .progressed)
        let ref = engine.settings.ref
        #expect(try await engine.store.read { try $0.attempts(ref) }.isEmpty)
        #expect(engine.board.keys.isEmpty)
        _ = try engine.store.resume([ref], HistoryEntry.Cause(at: 2))
        try await engine.drain(deliverer)
        #expect(engine.board.keys == [engine.key("V1")])
        try FileManager.default.removeItem(at: engine.folder)
    }

    @Test func `a read under way ends with the pause, and goes on behind its last page`() async throws {
        let engine = try Engine()
        for number in 0..<500 { engine.company.put("V\(1000 + number)") }
        let source = StallingCompany(company: engine.company, linesBeforeStall: 300)
        let time = SteppedTime()
        let worker = BoardWorker(
            settings: engine.settings,
            scanner: BoardScanner(settings: engine.settings, store: engine.store, source: source, time: time),
            deliverer: engine.deliverer, store: engine.store, time: time, report: { _, _ in })
        let reading = Task { try await worker.read(.full) }
        await source.stalled.wait()
        try engine.store.pause(
            [engine.settings.ref], try #require(BoardRow.Pause(given: "Quiet.", now: 1)), HistoryEntry.Cause(at: 1))
        await worker.wake()
        await #expect(throws: BoardPaused.self) { try await reading.value }
        let ref = engine.settings.ref
        let counts = try await engine.store.read { try $0.counts(ref) }
        #expect(counts == [.queued: 200])
        _ = try engine.store.resume([ref], HistoryEntry.Cause(at: 2))
        #expect(try await engine.scanner.run(.full).new == 300)
        try FileManager.default.removeItem(at: engine.folder)
    }

    @Test func `pausing again takes the new reason and keeps the time, and a board is resumed once`() throws {
        let engine = try Engine()
        let ref = engine.settings.ref
        try engine.store.pause([ref], try #require(BoardRow.Pause(given: "First.", now: 1)), HistoryEntry.Cause(at: 1))
        try engine.store.pause([ref], try #require(BoardRow.Pause(given: "Second.", now: 2)), HistoryEntry.Cause(at: 1))
        let paused = BoardRow.Pause(reason: "Second.", since: 1)
        #expect(try engine.store.status(of: [ref])[0].pause == paused)
        #expect(try engine.store.resume([ref], HistoryEntry.Cause(at: 2)) == [ref: paused])
        #expect(try engine.store.resume([ref], HistoryEntry.Cause(at: 2)).isEmpty)
        #expect(try engine.history().map(\.event) == ["paused", "paused", "resumed"])
        #expect(try engine.history().map(\.note) == ["First.", "Second.", "Second."])
        try FileManager.default.removeItem(at: engine.folder)
    }

    @Test(arguments: ["x", "  month-end close  ", String(repeating: "ä", count: 200), "fermé – 決算"])
    func `a reason is one line of up to 200 characters`(reason: String) {
        #expect(BoardRow.Pause(given: reason, now: 7)?.reason == reason.trimmingCharacters(in: .whitespaces))
    }

    @Test(arguments: [
        "", "   ", String(repeating: "a", count: 201), "a\nb", "a\u{1B}[31mb", "a\0", "a\u{2028}b", "a\u{202E}b",
        "\u{7F}",
    ])
    func `another reason is refused`(reason: String) {
        #expect(BoardRow.Pause(given: reason, now: 7) == nil)
    }
}

/// A company whose first scan stands still in the middle, until its reader is gone.
private struct StallingCompany: RecordSource {
    let company: FakeCompany
    let linesBeforeStall: Int
    let stalled = Latch()

    func info() async throws -> AgentInfo { try await company.info() }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        try await company.record(kind, key)
    }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        var lines: [ScannedLine] = []
        for try await line in try await company.scan(kind, query) where lines.count < linesBeforeStall {
            lines.append(line)
        }
        let rest = Mutex(lines[...])
        let stalled = stalled
        return AsyncThrowingStream {
            if let line = rest.withLock({ $0.popFirst() }) { return line }
            // Whoever asks for this line has taken in all the others.
            await stalled.open()
            let (nothing, never) = AsyncStream<Void>.makeStream()
            for await _ in nothing {}
            never.finish()
            throw CancellationError()
        }
    }
}
