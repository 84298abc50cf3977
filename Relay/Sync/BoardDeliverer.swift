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
    /// So long a full board waits for the next one, whose columns are being found.
    private static let nextBoardPause: Int64 = 10_000
    /// So many passing failures in a row, some 15 s apart, are a fault of the board.
    static let passingFailures = 3

    private let calls: BoardCalls
    private let existence: ExistenceCheck
    private let discovery: ColumnDiscovery
    private let sender: AttemptSender
    private let settler: AttemptSettler
    /// Imports in bulk; `nil` for batches alone.
    private let importer: BulkImporter?
    private let upkeep: BoardUpkeep
    /// The other boards of the same records; `nil` where there is one alone.
    private let others: OtherBoards?
    /// Writes lines as subitems; `nil` where nothing ever does.
    private let lines: LineDeliverer?

    /// Makes the deliverer of one board.
    ///
    /// - Parameters:
    ///   - settings: how the board is kept.
    ///   - store: where state is kept.
    ///   - target: the board's monday account.
    ///   - governor: the account's limits, shared by all its boards.
    ///   - time: the wall clock.
    ///   - archiver: puts items away, where the board's settings want that.
    ///   - random: for the jitter of retries.
    ///   - bulk: the account's way to bulk imports; `nil` for batches alone.
    ///   - bells: wakes other boards that are given records.
    ///   - lines: writes subitems, where the board's settings want that.
    package init(
        settings: BoardSettings, store: any SyncStore, target: any BoardTarget, governor: RateGovernor,
        time: any TimeSource, archiver: (any BoardArchiver)? = nil,
        random: @escaping @Sendable (ClosedRange<Int64>) -> Int64 = { Int64.random(in: $0) }, bulk: BulkMeans? = nil,
        bells: BoardBells? = nil, lines: (any LineTarget)? = nil
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
        let calls = calls
        others = OtherBoards(calls: calls, bells: bells)
        importer = bulk.map { BulkImporter(calls: calls, means: $0, index: BoardIndex(calls: calls)) }
        let lineDeliverer = lines.map { LineDeliverer(calls: calls, target: $0) }
        self.lines = lineDeliverer
        upkeep = BoardUpkeep(calls: calls, archiver: archiver, lines: lineDeliverer)
    }

    /// Does the next piece of work: settles a request in doubt, or looks up and sends one batch.
    ///
    /// - Returns: when to call again.
    /// - Throws: what the store throws, and `CancellationError`; state is right in either case.
    package func step() async throws -> Step {
        let (ref, now, store) = (calls.ref, calls.now, calls.store)
        // At once, since this comes with every request.
        let (attempt, job, known, late) = try await store.read { reader in
            (try reader.attempts(ref).first, try reader.bulkJob(ref), try reader.board(ref), try reader.lateLook(ref))
        }
        if let attempt {
            guard attempt.dueAt <= now else { return .waiting(until: attempt.dueAt) }
            guard attempt.action.isOfLines else { return try await settler.settle(attempt) }
            return try await lines?.settle(attempt) ?? .idle
        }
        do {
            // While a job is under way nothing else goes to its board.
            if let importer, let job { return try await importer.goOn(job) }
            guard !known.needsDiscovery, let mapping = known.mapping, mapping.isMade(for: calls.settings) else {
                try await discovery.discover(known)
                calls.pace.succeeded()
                return .progressed
            }
            if let late, late.dueAt <= now {
                // Naming what is there twice is all that it is for.
                _ = try await calls.lookUpAll(late.records, mapping)
                try await store.write { try $0.close(lateLook: late.id) }
                return .progressed
            }
            let rests = calls.pace.restsUntil
            guard rests <= now else { return .waiting(until: rests) }
            if try await others?.openNext() == true { return .progressed }
            let (step, held) = try await deliver(mapping, isFull: known.room == 0)
            if let step { return step }
            let rest = try await upkeep.step(mapping)
            let next = try await store.read { try $0.nextDue(ref, after: now) }
            return .first(of: [rest] + [held, next, late?.dueAt].compactMap(\.self).map { .waiting(until: $0) })
        } catch let error as TargetError {
            return try await calls.park(error)
        }
    }

    /// Sends the next request with what is due: what has just changed in Sage first, and changes before new items.
    ///
    /// - Parameters:
    ///   - mapping: the board.
    ///   - isFull: whether the board takes no more items: then every change goes before new ones.
    /// - Returns: when to call again, `nil` where nothing can be sent; and until when what is due has to wait, where some of
    ///   it has to: for room on the board, or for a bulk import.
    /// - Throws: ``TargetError``, as ``BoardCalls/call(lane:kind:_:)``.
    private func deliver(_ mapping: BoardMapping, isFull: Bool) async throws -> (step: Step?, held: Int64?) {
        var held: Int64?
        let size = calls.pace.size(now: calls.now)
        let order: [(isNew: Bool, urgency: Urgency)] =
            isFull
            ? [(false, .live), (false, .backfill), (true, .live), (true, .backfill)]
            : [(false, .live), (true, .live), (false, .backfill), (true, .backfill)]
        var rest = order[...]
        while let (place, due) = try await next(in: rest, limit: size) {
            let (isNew, urgency) = order[place]
            rest = order[(place + 1)...]
            guard isNew else {
                return (try await sender.send(due.map(\.key), .change, mapping, lane: urgency.lane), nil)
            }
            switch try await importer.map({ BulkPlanner(importer: $0, others: others) })?.begin(mapping) {
            case .step(let step): return (step, nil)
            case .waits(let until) where urgency == .backfill:
                held = min(held ?? .max, until, calls.now + Self.faultPause)
            case .waits, nil:
                let step = try await create(due, mapping, lane: urgency.lane)
                guard isFull, case .waiting(let until) = step else { return (step, nil) }
                held = min(held ?? .max, until)
            }
        }
        return (nil, held)
    }

    /// The first place in an order at which something is due, and what is due there.
    private func next(
        in order: ArraySlice<(isNew: Bool, urgency: Urgency)>, limit: Int
    ) async throws -> (place: Int, due: [RecordOnBoard])? {
        guard !order.isEmpty else { return nil }
        let (ref, now) = (calls.ref, calls.now)
        let next = try await calls.store.read { reader -> (Int, [String])? in
            for (place, (isNew, urgency)) in zip(order.indices, order) {
                let keys = try reader.keysDue(ref, creating: isNew, urgency, now: now, limit: limit)
                if !keys.isEmpty { return (place, keys) }
            }
            return nil
        }
        return next.map { place, keys in (place, keys.map { RecordOnBoard(key: $0, calls.settings) }) }
    }

    /// Finds out what is on the board before anything is created, adopts that, and creates what is not there.
    ///
    /// - Parameters:
    ///   - records: the next ones; as many as go into one request.
    ///   - mapping: the board.
    ///   - lane: how urgent it is.
    /// - Returns: what to do next.
    /// - Throws: ``TargetError``, as ``BoardCalls/call(lane:kind:_:)``.
    private func create(_ records: [RecordOnBoard], _ mapping: BoardMapping, lane: Lane) async throws -> Step {
        let (ref, store) = (calls.ref, calls.store)
        let known = try await existence.check(records, mapping, lane: lane)
        let found = known.compactMapValues { if case .item(let id) = $0 { id } else { nil } }
        if !found.isEmpty { try await adopt(found) }
        let absent = records.map(\.key).filter { known[$0] == .absent }
        guard !absent.isEmpty else { return .progressed }
        let room = try await store.read { try $0.board(ref).room }
        // What waits for room on a full board is looked for elsewhere as far as it is known not to be here.
        let isFull = room.map { $0 <= 0 } ?? false
        let missing = isFull ? known.filter { $0.value == .absent }.map(\.key) : absent
        let given =
            try await others?.giveBack(missing.map { RecordOnBoard(key: $0, calls.settings) }, lane: lane) ?? []
        let own = missing.filter { !given.contains($0) }
        guard !own.isEmpty else { return .progressed }
        if isFull { return try await parkFull(waiting: own) }
        let (keys, group) = try await ofOneGroup(Array(own.prefix(room ?? own.count)), mapping)
        return try await sender.send(keys, .create, mapping.placing(in: group), lane: lane)
    }

    /// One request makes items of one group: that of the first of these records.
    private func ofOneGroup(_ keys: [String], _ mapping: BoardMapping) async throws -> ([String], group: String) {
        guard mapping.grouping != nil else { return (keys, mapping.groupID) }
        let ref = calls.ref
        let groups = try await calls.store.read { reader in
            try keys.map { try reader.record(ref, key: $0).map { mapping.groupID(for: $0.desired) } }
        }
        let first = groups.lazy.compactMap(\.self).first ?? mapping.groupID
        return (zip(keys, groups).filter { $1 == first }.map(\.0), first)
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

    /// Makes room on a full board where that is wanted, or has the next board take what waits; else looks at it again only
    /// now and then, while changes go out.
    private func parkFull(waiting keys: [String]) async throws -> Step {
        let room = try await upkeep.makeRoom()
        if room == .progressed { return room }
        let (count, obstacle) = try await others?.handOver(keys) ?? (0, nil)
        if count > 0 { return .progressed }
        if obstacle == OtherBoards.soon { return .first(of: [room, .waiting(until: calls.now + Self.nextBoardPause)]) }
        let (ref, now) = (calls.ref, calls.now)
        let look = try await calls.store.write { transaction in
            let look = try transaction.standing(ref).discoveredAt + Self.faultPause
            var board = try transaction.board(ref)
            let advice =
                obstacle
                ?? "Narrow the board's scope and read it in full, go on on another board (`next-boards`), have done items"
                + " archived (`rollover`), or archive items."
            board.fault =
                "The board is full: it holds as many items as monday allows. \(advice) What does not fit stays queued;"
                + " changes still go out."
            if look <= now { board.needsDiscovery = true }
            try transaction.save(board)
            return look
        }
        FailPoint.faultNoted.reached()
        return look <= now ? .progressed : .first(of: [room, .waiting(until: look)])
    }
}
