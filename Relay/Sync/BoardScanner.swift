import Mapping
import WireProtocol

/// Reads a board's records from Sage and queues what differs: the read side of the engine.
///
/// Every page commits its records and the scan's cursor in one transaction; the watermark moves with the end of the
/// scan alone. A crash anywhere leaves a scan that goes on behind its last page.
package struct BoardScanner: Sendable {
    /// How many records one transaction takes in; bounds what is in memory and what a crash reads again.
    static let pageSize = 200
    /// So many records may vanish at once without being asked about, however few there are.
    static let goneAllowance = 20
    /// Of larger boards, this part may vanish at once: one in five.
    static let goneShare = 5

    private let settings: BoardSettings
    private let store: any SyncStore
    private let source: any RecordSource
    private let time: any TimeSource
    private let mapper: RecordMapper

    /// Makes a scanner of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - source: the company's agent.
    ///   - time: the wall clock.
    package init(settings: BoardSettings, store: any SyncStore, source: any RecordSource, time: any TimeSource) {
        self.settings = settings
        self.store = store
        self.source = source
        self.time = time
        mapper = RecordMapper(identity: settings.identity)
    }

    /// Runs one scan to its end, finishing one that was interrupted first.
    ///
    /// - Parameters:
    ///   - mode: what to read; a board that was never read to its end is read in full.
    ///   - committed: called with each page that is durable, since there may be something to deliver.
    /// - Returns: the run of the scan that was asked for.
    /// - Throws: ``SourceError``, or what the store throws. The run says what happened in either case.
    package func run(
        _ mode: ScanRow.Mode, committed: @Sendable () -> Void = {}
    ) async throws -> RunRow {
        let ref = settings.ref
        if let interrupted = try await store.read({ try $0.scan(ref) }) {
            let run = try await perform(interrupted, committed: committed)
            if interrupted.mode == mode || interrupted.mode == .full { return run }
        }
        return try await perform(nil, mode: mode, committed: committed)
    }

    private func perform(
        _ interrupted: ScanRow?, mode requested: ScanRow.Mode = .poll, committed: @Sendable () -> Void
    ) async throws -> RunRow {
        let (ref, now) = (settings.ref, time.now)
        let watermark = try await store.read { try $0.board(ref).watermark }
        let mode = interrupted?.mode ?? (watermark == nil ? .full : requested)
        var run = try await store.write { try $0.openRun(board: ref, mode: mode, now: now) }
        FailPoint.runOpened.reached()
        do {
            let info = try await source.info()
            let company = try served(by: info)
            try await note(company)
            let scan: ScanRow
            if let interrupted {
                scan = interrupted
            } else {
                scan = try await open(mode, watermark: watermark, clock: info.clock.now)
                FailPoint.scanOpened.reached()
            }
            try await read(scan, &run, committed)
        } catch {
            run.outcome = .failed
            run.message = sentence(for: error)
            run.endedAt = time.now
            let failed = run
            let isStuck = (error as? SourceError)?.cause == .cursor
            // Also when the task was cancelled, which would keep the store from writing.
            try await Task { [store] in
                try await store.write { transaction in
                    try transaction.save(failed)
                    if isStuck, let scan = try transaction.scan(ref) { try transaction.close(scan: scan.id) }
                }
            }.value
            FailPoint.runFailed.reached()
            throw error
        }
        return run
    }

    private func sentence(for error: any Error) -> String {
        error is CancellationError ? "The run was stopped; it goes on where it stopped." : "\(error)"
    }

    private func served(by info: AgentInfo) throws -> AgentInfo.Company {
        guard let company = info.companies.first(where: { $0.code == settings.company }) else {
            let known = info.companies.map(\.code).joined(separator: ", ")
            throw SourceError(
                "The agent does not serve the company \(settings.company); it serves \(known)."
                    + " Correct the connection's company, or the agent's list of companies.",
                isRetryable: false)
        }
        if let problem = company.problem { throw SourceError(problem) }
        return company
    }

    /// Notes whose records these are, and their account structure: a changed one changes the columns of a G/L board.
    private func note(_ company: AgentInfo.Company) async throws {
        let (ref, code) = (settings.ref, settings.company)
        let segments = ref.kind == .glAccount ? company.segments : []
        try await store.write { transaction in
            var board = try transaction.board(ref)
            guard board.company == nil || board.company == code else {
                throw SourceError(
                    "The state of \(ref) is company \(board.company ?? "")'s, and the configuration names \(code)."
                        + " Give the other company a connection, and boards, of its own.",
                    isRetryable: false)
            }
            guard board.company == nil || board.segments != segments else { return }
            board.company = code
            board.segments = segments
            board.needsDiscovery = true
            try transaction.save(board)
        }
    }

    private func open(_ mode: ScanRow.Mode, watermark: SageStamp?, clock: SageStamp) async throws -> ScanRow {
        let (ref, overlap) = (settings.ref, settings.overlap)
        return try await store.write { transaction in
            try transaction.openScan { id in
                ScanRow(
                    id: id, board: ref, mode: mode,
                    since: mode == .poll ? watermark.map { min($0, clock) }?.advanced(milliseconds: -overlap) : nil,
                    startedAt: clock)
            }
        }
    }

    private func read(_ start: ScanRow, _ run: inout RunRow, _ committed: @Sendable () -> Void) async throws {
        var scan = start
        var isComplete = false
        while !isComplete {
            let end = try await readAnswer(&scan, &run, committed)
            if let next = end.next {
                guard next != scan.cursor || end.records + end.problems > 0 else {
                    throw SourceError("The agent's scan does not move on.", isRetryable: false, cause: .cursor)
                }
                scan.cursor = next
            }
            isComplete = end.next == nil
        }
        FailPoint.answerEnded.reached()
        if scan.mode.readsEverything { try await markGone(scan, &run) }
        try await finish(scan, &run)
    }

    /// Reads one answer of the agent to its last line.
    private func readAnswer(
        _ scan: inout ScanRow, _ run: inout RunRow, _ committed: @Sendable () -> Void
    ) async throws -> EndLine {
        let query = ScanQuery(
            changedSince: scan.since, after: scan.cursor, view: scan.mode == .sweep ? .keys : .full)
        let start = scan
        var page = ScannedPage()
        var lines = 0
        for try await line in try await source.scan(settings.ref.kind, query) {
            switch line {
            case .record(let record):
                page.add(record, kind: settings.ref.kind)
                lines += 1
            case .problem(let problem):
                page.add(problem)
                lines += 1
            case .fault(let fault):
                try await commit(page, &scan, &run)
                throw SourceError(fault.problem)
            case .end(let end):
                try await commit(page, &scan, &run)
                guard end.records + end.problems == lines else {
                    // A line is missing somewhere: the whole answer is read again.
                    try await store.write { try $0.save(start) }
                    throw SourceError(
                        "The agent says it sent \(end.records + end.problems) records, and \(lines) arrived.",
                        isRetryable: true)
                }
                return end
            }
            if page.count >= Self.pageSize {
                try await commit(page, &scan, &run)
                committed()
                page = ScannedPage()
            }
        }
        throw SourceError("The agent's answer was cut off before its end.", isRetryable: true)
    }

    private func commit(_ page: ScannedPage, _ scan: inout ScanRow, _ run: inout RunRow) async throws {
        guard page.count > 0 else { return }
        FailPoint.pageRead.reached()
        var next = scan
        next.cursor = page.cursor ?? scan.cursor
        next.highWater = [scan.highWater, page.highWater].compactMap(\.self).max()
        var page = page
        let entries = try await entries(of: &page, scan)
        let unreadable = page.problems
        let (ref, now, before, after) = (settings.ref, time.now, run, next)
        run = try await store.write { transaction in
            var run = before
            for entry in entries {
                try Self.take(entry, scan: after, run: &run, transaction)
            }
            for problem in unreadable {
                run.problems += 1
                try transaction.note(problem: problem.sentence, board: ref, key: problem.key, now: now)
                guard var row = try transaction.record(ref, key: problem.key) else { continue }
                row.seeUnreadable(scan: after.id)
                try transaction.save(row)
            }
            try transaction.save(after)
            try transaction.save(run)
            return run
        }
        FailPoint.pageCommitted.reached()
        scan = next
    }

    private struct Entry: Sendable {
        let key: String
        let digest: String
        /// The content and whether it is in scope; `nil` for a record that is known to be as it was.
        let read: (content: ItemContent, isInScope: Bool)?
    }

    /// Brings a page into the form the store takes; in a sweep, fetches the records whose digest differs.
    ///
    /// A full read passes over nothing, since the scope may have changed where the record has not.
    private func entries(of page: inout ScannedPage, _ scan: ScanRow) async throws -> [Entry] {
        let (ref, records) = (settings.ref, page.records)
        let current = try await store.read { reader in
            Set(
                try records.filter { line in
                    try scan.mode != .full
                        && reader.record(ref, key: line.key.text)?.isCurrent(digest: line.digest) ?? false
                }.map(\.key))
        }
        var entries: [Entry] = []
        for line in records {
            var read: (ItemContent, Bool)?
            if !current.contains(line.key) {
                let fetched: AnyRecord?
                do {
                    fetched = line.record == nil ? try await source.record(ref.kind, line.key) : line.record
                } catch let error as SourceError where error.cause == .record {
                    page.add(unreadable: line.key, error.sentence)
                    continue
                }
                // Gone between the two reads: left unseen, so that the end of the sweep finds it so.
                guard let record = fetched else { continue }
                read = (mapper.content(of: record), settings.scope.contains(record))
            }
            entries.append(Entry(key: line.key.text, digest: line.digest, read: read))
        }
        return entries
    }

    private static func take(
        _ entry: Entry, scan: ScanRow, run: inout RunRow, _ transaction: any StoreWriter
    ) throws {
        let ref = scan.board
        var known = try transaction.record(ref, key: entry.key)
        guard let read = entry.read else {
            run.count(known?.state == .skipped ? .skipped : .unchanged)
            guard scan.mode.readsEverything, var row = known else { return }
            row.see(scan: scan.id)
            return try transaction.save(row)
        }
        try transaction.note(problem: nil, board: ref, key: entry.key, now: 0)
        if known != nil {
            let observation = known?.observe(
                digest: entry.digest, desired: read.content, isInScope: read.isInScope, scan: scan.id)
            run.count(observation ?? .unchanged)
        } else {
            known = RecordRow(
                board: ref, key: entry.key, digest: entry.digest, desired: read.content, isInScope: read.isInScope,
                scan: scan.id)
            run.count(read.isInScope ? .created : .skipped)
        }
        if let known { try transaction.save(known) }
    }

    /// Marks what a complete scan did not see, unless it is so much that the source is rather wrong than empty.
    private func markGone(_ scan: ScanRow, _ run: inout RunRow) async throws {
        let ref = settings.ref
        let known = try await store.read { try $0.known(ref, scan: scan.id) }
        guard known.unseen <= max(Self.goneAllowance, known.all / Self.goneShare) else {
            run.message =
                "\(known.unseen) of \(known.all) records are missing in Sage. That is too much to believe, so no item"
                + " was marked. Check that the company is the right one; what is really gone is marked once less than"
                + " one in \(Self.goneShare) is missing."
            return
        }
        var last: String?
        repeat {
            let (after, before) = (last, run)
            (last, run) = try await store.write { transaction in
                var run = before
                let rows = try transaction.unseen(ref, scan: scan.id, after: after, limit: Self.pageSize)
                for var row in rows {
                    if row.vanish() { run.gone += 1 }
                    try transaction.save(row)
                }
                try transaction.save(run)
                return (rows.last?.key, run)
            }
            FailPoint.goneMarked.reached()
        } while last != nil
    }

    private func finish(_ scan: ScanRow, _ run: inout RunRow) async throws {
        let (ref, before, now) = (settings.ref, run, time.now)
        run = try await store.write { transaction in
            var run = before
            var board = try transaction.board(ref)
            board.watermark = scan.watermark(after: board.watermark)
            board.polledAt = run.startedAt
            if scan.mode.readsEverything {
                board.sweptAt = run.startedAt
                board.needsDiscovery = true
            }
            try transaction.save(board)
            try transaction.close(scan: scan.id)
            run.outcome = .done
            run.endedAt = now
            try transaction.save(run)
            return run
        }
        FailPoint.scanFinished.reached()
    }
}
