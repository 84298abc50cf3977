import Mapping

/// Chooses what a bulk job brings: records that are certainly not on the board, and that a file can carry.
struct BulkPlanner: Sendable {
    /// How many records are chosen in one transaction.
    static let pageSize = 500
    /// How long a decision for batches, or for waiting, holds, in milliseconds.
    static let verdictLife: Int64 = 30_000
    /// How often a plan is made anew when another board takes the room that it counted on.
    static let mostPlans = 3

    let importer: BulkImporter
    /// The other boards of the same records; `nil` where there is one alone.
    var others: OtherBoards?
    var calls: BoardCalls { importer.calls }
    private var ref: BoardRef { importer.ref }

    /// Starts a job where one is right.
    ///
    /// - Parameter mapping: the board.
    /// - Returns: `nil` where new items go out in batches; else what to do next.
    /// - Throws: ``TargetError``; what the store throws; `CancellationError`.
    func begin(_ mapping: BoardMapping) async throws -> Begun? {
        guard let settings = calls.settings.bulk else { return nil }
        let (ref, now) = (ref, calls.now)
        // Deciding costs a look at the whole backlog, and comes with every request.
        let verdict = importer.hand.verdict
        if now < verdict.until { return verdict.begun }
        let (standing, backlog, boardRoom, isReading) = try await calls.store.read { reader in
            let standing = try reader.bulkStanding(ref)
            // Not counted where it does not matter.
            let backlog = standing.isRefused(at: now) ? 0 : try reader.bulkBacklog(ref, now: now, limit: settings.rows)
            return (standing, backlog, try reader.board(ref).room, try reader.scan(ref, .deep) != nil)
        }
        guard !standing.isRefused(at: now), backlog >= settings.threshold else { return nil }
        let group = try await largestGroup(backlog, mapping)
        guard group.rows >= settings.threshold else {
            importer.hand.keep(nil, until: now + Self.groupPause)
            return nil
        }
        let spent = await calls.governor.spent
        let limits = calls.governor.limits
        var plan = BulkPlan(
            settings: settings, backlog: group.rows, room: BulkRoom(rows: 0), boardRoom: boardRoom,
            isReading: isReading, batch: calls.settings.batch, limits: limits,
            requestsLeft: limits.requestsPerDay(.backfill).map { $0 - (spent + 9) / 10 }, now: now)
        for _ in 0..<Self.mostPlans {
            plan.room = await importer.means.budget.bulkRoom()
            switch plan.decision {
            case .batches:
                importer.hand.keep(nil, until: now + Self.verdictLife)
                return nil
            // Judged anew with the next request: the rest has shrunk.
            case .restFirst: return nil
            case .wait(let until):
                importer.hand.keep(.waits(until), until: min(until, now + Self.verdictLife))
                return .waits(until)
            case .job(let rows):
                // Taken before the rows are chosen, so that two boards never choose for the same room.
                guard try await importer.means.budget.takeBulk(rows: rows) else { continue }
                do {
                    return try await job(rows, settings, mapping.placing(in: group.id)).map { .step($0) }
                } catch let error as TargetError {
                    // No job was asked for: what its planning asks for goes before.
                    try await importer.means.budget.giveBackBulk(rows: rows)
                    throw error
                }
            }
        }
        importer.hand.keep(nil, until: now + Self.verdictLife)
        return nil
    }

    /// What became of the wish to start a job.
    enum Begun: Hashable, Sendable {
        case step(BoardDeliverer.Step)
        /// What is not live waits until this time, in milliseconds since 1970.
        case waits(Int64)
    }

    /// Chooses the members, page by page, and starts the job, for whose rows room is taken.
    ///
    /// Room of a job that a death broke off stays taken for its hour.
    ///
    /// - Returns: `nil` where monday does not let the board be read whole: look-ups, and batches, still work then.
    private func job(
        _ most: Int, _ settings: BulkSettings, _ mapping: BoardMapping
    ) async throws -> BoardDeliverer.Step? {
        let budget = importer.means.budget
        // As new as can be: what people made meanwhile is matched by monday, if at all, in a way that is not documented.
        do {
            try await importer.index.ensure(newerThan: calls.now, mapping, lane: .backfill)
        } catch let error as TargetError where error.cause == .request || error.cause == .temporary {
            importer.hand.keep(nil, until: calls.now + BoardIndex.pauseAfterFailure)
            try await budget.giveBackBulk(rows: most)
            return nil
        }
        let table = ImportTable(mapping)
        var job = BulkJobRow(board: ref, boardID: mapping.boardID, now: calls.now)
        var writer: BulkFileWriter
        do {
            writer = try BulkFileWriter(header: table.header)
        } catch {
            try await budget.giveBackBulk(rows: most)
            return try await importer.release(job, refusing: TargetError(.unknown, "\(error)"))
        }
        var last: RecordRow?
        while job.rows < most {
            let (ref, now, after) = (ref, calls.now, last)
            let limit = min(Self.pageSize, most - job.rows)
            let rows = try await calls.store.read {
                try $0.bulkCandidates(ref, now: now, after: after, limit: limit)
            }
            guard !rows.isEmpty else { break }
            last = rows.last
            let records = rows.map { RecordOnBoard(key: $0.key, content: $0.desired) }
            let answers = try await importer.index.answers(for: records)
            // What another board has goes there; the rest is looked for again below, as it is then.
            _ = try await others?.giveBack(records.filter { answers[$0.key] == .absent }, lane: .backfill)
            let page = Page(
                ref: ref, keys: rows.map(\.key), answers: answers, mapping: mapping, table: table,
                room: settings.bytes - writer.size, now: now)
            let before = job
            let (changed, lines, isFull) = try await calls.store.write { transaction in
                var job = before
                let (lines, isFull) = try page.choose(transaction)
                job.rows += lines.count
                try transaction.save(job)
                return (job, lines, isFull)
            }
            job = changed
            FailPoint.bulkPagePlanned.reached()
            do {
                try writer.append(lines)
            } catch {
                try await budget.giveBackBulk(rows: most)
                return try await importer.release(job, refusing: TargetError(.unknown, "\(error)"))
            }
            if isFull { break }
        }
        guard job.rows >= min(settings.threshold, most) else {
            try await budget.giveBackBulk(rows: most)
            return try await importer.release(job, refusing: nil)
        }
        if job.rows < most { try await budget.giveBackBulk(rows: most - job.rows) }
        return try await importer.start(job, writer.finish(), mapping)
    }

    /// The records that one transaction judges.
    private struct Page: Sendable {
        let ref: BoardRef
        let keys: [String]
        let answers: [String: IndexAnswer]
        /// With the group that the job puts its items into.
        let mapping: BoardMapping
        let table: ImportTable
        /// How many more bytes the file may hold.
        let room: Int
        let now: Int64

        /// Makes those members that a job may bring, adopts what is on the board, and leaves the rest to batches.
        ///
        /// - Returns: the members' rows, and whether the file is full.
        func choose(_ transaction: any StoreWriter) throws -> (lines: [String], isFull: Bool) {
            var lines: [String] = []
            var left = room
            for key in keys {
                guard let before = try transaction.record(ref, key: key), before.itemID == nil,
                    before.state == .queued || before.state == .retryAt,
                    mapping.groupID(for: before.desired) == mapping.groupID
                else { continue }
                var row = before
                switch answers[key] {
                case .absent:
                    guard let line = try? table.row(row.desired) else { break }
                    guard line.utf8.count <= left else { return (lines, true) }
                    let record = RecordOnBoard(key: key, content: row.desired)
                    let member = BulkMember(
                        key: key, sageKey: record.sageKey, sent: try transaction.digest(of: row.desired))
                    guard try transaction.add(member, folded: FoundItem.folded(record.sageKey), ref) else { break }
                    row.send()
                    try transaction.save(row, was: before, HistoryEntry.Cause(at: now))
                    left -= line.utf8.count
                    lines.append(line)
                    continue
                case .item(let itemID):
                    try adopt(itemID, &row, before, transaction)
                    continue
                case .several(let items):
                    try transaction.note(severalItems: items, keeping: items[0], of: key, ref, now: now)
                    try adopt(items[0], &row, before, transaction)
                    continue
                // Monday's matching may take another record's item for this one's.
                case .clash: break
                case nil:
                    // The index may not answer for it, or was put in question just now.
                    try transaction.countBulkMiss(ref, key: key, 1)
                    continue
                }
                try transaction.countBulkMiss(ref, key: key, BulkMiss.most)
            }
            return (lines, false)
        }

        private func adopt(
            _ itemID: String, _ row: inout RecordRow, _ before: RecordRow, _ transaction: any StoreWriter
        ) throws {
            row.adopt(itemID: itemID)
            try transaction.save(
                row, was: before,
                HistoryEntry.Cause(at: now, note: "Found on the board before anything was created."))
        }
    }
}

extension StoreWriter {
    /// Tells people that a record has several items.
    ///
    /// - Parameters:
    ///   - items: their ids.
    ///   - kept: the one that is kept up to date.
    ///   - key: the record's key.
    ///   - ref: the board.
    ///   - now: milliseconds since 1970.
    /// - Throws: what the store throws.
    func note(severalItems items: [String], keeping kept: String, of key: String, _ ref: BoardRef, now: Int64) throws {
        try note(
            duplicates: "The board holds several items with this key: \(items.sorted().joined(separator: ", "))."
                + " Item \(kept) is kept up to date; delete the others.",
            board: ref, key: key, now: now)
    }
}
