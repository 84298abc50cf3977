import Mapping
import WireProtocol

/// Has records written to a board again, whatever the ledger believes that it shows.
///
/// A record is marked in the ledger, durably, and goes out by itself from then on, whatever dies; it is looked up first
/// where its item is gone, as every record is. What Sage holds of it is read after that. What stands below its item is read
/// again, and its lines are compared.
package struct Resync: Sendable {
    /// The most records that are read from Sage one by one; more are read in one scan of everything.
    package static let mostSingleReads = 200
    /// How often a record is read again because a scan took it in at the same moment.
    private static let tries = 5

    /// What came of reading one record.
    package enum Reading: Hashable, Sendable {
        /// It was taken in.
        case read
        /// It was taken in, and the board's scope leaves it out.
        case outOfScope
        /// It is on another board of these records, and was not taken in.
        case onBoard(BoardRef)
        /// Sage no longer holds it, and its item is to say so.
        case gone
        /// Neither Sage nor the ledger has it.
        case unknown
        /// It could not be read, for a reason of its own.
        case unreadable(String)
    }

    private let settings: BoardSettings
    private let store: any SyncStore
    private let source: any RecordSource
    private let time: any TimeSource
    private let mapper: RecordMapper

    /// Makes it for one board.
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
        mapper = settings.mapper
    }

    /// Why nothing of a board can be written again, in one sentence.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept; it is only read.
    /// - Returns: `nil` when it can.
    /// - Throws: what the store throws.
    package static func obstacle(_ settings: BoardSettings, _ store: any SyncStore) async throws -> String? {
        let ref = settings.ref
        let (board, items) = try await store.read {
            (try $0.board(ref), try $0.keys(ref, RecordSelection(hasItem: true), after: nil, limit: 1))
        }
        if items.isEmpty {
            return
                "No item of \(ref) is known yet, so there is nothing to write again. `sage-relay sync --board \(ref)`"
                + " fills the board."
        }
        if let pause = board.pause { return "\(BoardPaused(ref, pause))" }
        if let hold = board.hold { return "\(ref): \(hold)" }
        guard let company = board.company, company != settings.company else { return nil }
        return "The state of \(ref) is company \(company)'s, and the configuration names \(settings.company)."
    }

    /// Marks records: each goes out with every field.
    ///
    /// What is under way is marked as soon as its outcome is known, since that outcome would say that all is well.
    ///
    /// - Parameters:
    ///   - selection: which records.
    ///   - patience: how long to wait for those under way, in milliseconds.
    ///   - marked: called when some are marked, since there is something to deliver.
    /// - Returns: how many were marked, and the keys of those that are still under way.
    /// - Throws: what the store throws.
    package func mark(
        _ selection: RecordSelection, patience: Int64, marked: @Sendable () -> Void = {}
    ) async throws -> (marked: Int, underWay: [String]) {
        let ref = settings.ref
        let end = time.now + patience
        var left = selection
        var count = 0
        while true {
            let asked = left
            let (again, underWay) = try await store.write { transaction in
                var busy = asked
                busy.states = [.sending, .inDoubt]
                // As many as one bulk import carries, at most.
                let underWay = try transaction.keys(ref, busy, after: nil, limit: BulkRules.rowsPerJob)
                return (try transaction.sendAgain(ref, asked), underWay)
            }
            count += again
            if again > 0 { marked() }
            guard !underWay.isEmpty, time.now < end else { return (count, underWay) }
            left = RecordSelection(keys: underWay)
            try await time.sleep(until: time.now + 100)
        }
    }

    /// Reads one record from Sage and takes it in.
    ///
    /// - Parameter key: its key.
    /// - Returns: what came of it.
    /// - Throws: ``SourceError`` when the company cannot be read, or what the store throws.
    package func read(_ key: RecordKey) async throws -> Reading {
        for _ in 0..<Self.tries {
            if let reading = try await readOnce(key) { return reading }
        }
        return .unreadable("The record changes faster than it can be read. The next poll takes it in.")
    }

    /// - Returns: `nil` when a scan took in another state of the record meanwhile, which may be newer.
    private func readOnce(_ key: RecordKey) async throws -> Reading? {
        let (ref, now) = (settings.ref, time.now)
        let before = try await store.read { try $0.record(ref, key: key.text) }
        let fetched: AnyRecord?
        do {
            fetched = try await source.record(ref.kind, key)
            guard fetched.map({ $0.key == key }) ?? true else {
                throw SourceError(
                    "The agent sent a record whose key is not the one it names.", isRetryable: false, cause: .record)
            }
        } catch let error as SourceError where error.cause == .record {
            try await store.write { try $0.note(problem: error.sentence, board: ref, key: key.text, now: now) }
            return .unreadable(error.sentence)
        }
        let read = fetched.map { (content: mapper.content(of: $0), isInScope: settings.scope.contains($0)) }
        let kept = settings
        return try await store.write { transaction in
            var row = try transaction.record(ref, key: key.text)
            guard row?.desired == before?.desired, row?.isGone == before?.isGone else { return nil }
            let isHeld = try transaction.board(ref).hold != nil
            guard let read else {
                guard let known = row, row?.vanish(isGuarded: isHeld) != nil else { return .unknown }
                if let row { try transaction.save(row, was: known, HistoryEntry.Cause(at: now)) }
                try transaction.forgetSighting(ref, key: key.text)
                try transaction.note(problem: nil, board: ref, key: key.text, now: now)
                return .gone
            }
            try transaction.note(problem: nil, board: ref, key: key.text, now: now)
            var isInScope = read.isInScope
            if let volumes = kept.volumes, row?.isBare != false {
                switch try transaction.placement(of: key.text, ref, volumes) {
                case .here: break
                case .left: isInScope = false
                case .heldBy(let holder): return .onBoard(holder)
                }
            }
            let content = try transaction.today(read.content, kept, now: now)
            if row == nil {
                row = RecordRow(board: ref, key: key.text, desired: content, isInScope: isInScope, isGuarded: isHeld)
            } else {
                _ = row?.observe(desired: content, isInScope: isInScope, isGuarded: isHeld)
            }
            if let row {
                try transaction.save(row)
                try transaction.openLines(of: row, was: before, isBackfill: false)
            }
            // A record that is read alone comes without its digest: the next scan compares it whole. One that reads
            // everything and has passed the key already shall not find the record unseen.
            let scan = try transaction.scan(ref, .deep)?.id ?? 0
            try transaction.see(ref, Sighting(key: key.text, digest: ""), scan: scan)
            return row?.state == .skipped ? .outOfScope : .read
        }
    }
}
