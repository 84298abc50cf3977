import Foundation
import Mapping
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
    /// Reads the board back; `nil` where that is not wanted.
    package let reconciler: BoardReconciler?
    let store: any SyncStore
    let time: any TimeSource
    let report: @Sendable (BoardRef, Event) -> Void
    let delivering = Bell()
    private let scheduling = Bell()
    private let underWay = Mutex<[UUID: @Sendable () -> Void]>([:])
    /// Held while the deliverer takes a step.
    private let stepping = Turn()

    /// Makes a worker; ``run(isScheduled:)`` starts it.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - scanner: its read side.
    ///   - deliverer: its write side.
    ///   - reconciler: reads the board back.
    ///   - store: where state is kept.
    ///   - time: the wall clock.
    ///   - report: told what happens.
    package init(
        settings: BoardSettings, scanner: BoardScanner, deliverer: BoardDeliverer,
        reconciler: BoardReconciler? = nil, store: any SyncStore, time: any TimeSource,
        report: @escaping @Sendable (BoardRef, Event) -> Void
    ) {
        self.settings = settings
        self.scanner = scanner
        self.deliverer = deliverer
        self.store = store
        self.time = time
        self.reconciler = reconciler
        self.report = report
    }

    /// Delivers what is queued, and reads on schedule, until the task is cancelled.
    ///
    /// - Parameters:
    ///   - isScheduled: whether the board is read on schedule; else only by ``read(_:)``.
    ///   - reconcile: compares everything when a reconciliation is due; `nil` for a sweep of the company alone.
    package func run(isScheduled: Bool, reconcile: (@Sendable () async throws -> Void)? = nil) async {
        await withTaskGroup(of: Void.self) { group in
            if isScheduled { group.addTask { await self.readOnSchedule(reconcile) } }
            if !settings.derived.isEmpty || isScheduled { group.addTask { await self.turnDays() } }
            group.addTask { await self.deliver() }
        }
    }

    /// Reads the board now; a read in the same lane that is under way is waited for.
    ///
    /// While that is a read of everything, polls that are due go on between its answers.
    ///
    /// - Parameter mode: what to read.
    /// - Returns: the run.
    /// - Throws: ``BoardPaused``; else as ``BoardScanner/run(_:committed:givingWay:)``.
    package func read(_ mode: ScanRow.Mode) async throws -> RunRow {
        defer { delivering.ring() }
        return try await unlessPaused { [self] in try await readGivingWay(mode) }
    }

    /// Runs while nothing of the board is read, delivered or reconciled; what is under way is waited for.
    ///
    /// - Parameter body: what to do.
    /// - Returns: what it returns.
    /// - Throws: what it throws, and `CancellationError`.
    package func alone<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        defer { delivering.ring() }
        let (answers, stepping) = (scanner.answers, stepping)
        let work: @Sendable () async throws -> Value = {
            try await answers.take { try await stepping.take(body) }
        }
        // Taken first, since a reconciliation waits for deliveries itself.
        guard let reconciler else { return try await work() }
        return try await reconciler.turn.take(work)
    }

    /// Has the deliverer look at once for what is to be delivered.
    package func deliverSoon() { delivering.ring() }

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

    private func readOnSchedule(_ reconcile: (@Sendable () async throws -> Void)?) async {
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
                try await readAsDue(isReconciliation, reconcile)
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

    private func readAsDue(
        _ isReconciliation: Bool, _ reconcile: (@Sendable () async throws -> Void)?
    ) async throws {
        let ref = settings.ref
        guard isReconciliation, let reconcile else {
            return report(ref, .ran(try await read(isReconciliation ? .sweep : .poll)))
        }
        let start = time.now
        try await polling(beside: { [self] in try await unlessPaused(reconcile) })
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
                switch try await stepping.take({ try await deliverer.step() }) {
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
