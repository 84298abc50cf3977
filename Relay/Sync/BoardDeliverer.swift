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

    /// How many keys one look-up asks for where the settings say nothing else.
    static let lookUpSize = DeliverySettings().lookUpSize
    /// A board that cannot be used is looked at again after five minutes, a full one too.
    static let faultPause: Int64 = 300_000
    /// So many passing failures in a row, some 15 s apart, are a fault of the board.
    static let passingFailures = 3

    private let calls: BoardCalls
    private let existence: ExistenceCheck
    private let discovery: ColumnDiscovery
    private let sender: AttemptSender
    private let settler: AttemptSettler

    /// Makes the deliverer of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - target: the board's monday account.
    ///   - governor: the account's limits, shared by all its boards.
    ///   - time: the wall clock.
    ///   - random: for the jitter of retries.
    package init(
        settings: BoardSettings, store: any SyncStore, target: any BoardTarget, governor: RateGovernor,
        time: any TimeSource, random: @escaping @Sendable (ClosedRange<Int64>) -> Int64 = { Int64.random(in: $0) }
    ) {
        calls = BoardCalls(
            settings: settings, store: store, target: target, governor: governor, time: time, random: random,
            pace: DeliveryPace(batch: settings.batch, longest: settings.delivery.longestRequest),
            lookUpSize: LookUpSize(
                values: settings.delivery.lookUpValues, groups: settings.delivery.lookUpGroups))
        existence = ExistenceCheck(calls: calls, index: BoardIndex(calls: calls))
        discovery = ColumnDiscovery(calls: calls)
        sender = AttemptSender(calls: calls)
        settler = AttemptSettler(calls: calls, sender: sender)
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
            let known = try await store.read { try $0.board(ref) }
            guard !known.needsDiscovery, let mapping = known.mapping, mapping.isMade(for: calls.settings) else {
                try await discovery.discover(known)
                calls.pace.succeeded()
                return .progressed
            }
            let late = try await store.read { try $0.lateLook(ref) }
            if let late, late.dueAt <= now {
                // Naming what is there twice is all that it is for.
                _ = try await calls.lookUpAll(late.records, mapping)
                try await store.write { try $0.close(lateLook: late.id) }
                return .progressed
            }
            let rests = calls.pace.restsUntil
            guard rests <= now else { return .waiting(until: rests) }
            let size = calls.pace.size(now: now)
            let changes = try await calls.due(creating: false, limit: size)
            if !changes.isEmpty { return try await sender.send(changes.map(\.key), .change, mapping) }
            let creates = try await calls.due(creating: true, limit: size)
            if !creates.isEmpty { return try await create(creates, mapping) }
            let next = try await store.read { try $0.nextDue(ref) }
            return [next, late?.dueAt].compactMap(\.self).min().map { .waiting(until: $0) } ?? .idle
        } catch let error as TargetError {
            return try await calls.park(error)
        }
    }

    /// Finds out what is on the board before anything is created, adopts that, and creates what is not there.
    ///
    /// - Parameters:
    ///   - records: the next ones; as many as go into one request.
    ///   - mapping: the board.
    /// - Returns: what to do next.
    /// - Throws: ``TargetError``, as ``BoardCalls/call(_:)``.
    private func create(_ records: [RecordOnBoard], _ mapping: BoardMapping) async throws -> Step {
        let (ref, store) = (calls.ref, calls.store)
        let known = try await existence.check(records, mapping)
        let found = known.compactMapValues { if case .item(let id) = $0 { id } else { nil } }
        if !found.isEmpty { try await adopt(found) }
        let absent = records.map(\.key).filter { known[$0] == .absent }
        guard !absent.isEmpty else { return .progressed }
        let room = try await store.read { try $0.board(ref).room }
        if let room, room <= 0 { throw boardFull() }
        return try await sender.send(Array(absent.prefix(room ?? absent.count)), .create, mapping)
    }

    /// Takes items that were on the board for those of their records.
    private func adopt(_ found: [String: String]) async throws {
        let (ref, settings) = (calls.ref, calls.settings)
        let cause = HistoryEntry.Cause(at: calls.now, note: "Found on the board before anything was created.")
        try await calls.store.write { transaction in
            var owned: [String: FoundItem] = [:]
            for (key, itemID) in found {
                guard let before = try transaction.record(ref, key: key), before.itemID == nil else { continue }
                var row = before
                row.adopt(itemID: itemID)
                try transaction.save(row, was: before, cause)
                owned[key] = FoundItem(id: itemID, key: RecordOnBoard(key: key, settings).sageKey)
            }
            try transaction.index(owned: owned, created: 0, ref)
        }
        FailPoint.itemsAdopted.reached()
    }

    private func boardFull() -> TargetError {
        TargetError(
            .boardFull,
            "The board is full: it holds as many items as monday allows. Narrow the board's scope and read it in full,"
                + " or archive items. What does not fit stays queued.")
    }
}
