import Mapping
import WireProtocol

/// One answer of the agent, from its first line to its last.
extension BoardScanner {
    /// Reads one answer and takes it in.
    ///
    /// - Parameters:
    ///   - start: how far the scan had come.
    ///   - committed: called with each page that brought something and is durable.
    /// - Returns: how far it has come, and the answer's last line.
    /// - Throws: ``SourceError`` when the answer has no good end; what came before is kept.
    func readAnswer(
        _ start: ScanProgress, _ committed: @Sendable () -> Void
    ) async throws -> (ScanProgress, EndLine) {
        let (scan, kind) = (start.scan, settings.ref.kind)
        let query = ScanQuery(
            changedSince: scan.since, after: scan.cursor,
            limit: scan.mode.readsEverything || !kind.isWholeOnTheWire ? answerSize : nil,
            view: scan.mode == .sweep ? .keys : .full)
        var progress = start
        do {
            var page = ScannedPage()
            var lines = 0
            for try await line in try await source.scan(kind, query) {
                switch line {
                case .record(let record):
                    page.add(record, kind: kind)
                    lines += 1
                case .problem(let problem):
                    page.add(problem)
                    lines += 1
                case .fault(let fault):
                    try await commit(page, &progress, committed)
                    throw SourceError(fault.problem)
                case .end(let end):
                    try await commit(page, &progress, committed)
                    try await check(end, lines, start.scan)
                    // The end of a poll is durable with what it covers; what a deep read saw must be so before.
                    if scan.mode.readsEverything, progress.unsaved > 0 { try await save(&progress) }
                    return (progress, end)
                }
                if page.count >= pageSize || page.bytes >= Self.pageBytes {
                    try await commit(page, &progress, committed)
                    page = ScannedPage()
                }
            }
            throw SourceError("The agent's answer was cut off before its end.", isRetryable: true)
        } catch let error as SourceError where error.cause != .miscounted && progress.unsaved > 0 {
            try await save(&progress)
            throw error
        }
    }

    /// Believes an end line only when every line it speaks of arrived; else the whole answer is read again.
    private func check(_ end: EndLine, _ lines: Int, _ start: ScanRow) async throws {
        guard end.records + end.problems != lines else { return }
        try await store.write { try $0.save(start) }
        throw SourceError(
            "The agent says it sent \(end.records + end.problems) records, and \(lines) arrived.", isRetryable: true,
            cause: .miscounted)
    }

    private func save(_ progress: inout ScanProgress) async throws {
        let saved = progress
        try await store.write { try saved.save(in: $0) }
        progress.didSave(saved.run)
    }

    /// A record that is to be taken in.
    struct Entry: Sendable {
        let sighting: Sighting
        /// Without a day until it is taken in.
        var content: ItemContent
        let isInScope: Bool
        /// Where its item leads, where the board shows that.
        var links: [String: [String]] = [:]
    }

    /// Takes a page in: in one transaction where it brings something, and in none where it does not.
    private func commit(
        _ page: ScannedPage, _ progress: inout ScanProgress, _ committed: @Sendable () -> Void
    ) async throws {
        guard page.count > 0 else { return }
        FailPoint.pageRead.reached()
        var page = page
        let differing = try await differing(page, progress.scan.mode)
        let entries = try await entries(of: &page, differing)
        progress.pass(page, unchanged: page.keys.filter { !differing.contains($0) })
        guard !entries.isEmpty || !page.problems.isEmpty || progress.unsaved >= ScanProgress.mostUnsaved else { return }
        let (saved, now, settings) = (progress, time.now, settings)
        let unreadable = try await ownProblems(page)
        let run = try await store.write { transaction in
            var next = saved
            let isGuarded = try transaction.board(saved.scan.board).isGuarded(
                settings.changes, settings.otherVolumes, transaction)
            for var entry in entries {
                entry.content = try transaction.today(entry.content, settings, now: now)
                next.run.count(
                    try Self.take(entry, scan: saved.scan, settings.volumes, isGuarded: isGuarded, transaction))
            }
            for problem in unreadable {
                next.run.problems += 1
                try transaction.note(problem: problem.sentence, board: saved.scan.board, key: problem.key, now: now)
                try transaction.seeUnreadable(saved.scan.board, key: problem.key, scan: saved.scan.id)
            }
            try next.save(in: transaction)
            return next.run
        }
        progress.didSave(run)
        FailPoint.pageCommitted.reached()
        if !entries.isEmpty { committed() }
    }

    /// Which of a page's records are to be read; a full read passes over none, since the scope may have changed where the
    /// record has not.
    private func differing(_ page: ScannedPage, _ mode: ScanRow.Mode) async throws -> Set<String> {
        let readsAll = mode.readsAll(settings.ref.kind)
        if readsAll, settings.volumes == nil { return Set(page.keys) }
        return try await store.read { reader in
            var differing = readsAll ? Set(page.keys) : try reader.differing(settings.ref, page.sightings)
            // Another board's records are read by that board's own scan.
            guard settings.volumes != nil else { return differing }
            differing.subtract(try reader.holders(of: Array(differing), among: settings.otherVolumes).keys)
            return differing
        }
    }

    /// The records of a page that cannot be read, those of other boards left out.
    private func ownProblems(_ page: ScannedPage) async throws -> [ScannedPage.Unreadable] {
        let others = settings.otherVolumes
        guard !others.isEmpty, !page.problems.isEmpty else { return page.problems }
        let keys = page.problems.map(\.key)
        let held = try await store.read { try $0.holders(of: keys, among: others) }
        return page.problems.filter { held[$0.key] == nil }
    }

    /// Brings what differs into the form the store takes; in a sweep, fetches it.
    private func entries(of page: inout ScannedPage, _ differing: Set<String>) async throws -> [Entry] {
        var entries: [Entry] = []
        for key in page.keys where differing.contains(key) {
            guard let line = page.records[key] else { continue }
            var sighting = Sighting(key: key, digest: line.digest)
            let record: AnyRecord
            let sent: AnyRecord?
            do {
                sent = try line.record()
            } catch {
                page.add(
                    unreadable: key, "The agent sent it in a form that cannot be read; look at the agent's version.")
                continue
            }
            if let read = sent, read.isWhole {
                guard read.key == line.key else {
                    page.add(misnamed: key)
                    continue
                }
                record = read
            } else {
                do {
                    // Gone between the two reads: left unseen, so that the end of the sweep finds it so.
                    guard let fetched = try await source.record(settings.ref.kind, line.key) else { continue }
                    record = fetched
                } catch let error as SourceError where error.cause == .record {
                    page.add(unreadable: key, error.sentence)
                    continue
                }
                // It was saved once more meanwhile: the digest is not that of what was fetched.
                if record.stamps != line.stamps { sighting.digest = "" }
            }
            entries.append(entry(sighting, record))
        }
        return entries
    }

    func entry(_ sighting: Sighting, _ record: AnyRecord) -> Entry {
        // What would be archived as soon as the board is full enough gets no item first.
        let isDoneWith = settings.rollover?.covers(record, now: time.now) ?? false
        return Entry(
            sighting: sighting, content: mapper.content(of: record),
            isInScope: settings.scope.contains(record) && !isDoneWith,
            links: settings.links.isEmpty
                ? [:] : BoardRelation.links(of: record).filter { settings.links[$0.key] != nil })
    }

    /// Takes in one record that was read.
    ///
    /// - Parameters:
    ///   - entry: what was read.
    ///   - scan: the scan that read it.
    ///   - volumes: all boards of the records; `nil` where there is one alone.
    ///   - isGuarded: whether a change is held until it is judged.
    ///   - transaction: where it is saved.
    /// - Returns: what it was found to be.
    /// - Throws: what the store throws.
    static func take(
        _ entry: Entry, scan: ScanRow, _ volumes: BoardVolumes?, isGuarded: Bool, _ transaction: any StoreWriter
    ) throws -> RecordRow.Observation {
        let (ref, key) = (scan.board, entry.sighting.key)
        let isBackfill = scan.lane == .deep
        let observation: RecordRow.Observation
        let known = try transaction.record(ref, key: key)
        var isInScope = entry.isInScope
        if let volumes {
            for volume in volumes.all { try transaction.note(problem: nil, board: volume.ref, key: key, now: 0) }
            if known?.isBare != false {
                switch try transaction.placement(of: key, ref, volumes) {
                case .here: break
                case .left: isInScope = false
                case .heldBy:
                    try transaction.forgetRecord(ref, key: key)
                    return .skipped
                }
            }
        }
        if let known {
            var row = known
            observation = row.observe(desired: entry.content, isInScope: isInScope, isGuarded: isGuarded)
            if row != known { try transaction.save(row) }
            try transaction.openLines(of: row, was: known, isBackfill: isBackfill)
        } else {
            let row = RecordRow(
                board: ref, key: key, desired: entry.content, isInScope: isInScope, isGuarded: isGuarded,
                isBackfill: isBackfill)
            try transaction.save(row)
            try transaction.openLines(of: row, was: nil, isBackfill: isBackfill)
            observation = isInScope ? .created : .skipped
        }
        try transaction.note(problem: nil, board: ref, key: key, now: 0)
        if !entry.links.isEmpty, observation != .skipped { try transaction.keep(links: entry.links, ref, key: key) }
        try transaction.see(ref, entry.sighting, scan: scan.id)
        return observation
    }
}
