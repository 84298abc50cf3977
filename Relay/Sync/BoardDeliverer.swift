import Mapping

/// Brings a board to what its records shall show: the write side of the engine.
///
/// One deliverer writes to a board, and it sends one request at a time. What it sends is durable before it is sent,
/// and nothing else goes to the board while the outcome of a request is not known.
package struct BoardDeliverer: Sendable {
    /// What to do after a step.
    package enum Step: Hashable, Sendable {
        /// There may be more to do at once.
        case progressed
        /// Nothing before this time, in milliseconds since 1970.
        case waiting(until: Int64)
        /// Nothing until something is queued.
        case idle
    }

    /// How many keys one look-up asks for: what monday takes as values of one column is not documented, 100 is safe.
    static let lookUpSize = 100
    /// How many keys one look-up asks for, so that what it finds missing fills whole requests.
    ///
    /// - Parameter batch: how many a request carries.
    /// - Returns: as many as ``lookUpSize`` holds batches of.
    static func lookUpSize(batch: Int) -> Int { max(1, lookUpSize / max(1, batch)) * min(max(1, batch), lookUpSize) }
    /// A board that cannot be used is looked at again after five minutes, a full one too.
    static let faultPause: Int64 = 300_000
    /// So many passing failures in a row, some 15 s apart, are a fault of the board.
    static let passingFailures = 3

    private let calls: BoardCalls
    private let discovery: ColumnDiscovery
    private let sender: AttemptSender
    private let settler: AttemptSettler
    /// Imports in bulk; `nil` for batches alone.
    private let importer: BulkImporter?

    /// Makes the deliverer of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - target: the board's monday account.
    ///   - governor: the account's limits, shared by all its boards.
    ///   - time: the wall clock.
    ///   - random: for the jitter of retries.
    ///   - bulk: the account's way to bulk imports; `nil` for batches alone.
    package init(
        settings: BoardSettings, store: any SyncStore, target: any BoardTarget, governor: RateGovernor,
        time: any TimeSource, random: @escaping @Sendable (ClosedRange<Int64>) -> Int64 = { Int64.random(in: $0) },
        bulk: BulkMeans? = nil
    ) {
        calls = BoardCalls(
            settings: settings, store: store, target: target, governor: governor, time: time, random: random,
            pace: DeliveryPace(batch: settings.batch))
        discovery = ColumnDiscovery(calls: calls)
        sender = AttemptSender(calls: calls)
        settler = AttemptSettler(calls: calls, sender: sender)
        let calls = calls
        importer = bulk.map { BulkImporter(calls: calls, means: $0, index: BoardIndex(calls: calls)) }
    }

    /// Does the next piece of work: settles a request in doubt, or looks up and sends one batch.
    ///
    /// - Returns: when to call again.
    /// - Throws: what the store throws, and `CancellationError`; state is right in either case.
    package func step() async throws -> Step {
        let (ref, now, store) = (calls.ref, calls.now, calls.store)
        if let attempt = try await store.read({ try $0.attempts(ref).first }) {
            guard attempt.dueAt <= now else { return .waiting(until: attempt.dueAt) }
            return try await settler.settle(attempt)
        }
        do {
            // While a job is under way nothing else goes to its board.
            if let importer, let job = try await store.read({ try $0.bulkJob(ref) }) {
                return try await importer.goOn(job)
            }
            let known = try await store.read { try $0.board(ref) }
            guard !known.needsDiscovery, let mapping = known.mapping, mapping.isMade(for: calls.settings) else {
                try await discovery.discover(known)
                calls.pace.succeeded()
                return .progressed
            }
            let late = try await store.read { try $0.lateLook(ref) }
            if let late, late.dueAt <= now {
                // Naming what is there twice is all that it is for.
                _ = try await calls.lookUp(late.records, mapping, lane: .survey)
                try await store.write { try $0.close(lateLook: late.id) }
                return .progressed
            }
            let most = Self.lookUpSize(batch: calls.settings.batch)
            let due = try await store.read { try $0.due(ref, now: now, limit: most) }
            guard !due.isEmpty else {
                let next = try await store.read { try $0.nextDue(ref) }
                return [next, late?.dueAt].compactMap(\.self).min().map { .waiting(until: $0) } ?? .idle
            }
            let changes = due.filter { $0.itemID != nil }
            if !changes.isEmpty {
                return try await sender.send(changes.map(\.key), .change, mapping, lane: lane(changes))
            }
            switch try await importer.map(BulkPlanner.init)?.begin(mapping) {
            case .step(let step): return step
            case .waits(let until):
                let live = due.filter { $0.dueAt < RecordRow.behindLive }
                guard !live.isEmpty else { return .waiting(until: min(until, now + Self.faultPause)) }
                return try await create(live, mapping)
            case nil: return try await create(due, mapping)
            }
        } catch let error as TargetError {
            return try await calls.park(error)
        }
    }

    /// Looks every key up before anything is created, and adopts what is on the board.
    private func create(_ rows: [RecordRow], _ mapping: BoardMapping) async throws -> Step {
        let (ref, store) = (calls.ref, calls.store)
        let lane = lane(rows)
        let found = try await calls.lookUp(
            rows.map { RecordOnBoard(key: $0.key, content: $0.desired) }, mapping, lane: lane)
        FailPoint.lookUpAnswered.reached()
        if !found.isEmpty {
            let cause = HistoryEntry.Cause(at: calls.now, note: "Found on the board before anything was created.")
            try await store.write { transaction in
                for (key, itemID) in found {
                    guard let before = try transaction.record(ref, key: key), before.itemID == nil else { continue }
                    var row = before
                    row.adopt(itemID: itemID)
                    try transaction.save(row, was: before, cause)
                }
            }
            FailPoint.itemsAdopted.reached()
        }
        var absent = rows.map(\.key).filter { found[$0] == nil }[...]
        while !absent.isEmpty {
            let chunk = Array(absent.prefix(calls.pace.batch))
            let room = try await store.read { try $0.board(ref).room }
            if let room, room < chunk.count {
                guard room > 0 else { throw boardFull() }
                _ = try await sender.send(Array(chunk.prefix(room)), .create, mapping, lane: lane)
                break
            }
            _ = try await sender.send(chunk, .create, mapping, lane: lane)
            absent.removeFirst(chunk.count)
            // What is not known, or not possible now, is settled before more is sent.
            if try await store.read({ try $0.attempts(ref).first != nil || $0.board(ref).fault != nil }) { break }
        }
        return .progressed
    }

    /// A request is as urgent as the most urgent of its records.
    private func lane(_ rows: [RecordRow]) -> Lane {
        rows.allSatisfy { $0.isBackfill } ? .backfill : .live
    }

    private func boardFull() -> TargetError {
        TargetError(
            .boardFull,
            "The board is full: it holds as many items as monday allows. Narrow the board's scope and read it in full,"
                + " or archive items. What does not fit stays queued.")
    }
}
