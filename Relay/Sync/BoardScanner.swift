import Mapping
import WireProtocol

/// Reads a board's records from Sage and queues what differs: the read side of the engine.
///
/// A page that brings something commits its records and the scan's cursor in one transaction; what is covered moves with
/// the end of the scan alone. A crash anywhere leaves a scan that goes on behind its last page.
///
/// Polls run in one lane and reads of everything in another. A deep read asks for a limited answer at a time and gives
/// way between answers; answers never overlap, so that what was read earlier never replaces what was read later.
package struct BoardScanner: Sendable {
    /// How many records are taken in together; bounds what is in memory.
    static let pageSize = 200
    /// The same where each record is asked for by itself, so that little is asked for again after a crash.
    static let smallPageSize = 20
    /// How many records one answer holds there: the agent's answer waits while they are asked for.
    static let smallAnswerSize = 100
    /// How many bytes of lines are held until they are taken in; one line has up to 4 MiB by itself.
    static let pageBytes = 4 * 1024 * 1024
    /// So many records may vanish at once without being asked about, however few there are.
    static let goneAllowance = 20
    /// Of larger boards, this part may vanish at once: one in five.
    static let goneShare = 5

    let settings: BoardSettings
    let store: any SyncStore
    let source: any RecordSource
    let time: any TimeSource
    let mapper: RecordMapper
    /// How many records a deep read asks for at a time.
    let answerSize: Int
    /// How many records are taken in together.
    var pageSize: Int { settings.ref.kind.isWholeOnTheWire ? Self.pageSize : Self.smallPageSize }
    /// Held while an answer is read and taken in.
    let answers = Turn()
    private let live = Turn()
    private let deep = Turn()

    /// Makes a scanner of one board; there is one for a board in a process.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - source: the company's agent.
    ///   - time: the wall clock.
    ///   - answerSize: how many records a deep read asks for at a time: some seconds, for which live changes may wait;
    ///     `nil` for what is usual for the kind.
    package init(
        settings: BoardSettings, store: any SyncStore, source: any RecordSource, time: any TimeSource,
        answerSize: Int? = nil
    ) {
        self.answerSize = answerSize ?? (settings.ref.kind.isWholeOnTheWire ? 2000 : Self.smallAnswerSize)
        self.settings = settings
        self.store = store
        self.source = source
        self.time = time
        mapper = settings.mapper
    }

    /// Runs one scan to its end, finishing one of its lane that was interrupted first.
    ///
    /// - Parameters:
    ///   - mode: what to read; a board whose beginning was never read is read in full.
    ///   - committed: called with each page that is durable, since there may be something to deliver.
    ///   - givingWay: called between the answers of a deep read, for ``pollBeside(committed:)``.
    /// - Returns: the run of the scan that was asked for.
    /// - Throws: ``SourceError``, or what the store throws. The run says what happened in either case.
    package func run(
        _ mode: ScanRow.Mode, committed: @Sendable () -> Void = {}, givingWay: @Sendable () async -> Void = {}
    ) async throws -> RunRow {
        var needsDeep = mode.readsEverything
        if !needsDeep { needsDeep = try await !isCovered() }
        if needsDeep {
            let run = try await deep.take { () async throws -> RunRow? in
                // Another read may have covered the beginning while this one waited.
                if !mode.readsEverything, try await isCovered() { return nil }
                return try await readDeep(mode, committed, givingWay)
            }
            if let run { return run }
        }
        let failure = mode.readsEverything ? nil : try await finishInterrupted(committed, givingWay)
        let run = try await live.take { try await readLive(committed) }
        if let failure { throw failure }
        return run
    }

    /// Finishes a read of everything that was broken off, since what it found changed is held until its end.
    ///
    /// - Returns: why it could not be finished; a poll is worth making all the same.
    private func finishInterrupted(
        _ committed: @Sendable () -> Void, _ givingWay: @Sendable () async -> Void
    ) async throws -> SourceError? {
        let ref = settings.ref
        // One that is under way needs nobody else.
        guard await !deep.isTaken, try await store.read({ try $0.scan(ref, .deep) }) != nil else { return nil }
        do {
            try await deep.take {
                guard let scan = try await store.read({ try $0.scan(ref, .deep) }) else { return }
                _ = try await perform(scan, scan.mode, committed, givingWay)
            }
            return nil
        } catch let error as SourceError {
            return error
        }
    }

    /// Polls while a read of everything is under way, from that one's start on when nothing else is covered.
    ///
    /// - Parameter committed: as in ``run(_:committed:givingWay:)``.
    /// - Returns: the run; `nil` when there is nothing to start from.
    /// - Throws: as ``run(_:committed:givingWay:)``.
    package func pollBeside(committed: @Sendable () -> Void = {}) async throws -> RunRow? {
        try await live.take {
            guard try await pollStart() != nil else { return nil }
            return try await readLive(committed)
        }
    }

    private func isCovered() async throws -> Bool {
        try await store.read { try $0.board(settings.ref).watermark != nil }
    }

    /// From where everything must be read that is not queued for sure.
    private func pollStart() async throws -> SageStamp? {
        try await store.read { reader in
            let coverage = try reader.board(settings.ref).coverage
            if let watermark = coverage.watermark { return watermark }
            return try reader.scan(settings.ref, .deep).map { coverage.end(of: $0.startedAt) ?? $0.startedAt }
        }
    }

    private func readDeep(
        _ mode: ScanRow.Mode, _ committed: @Sendable () -> Void, _ givingWay: @Sendable () async -> Void
    ) async throws -> RunRow {
        if let interrupted = try await store.read({ try $0.scan(settings.ref, .deep) }) {
            let run = try await perform(interrupted, interrupted.mode, committed, givingWay)
            if interrupted.mode == mode || interrupted.mode == .full { return run }
        }
        return try await perform(nil, isCovered() ? mode : .full, committed, givingWay)
    }

    private func readLive(_ committed: @Sendable () -> Void) async throws -> RunRow {
        let interrupted = try await store.read { try $0.scan(settings.ref, .live) }
        let run = try await perform(interrupted, .poll, committed) {}
        if !settings.ref.kind.isWholeOnTheWire { try await askAgain(committed) }
        return run
    }

    private func perform(
        _ interrupted: ScanRow?, _ mode: ScanRow.Mode, _ committed: @Sendable () -> Void,
        _ givingWay: @Sendable () async -> Void
    ) async throws -> RunRow {
        let (ref, now) = (settings.ref, time.now)
        let run = try await store.write { try $0.openRun(board: ref, mode: mode, now: now) }
        FailPoint.runOpened.reached()
        do {
            let info = try await source.info()
            let company = try settings.served(by: info)
            try await note(company, SageClockReading(info.clock, now: time.now))
            let scan: ScanRow
            if let interrupted {
                scan = interrupted
            } else {
                scan = try await open(mode, clock: info.clock.now)
                FailPoint.scanOpened.reached()
            }
            return try await read(ScanProgress(scan: scan, run: run), committed, givingWay)
        } catch {
            let (message, endedAt) = (sentence(for: error), time.now)
            let isStuck = (error as? SourceError)?.cause == .cursor
            let isLasting = (error as? SourceError).map { !$0.isRetryable && $0.cause != .cursor } ?? false
            let lane: ScanRow.Lane = mode.readsEverything ? .deep : .live
            // Also when the task was cancelled, which would keep the store from writing.
            try await Task { [store] in
                try await store.write { transaction in
                    // As it was saved last: with what is durable.
                    var failed = try transaction.run(run.id) ?? run
                    failed.outcome = .failed
                    failed.message = message
                    failed.needsPerson = isLasting ? true : nil
                    failed.endedAt = endedAt
                    try transaction.save(failed)
                    if isStuck, let scan = try transaction.scan(ref, lane) { try transaction.close(scan: scan.id) }
                }
            }.value
            FailPoint.runFailed.reached()
            throw error
        }
    }

    private func sentence(for error: any Error) -> String {
        error is CancellationError ? "The run was stopped; it goes on where it stopped." : "\(error)"
    }

    /// Notes whose records these are, Sage's clock, and the account structure: a changed one changes the columns of a G/L
    /// board.
    private func note(_ company: AgentInfo.Company, _ clock: SageClockReading) async throws {
        let (ref, code, settings) = (settings.ref, settings.company, settings)
        let segments = ref.kind == .glAccount ? company.segments : []
        let isNoted = try await store.read { reader in
            let board = try reader.board(ref)
            return board.company == code && board.segments == segments && !clock.differs(from: board.clock)
        }
        guard !isNoted else { return }
        try await store.write { transaction in
            var board = try transaction.board(ref)
            try settings.requireOwn(board)
            let isNew = board.company == nil || board.segments != segments
            guard isNew || clock.differs(from: board.clock) else { return }
            board.clock = clock
            if isNew {
                board.company = code
                board.segments = segments
                board.needsDiscovery = true
            }
            try transaction.save(board)
        }
    }

    private func open(_ mode: ScanRow.Mode, clock: SageStamp) async throws -> ScanRow {
        let (ref, overlap) = (settings.ref, settings.overlap)
        let start = mode.readsEverything ? nil : try await pollStart()
        return try await store.write { transaction in
            try transaction.openScan { id in
                ScanRow(
                    id: id, board: ref, mode: mode,
                    since: start.map { min($0, clock) }?.advanced(milliseconds: -overlap), startedAt: clock)
            }
        }
    }

    /// Reads answer after answer to the end of the scan.
    private func read(
        _ start: ScanProgress, _ committed: @Sendable () -> Void, _ givingWay: @Sendable () async -> Void
    ) async throws -> RunRow {
        var progress = start
        var isComplete = false
        while !isComplete {
            let before = progress
            let end: EndLine
            (progress, end) = try await answers.take { try await readAnswer(before, committed) }
            if let next = end.next {
                guard next != before.scan.cursor else {
                    throw SourceError("The agent's scan does not move on.", isRetryable: false, cause: .cursor)
                }
                progress.scan.cursor = next
                await givingWay()
            }
            isComplete = end.next == nil
        }
        FailPoint.answerEnded.reached()
        if progress.scan.mode.readsEverything {
            progress.run = try await markGone(progress.scan, progress.run, givingWay)
        }
        return try await finish(progress)
    }

    private func finish(_ progress: ScanProgress) async throws -> RunRow {
        let (ref, now, changes, others) = (settings.ref, time.now, settings.changes, settings.otherVolumes)
        let run = try await store.write { transaction in
            let scan = progress.scan
            try scan.requireOpen(transaction)
            var run = progress.run
            var board = try transaction.board(ref)
            board.coverage = scan.coverage(after: board.coverage)
            board.polledAt = max(board.polledAt ?? 0, run.startedAt)
            if scan.mode.readsEverything {
                board.sweptAt = run.startedAt
                board.needsDiscovery = true
                board.isRebuilt = false
            }
            try board.judge(changes, others, after: scan, transaction)
            run.message = run.message ?? board.hold
            try transaction.save(board)
            try transaction.close(scan: scan.id)
            run.outcome = .done
            run.endedAt = now
            try transaction.save(run)
            return run
        }
        FailPoint.scanFinished.reached()
        return run
    }
}
