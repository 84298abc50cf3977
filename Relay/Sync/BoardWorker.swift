import Foundation
import Synchronization

/// Keeps one board up to date for as long as the relay runs: one loop reads, one loop delivers.
///
/// They run side by side, so that a board that takes hours to fill within monday's limits is still read on time. A board
/// that a person pauses is neither read nor written: a read under way stops behind its last page, a request under way is
/// waited for, and what is in doubt stays so until the board is resumed.
package final class BoardWorker: Sendable {
    /// What happens, for the log.
    package enum Event: Sendable {
        /// A read came to its end.
        case ran(RunRow)
        /// A reconciliation came to its end.
        case reconciled
        /// A read or a reconciliation failed, with the reason; it is tried again.
        case failedReading(String)
        /// The state could not be kept, with the reason; it is tried again.
        case failedDelivering(String)
    }

    /// How long a loop of a paused board waits before it looks again, in milliseconds, should it not be woken.
    private static let pauseLook: Int64 = 30_000

    package let settings: BoardSettings
    package let scanner: BoardScanner
    package let deliverer: BoardDeliverer
    private let store: any SyncStore
    private let time: any TimeSource
    private let report: @Sendable (BoardRef, Event) -> Void
    private let reconcile: (@Sendable () async throws -> Void)?
    private let delivering = Bell()
    private let scheduling = Bell()
    private let underWay = Mutex<[UUID: @Sendable () -> Void]>([:])
    private let reading = Turn()

    /// Makes a worker; ``run(isScheduled:)`` starts it.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - scanner: its read side.
    ///   - deliverer: its write side.
    ///   - store: where state is kept.
    ///   - time: the wall clock.
    ///   - reconcile: compares everything when a reconciliation is due, and reads through ``read(_:)``, whose turn it does not
    ///     hold; `nil` for a sweep of the company alone.
    ///   - report: told what happens.
    package init(
        settings: BoardSettings, scanner: BoardScanner, deliverer: BoardDeliverer, store: any SyncStore,
        time: any TimeSource, reconcile: (@Sendable () async throws -> Void)? = nil,
        report: @escaping @Sendable (BoardRef, Event) -> Void
    ) {
        self.settings = settings
        self.scanner = scanner
        self.deliverer = deliverer
        self.store = store
        self.time = time
        self.reconcile = reconcile
        self.report = report
    }

    /// Delivers what is queued, and reads on schedule, until the task is cancelled.
    ///
    /// - Parameter isScheduled: whether the board is read on schedule; else only by ``read(_:)``.
    package func run(isScheduled: Bool) async {
        await withTaskGroup(of: Void.self) { group in
            if isScheduled { group.addTask { await self.readOnSchedule() } }
            group.addTask { await self.deliver() }
        }
    }

    /// Reads the board now; a read on schedule that is under way is waited for.
    ///
    /// - Parameter mode: what to read.
    /// - Returns: the run.
    /// - Throws: ``BoardPaused``; else as ``BoardScanner/run(_:committed:)``.
    package func read(_ mode: ScanRow.Mode) async throws -> RunRow {
        defer { delivering.ring() }
        return try await reading.take { [self] in
            try await unlessPaused { [scanner, delivering] in
                try await scanner.run(mode) { delivering.ring() }
            }
        }
    }

    /// Has both loops look again at what there is to do, and ends a read of a board that is paused now.
    package func wake() async {
        if let isPaused = try? await pause() != nil, isPaused {
            for end in underWay.withLock({ Array($0.values) }) { end() }
        }
        delivering.ring()
        scheduling.ring()
    }

    private func pause() async throws -> BoardRow.Pause? {
        let ref = settings.ref
        return try await store.read { try $0.pause(ref) }
    }

    private func refusePaused() async throws {
        if let pause = try await pause() { throw BoardPaused(settings.ref, pause) }
    }

    /// Runs to the end, or until the board is paused.
    private func unlessPaused<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let id = UUID()
        let task = Task {
            // Looked at behind the entry, so that whoever pauses the board either is seen here or finds the entry.
            try await refusePaused()
            return try await body()
        }
        underWay.withLock { $0[id] = { task.cancel() } }
        defer { underWay.withLock { $0[id] = nil } }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch {
            try await refusePaused()
            throw error
        }
    }

    // MARK: Reading on schedule

    private func readOnSchedule() async {
        var plan = ReadingPlan(settings)
        while !Task.isCancelled {
            var isReconciliation = false
            do {
                let ref = settings.ref
                let board = try await store.read { try $0.board(ref) }
                guard board.pause == nil else {
                    try await note(nil, board)
                    await scheduling.wait(until: time.now + Self.pauseLook, time)
                    continue
                }
                let due = plan.due(board, now: time.now) { Int64.random(in: $0) }
                if due.first > time.now {
                    try await note(due, board)
                    await scheduling.wait(until: due.first, time)
                    // Woken: there is something new to know.
                    guard due.first <= time.now else { continue }
                }
                isReconciliation = due.reconciliation.map { $0 <= time.now } ?? false
                try await readAsDue(isReconciliation)
                plan.succeeded(isReconciliation: isReconciliation)
            } catch is BoardPaused {
                continue
            } catch {
                guard !Task.isCancelled else { return }
                plan.failed(isReconciliation: isReconciliation, at: time.now)
                report(settings.ref, .failedReading("\(error)"))
            }
        }
    }

    private func readAsDue(_ isReconciliation: Bool) async throws {
        let ref = settings.ref
        guard isReconciliation, let reconcile else {
            return report(ref, .ran(try await read(isReconciliation ? .sweep : .poll)))
        }
        let start = time.now
        try await unlessPaused(reconcile)
        try await store.write { transaction in
            var board = try transaction.board(ref)
            // One that does not sweep the company is not due again at once either.
            guard board.sweptAt ?? 0 < start else { return }
            board.sweptAt = start
            try transaction.save(board)
        }
        report(ref, .reconciled)
    }

    /// Writes down what is due next, for people, where it is not what is written already.
    private func note(_ due: ReadingPlan.Due?, _ board: BoardRow) async throws {
        guard board.nextPollAt != due?.poll || board.nextSweepAt != due?.reconciliation else { return }
        let ref = settings.ref
        try await store.write { transaction in
            var board = try transaction.board(ref)
            board.nextPollAt = due?.poll
            board.nextSweepAt = due?.reconciliation
            try transaction.save(board)
        }
    }

    // MARK: Delivering

    private func deliver() async {
        while !Task.isCancelled {
            do {
                if try await pause() != nil {
                    await delivering.wait(until: time.now + Self.pauseLook, time)
                    continue
                }
                switch try await deliverer.step() {
                case .progressed: continue
                case .idle: await delivering.wait(until: nil, time)
                case .waiting(let until): await delivering.wait(until: until, time)
                }
            } catch {
                guard !Task.isCancelled else { return }
                report(settings.ref, .failedDelivering("\(error)"))
                try? await time.sleep(until: time.now + 5000)
            }
        }
    }
}
