import Mapping

/// Finds out what a bulk job wrote: the board is read back, and what is not there goes out in batches.
struct BulkSettler: Sendable {
    /// How many members one transaction releases, and one late look asks for.
    static let pageSize = 400

    let importer: BulkImporter
    let mapping: BoardMapping
    private var calls: BoardCalls { importer.calls }
    private var ref: BoardRef { importer.ref }

    /// Reads the board back, and settles the job or has the board read once more.
    ///
    /// - Parameter ended: a job that has come to its end.
    /// - Returns: what to do next.
    /// - Throws: ``TargetError``; what the store throws; `CancellationError`.
    func settle(_ ended: BulkJobRow) async throws -> BoardDeliverer.Step {
        try await readBack(ended)
        let (ref, store, now, settle) = (ref, calls.store, calls.now, calls.settings.settle)
        var job = ended
        let found = try await store.read { try $0.bulkFound(ref) }
        let isSettled = job.looked(found: found, now: now, settle: settle)
        let looked = job
        try await store.write { try $0.save(looked) }
        FailPoint.bulkLookWritten.reached()
        guard isSettled else { return .waiting(until: looked.dueAt) }
        if found < looked.rows {
            // What was known before the job ended does not show what the job did.
            try await importer.index.forget()
            calls.absences.removeAll()
            try await releaseAbsent(looked)
        }
        let standing = try await store.write { transaction in
            try transaction.closeBulkJob(ref)
            var standing = try transaction.bulkStanding(ref)
            standing.take(looked, reasons: looked.reasons, now: now)
            try transaction.save(standing, ref)
            var board = try transaction.board(ref)
            if looked.end == .rejected, looked.progress?.reason == "BOARD_CAPACITY_EXCEEDED" {
                board.needsDiscovery = true
            }
            if found > 0 { board.fault = nil }
            try transaction.save(board)
            return standing
        }
        FailPoint.bulkSettled.reached()
        // Died before this, the account has less room than it could have, for an hour.
        if looked.unwritten > 0 { try await importer.means.budget.giveBackBulk(rows: looked.unwritten) }
        importer.means.report(ref, [standing.last, standing.reason].compactMap(\.self).joined(separator: " "))
        return .progressed
    }

    /// Reads all items of the board; each member that is found has its item.
    ///
    /// Where monday says that it made every row, the keys of all items are read and what some of them show; where those
    /// show what was sent, so do the others. Else everything is read.
    private func readBack(_ job: BulkJobRow) async throws {
        let pages = BoardReadBack(
            settings: calls.settings, store: calls.store, reader: importer.means.reader, governor: calls.governor,
            time: calls.time, lane: .settling)
        if job.madeEveryRow, try await readKeys(pages) { return }
        for _ in 0..<BoardReadBack.mostStarts {
            let isWhole = try await pages.walk(mapping) { items in
                try await adopt(items.map { ($0.id, $0.key, $0.content) })
                FailPoint.bulkPageAdopted.reached()
            }
            if isWhole { return }
        }
        throw BoardReadBack.neverEnding
    }

    /// Reads the keys of all items, and what some members' items show.
    ///
    /// - Returns: whether that is enough; `false` when an item shows something else than was sent.
    private func readKeys(_ pages: BoardReadBack) async throws -> Bool {
        let (target, mapping) = (calls.target, mapping)
        for _ in 0..<BoardReadBack.mostStarts {
            var cursor: String?
            var isSampled = false
            var isWhole = false
            repeat {
                let after = cursor
                let page = try await pages.call(.page) { () async throws(TargetError) in
                    try await target.keyPage(after: after, mapping: mapping)
                }
                guard let page else { break }
                guard page.cursor == nil || page.cursor != after else {
                    throw TargetError(.temporary, "The list of the board's items does not move on.")
                }
                if !isSampled, let isAsSent = try await sample(page.items, pages) {
                    guard isAsSent else { return false }
                    isSampled = true
                }
                try await adopt(page.items.map { ($0.id, $0.key, nil) })
                FailPoint.bulkPageAdopted.reached()
                cursor = page.cursor
                isWhole = cursor == nil
            } while !isWhole
            if isWhole { return true }
        }
        throw BoardReadBack.neverEnding
    }

    /// Compares what some items show with what was sent.
    ///
    /// - Parameters:
    ///   - items: a page of the board.
    ///   - pages: asks monday.
    /// - Returns: whether all of them show it; `nil` where none of them is a member's.
    /// - Throws: as ``BoardReadBack/call(_:board:_:)``.
    private func sample(_ items: [FoundItem], _ pages: BoardReadBack) async throws -> Bool? {
        let (ref, mapping, reader) = (ref, mapping, importer.means.reader)
        let members = try await calls.store.read { reader in
            try items.compactMap { item -> (id: String, content: ItemContent)? in
                guard let member = try reader.bulkMember(ref, sageKey: item.key),
                    let row = try reader.record(ref, key: member.key), try row.shows(member, reader)
                else { return nil }
                return (item.id, row.desired)
            }
        }
        guard !members.isEmpty else { return nil }
        let stride = (members.count + LocatedItem.most - 1) / LocatedItem.most
        let chosen = members.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
        let expected = Dictionary(chosen.map { ($0.id, $0.content) }, uniquingKeysWith: { first, _ in first })
        let ids = expected.keys.sorted()
        let shown = try await pages.call(.items) { () async throws(TargetError) in
            try await reader.items(ids, mapping: mapping)
        }
        // One that is gone again says nothing of the others.
        let compared = shown.filter { $0.place(seenFrom: mapping.boardID) == .unlisted }.map(\.item)
        return !compared.isEmpty
            && compared.allSatisfy { item in
                expected[item.id].map { mapping.differences(expected: $0, shown: item.content).isEmpty } ?? true
            }
    }

    /// Takes items for those of their records.
    ///
    /// - Parameter items: of each its id, the text of its key column, and what it shows; without that it shows what was
    ///   sent.
    /// - Throws: what the store throws.
    private func adopt(_ items: [(id: String, key: String, content: ItemContent?)]) async throws {
        let (ref, mapping, now) = (ref, mapping, calls.now)
        let cause = HistoryEntry.Cause(at: now, note: "Found on the board after a bulk import.")
        try await calls.store.write { transaction in
            var owned: [String: FoundItem] = [:]
            for item in items {
                guard var member = try transaction.bulkMember(ref, sageKey: item.key) else { continue }
                if member.items.contains(item.id) {
                    // Taken by its key alone before; what it shows is seen now.
                    guard let content = item.content, let before = try transaction.record(ref, key: member.key),
                        before.state == .done, before.itemID == item.id
                    else { continue }
                    var row = before
                    row.confirm(itemID: item.id, showing: content, mapping)
                    if row != before { try transaction.save(row, was: before, cause) }
                    continue
                }
                member.items.append(item.id)
                try transaction.save(member, ref)
                guard let before = try transaction.record(ref, key: member.key) else { continue }
                if member.items.count > 1 {
                    let kept = before.itemID ?? member.items[0]
                    try transaction.note(severalItems: member.items, keeping: kept, of: member.key, ref, now: now)
                }
                guard before.isUnderWay, before.itemID == nil else { continue }
                var row = before
                if let content = item.content {
                    row.confirm(itemID: item.id, showing: content, mapping)
                } else if try row.shows(member, transaction) {
                    row.confirm(itemID: item.id, content: row.desired)
                } else {
                    // It changed after it was sent; every field goes out again.
                    row.requeue(adopting: item.id)
                }
                try transaction.save(row, was: before, cause)
                owned[member.key] = FoundItem(id: item.id, key: item.key)
            }
            let made = owned.count
            guard made > 0 else { return }
            try transaction.index(owned: owned, created: made, ref)
            try transaction.count(DeliveryCounts(created: made), ref)
            var board = try transaction.board(ref)
            board.room = board.room.map { max(0, $0 - made) }
            try transaction.save(board)
        }
    }

    /// Has members without an item go out in batches, which look before they create.
    private func releaseAbsent(_ job: BulkJobRow) async throws {
        let (ref, store, now, settle, random) = (ref, calls.store, calls.now, calls.settings.settle, calls.random)
        let cause = HistoryEntry.Cause(at: now)
        while true {
            let count = try await store.write { transaction in
                let members = try transaction.bulkMembers(ref, found: false, limit: Self.pageSize)
                var doubted: [RecordOnBoard] = []
                for member in members {
                    try transaction.removeBulkMember(ref, key: member.key)
                    if job.failedByRow { try transaction.countBulkMiss(ref, key: member.key, 1) }
                    guard let before = try transaction.record(ref, key: member.key), before.isUnderWay else { continue }
                    var row = before
                    if job.isSure {
                        row.requeue(at: RecordRow.behindLive)
                    } else {
                        row.retryOrBlock(now: now, random) { $0.retryUnconfirmed(at: $1) }
                        doubted.append(RecordOnBoard(key: member.key, content: row.desired))
                    }
                    try transaction.save(row, was: before, cause)
                }
                if !doubted.isEmpty {
                    // An index does not answer for them: they are looked up right before they go out.
                    try transaction.doubt(doubted.map(\.key), ref)
                    // What appears late is named within minutes.
                    try transaction.openLateLook(
                        board: ref, records: doubted, dueAt: now + max(10 * Int64(settle), LateLook.least))
                }
                return members.count
            }
            FailPoint.bulkPageReleased.reached()
            if count < Self.pageSize { return }
        }
    }
}

extension RecordRow {
    /// Whether it shall show what was sent of it.
    fileprivate func shows(_ member: BulkMember, _ reader: any StoreReader) throws -> Bool {
        try member.sent == reader.digest(of: desired)
    }

    /// Its item shows this, as far as the board has columns.
    fileprivate mutating func confirm(itemID: String, showing content: ItemContent, _ mapping: BoardMapping) {
        let differences = mapping.differences(expected: desired, shown: content)
        confirm(itemID: itemID, content: desired.showing(differences))
    }
}
