import Mapping
import WireProtocol

/// Rebuilds what the ledger knows of a board from the board itself: after the state was lost, or restored from a copy.
///
/// Nothing is written to the board. Nothing else may read or deliver it meanwhile: see ``BoardWorker/alone(_:)``.
package struct BoardRebuilder: Sendable {
    /// How many keys are taken at a time.
    static let pageSize = 200
    /// A bulk import that is under way is waited for, but not for longer, in milliseconds.
    static let patience: Int64 = 20 * 60_000

    private let settings: BoardSettings
    private let store: any SyncStore
    private let source: any RecordSource
    private let deliverer: BoardDeliverer
    private let readBack: BoardReadBack
    private let time: any TimeSource

    /// Makes the rebuilder of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - deliverer: the board's write side, which finds its columns.
    ///   - reconciler: the board's reader.
    package init(settings: BoardSettings, deliverer: BoardDeliverer, reconciler: BoardReconciler) {
        self.settings = settings
        self.deliverer = deliverer
        store = reconciler.store
        source = reconciler.source
        readBack = reconciler.readBack
        time = reconciler.time
    }

    /// Reads all items, and makes the ledger what they say, in one transaction.
    ///
    /// - Returns: what was adopted; nothing was changed where it says why not.
    /// - Throws: ``TargetError``, ``SourceError``, what the store throws, and `CancellationError`.
    package func run() async throws -> BoardRebuild {
        let ref = settings.ref
        let mapping = try await prepare()
        try await readBack.readAll(mapping, keepsContent: true, started: {}, page: { _ in })
        let now = time.now
        let rebuilt = try await store.write { [settings] transaction in
            let kept = try transaction.readBack(ref)
            guard kept.ours > 0 else { throw Self.nothingToRebuildFrom(settings, strangers: kept.strangers) }
            var report = BoardRebuild(board: ref.text)
            report.strangers = kept.strangers
            report.duplicates = kept.younger
            var last: String?
            repeat {
                let items = try transaction.oldest(ref, after: last, limit: Self.pageSize)
                for item in items { try Self.take(item, settings, &report, transaction) }
                last = items.last?.key
            } while last != nil
            report.forgotten = try transaction.forgetUnlisted(ref)
            try transaction.closeAllWork(ref)
            var board = try transaction.board(ref)
            // Read in full next.
            board.watermark = nil
            board.isRebuilt = true
            board.hold = nil
            try transaction.release(ref, besides: nil)
            try transaction.save(board)
            try transaction.append(
                .rebuilt(ref, adopted: report.adopted, forgotten: report.forgotten, at: now))
            try transaction.forgetReadBack(ref)
            return report
        }
        return rebuilt
    }

    /// Waits until no request of before can still arrive, forgets them, and has the board's columns found.
    private func prepare() async throws -> BoardMapping {
        let ref = settings.ref
        let (board, attempts) = try await store.read { (try $0.board(ref), try $0.attempts(ref)) }
        if let pause = board.pause { throw BoardPaused(ref, pause) }
        try await endImport()
        // The list of items may lag behind what was written last, as a search may.
        try await time.sleep(until: attempts.map(\.dueAt).reduce(time.now + Int64(settings.settle), max))
        let segments = try await segments(known: board.segments)
        let now = time.now
        try await store.write { [settings] transaction in
            for attempt in attempts {
                for member in attempt.members {
                    guard var row = try transaction.record(ref, key: member.key), !row.isSettled else { continue }
                    row.retryUnconfirmed(at: 0)
                    try transaction.save(row)
                }
                if attempt.action == .create {
                    try transaction.lookAgain(at: attempt, now: now, settle: settings.settle)
                }
            }
            try transaction.closeAllWork(ref)
            var board = try transaction.board(ref)
            board.segments = segments
            board.company = board.company ?? settings.company
            board.fault = nil
            board.needsDiscovery = true
            try transaction.save(board)
        }
        // With no request in doubt the first thing a deliverer does is to find the columns.
        _ = try await deliverer.step()
        let found = try await store.read { try $0.board(ref) }
        guard let mapping = found.mapping, !found.needsDiscovery, found.fault == nil else {
            throw TargetError(.board, found.fault ?? "The board's columns could not be looked at; try again.")
        }
        return mapping
    }

    /// Waits until a bulk import has come to its end, since it may write to the board all the while.
    private func endImport() async throws {
        let (ref, end) = (settings.ref, time.now + Self.patience)
        while try await store.read({ try $0.bulkJob(ref) }) != nil {
            let step = try await deliverer.step()
            guard time.now < end else {
                throw TargetError(
                    .temporary,
                    "A bulk import into the board is under way: `sage-relay status` shows how far it is. Nothing was"
                        + " changed; try again when it has ended.")
            }
            if case .waiting(let until) = step { try await time.sleep(until: until) }
        }
    }

    /// The account structure, without which a G/L board's columns are not known.
    private func segments(
        known: [AgentInfo.SegmentDefinition]
    ) async throws -> [AgentInfo.SegmentDefinition] {
        guard settings.ref.kind == .glAccount, known.isEmpty else { return known }
        return try await source.info().companies.first { $0.code == settings.company }?.segments ?? []
    }

    private static func nothingToRebuildFrom(_ settings: BoardSettings, strangers: Int) -> TargetError {
        let prefix = settings.identity.sageKey(kind: settings.ref.kind, key: RecordKey([]))
        return TargetError(
            .board,
            "None of the board's \(strangers) items has a key that begins with \(prefix), so there is nothing to rebuild"
                + " from, and nothing was changed. Check the board's id, and the connection's name and company.")
    }

    private static func take(
        _ item: ReadBackItem, _ settings: BoardSettings, _ report: inout BoardRebuild, _ transaction: any StoreWriter
    ) throws {
        let ref = settings.ref
        guard let key = item.key, let shown = item.shown else { return }
        if let holder = try transaction.holders(of: [key], among: settings.otherVolumes)[key],
            let other = try transaction.record(holder, key: key)
        {
            guard other.itemID == nil, !other.isUnderWay else {
                // It has its item there, or may have it: reconciliation names this one once that is known.
                report.duplicates += 1
                return
            }
            try transaction.move(key, from: holder, to: ref)
        }
        let known = try transaction.record(ref, key: key)
        var row =
            known ?? RecordRow(board: ref, key: key, desired: shown, isInScope: true)
        if known == nil { report.new += 1 }
        report.adopted += 1
        row.rebuild(itemID: item.itemID, shown: shown)
        try transaction.save(row)
        if row.isGone {
            try transaction.forgetSighting(ref, key: key)
        } else {
            try transaction.see(ref, Sighting(key: key, digest: ""), scan: 0)
        }
    }
}

/// What came of rebuilding the ledger of one board.
package struct BoardRebuild: Codable, Hashable, Sendable {
    /// The board's name, `acme/ap-invoices`.
    package var board: String
    /// Records that have their item now.
    package var adopted = 0
    /// Those of them that the ledger did not know.
    package var new = 0
    /// Records whose item is not on the board.
    package var forgotten = 0
    /// Further items of records that have an older one; `sage-relay reconcile` names them.
    package var duplicates = 0
    /// Items with another key, or none.
    package var strangers = 0

    package init(board: String) {
        self.board = board
    }
}
