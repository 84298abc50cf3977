import WireProtocol

/// What a deep read did not see.
extension BoardScanner {
    /// How many records are asked for by themselves before live changes are let through.
    private static let confirmations = 50

    /// Marks what is gone: what a scan that came to its end did not see, and the agent does not find by itself either.
    ///
    /// A record that moves from one table to another while both are read can be missed in both. When so much is missing
    /// that the source is rather wrong than empty, nothing is marked.
    ///
    /// - Parameters:
    ///   - scan: the scan.
    ///   - run: its run.
    ///   - givingWay: called between records.
    /// - Returns: the run, with what was found.
    /// - Throws: ``SourceError``, or what the store throws.
    func markGone(_ scan: ScanRow, _ run: RunRow, _ givingWay: @Sendable () async -> Void) async throws -> RunRow {
        let ref = settings.ref
        var run = run
        guard try await !store.read({ try $0.unseen(ref, scan: scan.id, after: nil, limit: 1).isEmpty }) else {
            return run
        }
        let known = try await store.read { try $0.known(ref, scan: scan.id) }
        guard known.unseen <= max(Self.goneAllowance, known.all / Self.goneShare) else {
            run.message =
                "\(known.unseen) of \(known.all) records are missing in Sage. That is too much to believe, so no item"
                + " was marked. Check that the company is the right one; what is really gone is marked once less than"
                + " one in \(Self.goneShare) is missing."
            return run
        }
        var last: String?
        repeat {
            if last != nil { await givingWay() }
            let (after, before) = (last, run)
            (last, run) = try await answers.take { try await confirm(scan, before, after: after) }
        } while last != nil
        return run
    }

    /// What became of a record that was not seen.
    private enum Fate: Sendable {
        case gone
        case found(Entry)
        case unreadable(String)
    }

    /// Confirms some records, and takes in what came of it.
    ///
    /// - Returns: the last key that was asked for, `nil` when there is none left; and the run.
    private func confirm(_ scan: ScanRow, _ run: RunRow, after: String?) async throws -> (String?, RunRow) {
        let (ref, now, settings) = (settings.ref, time.now, settings)
        let unseen = try await store.read {
            try $0.unseen(ref, scan: scan.id, after: after, limit: Self.confirmations)
        }
        guard let last = unseen.last?.key else { return (nil, run) }
        var fates: [(key: String, fate: Fate)] = []
        for row in unseen {
            fates.append((row.key, try await fate(of: row)))
        }
        let found = fates
        let confirmed = try await store.write { transaction in
            var run = run
            try scan.requireOpen(transaction)
            let board = try transaction.board(ref)
            let isGuarded = try board.isGuarded(settings.changes, settings.otherVolumes, transaction)
            for (key, fate) in found {
                switch fate {
                case .found(var entry):
                    entry.content = try transaction.today(entry.content, settings, now: now)
                    run.count(
                        try Self.take(entry, scan: scan, settings.volumes, isGuarded: isGuarded, transaction))
                case .unreadable(let sentence):
                    run.problems += 1
                    try transaction.note(problem: sentence, board: ref, key: key, now: now)
                    try transaction.seeUnreadable(ref, key: key, scan: scan.id)
                case .gone:
                    guard let known = try transaction.record(ref, key: key) else { continue }
                    var row = known
                    if row.vanish(isGuarded: board.hold != nil) { run.gone += 1 }
                    try transaction.save(row, was: known, HistoryEntry.Cause(at: now, run: run.id))
                    try transaction.forgetSighting(ref, key: key)
                    try transaction.note(problem: nil, board: ref, key: key, now: now)
                }
            }
            try transaction.save(run)
            return (last, run)
        }
        FailPoint.goneMarked.reached()
        return confirmed
    }

    private func fate(of row: RecordRow) async throws -> Fate {
        // What the board's scope leaves out has no item, and nothing to say that it is gone.
        guard let key = RecordKey(text: row.key), row.state != .skipped else { return .gone }
        do {
            guard let record = try await source.record(settings.ref.kind, key), record.key == key else { return .gone }
            // The digest of what was read by itself is the agent's alone to say: the next read says it.
            return .found(entry(Sighting(key: row.key, digest: ""), record))
        } catch let error as SourceError where error.cause == .record {
            return .unreadable(error.sentence)
        }
    }
}
