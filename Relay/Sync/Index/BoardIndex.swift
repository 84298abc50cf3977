import Mapping

/// The keys and item ids of everything on a board, read in pages and kept: most look-ups need no call of their own.
///
/// It says what was there when its reading began, and what the relay itself made since. What people do meanwhile it
/// does not know; so it is believed for a while only (``DeliverySettings/indexAge``), and not at all after a surprise.
struct BoardIndex: Sendable {
    /// How many items monday gives in a page.
    static let pageSize = 500
    /// How often a board is read from its first page again, because its cursor expired or something happened meanwhile.
    static let mostStarts = 3
    /// How long no list is read after one that could not be read, in milliseconds.
    static let pauseAfterFailure: Int64 = 3_600_000

    let calls: BoardCalls

    /// Reads the board's keys, unless they were read lately.
    ///
    /// - Parameters:
    ///   - moment: a reading that began at this moment or later is new enough, in milliseconds since 1970; `nil` for the
    ///     age that the board's settings allow.
    ///   - mapping: the board and its key column.
    ///   - lane: how urgent it is.
    /// - Throws: ``TargetError``, as ``BoardCalls/call(_:)``.
    func ensure(newerThan moment: Int64?, _ mapping: BoardMapping, lane: Lane = .live) async throws {
        if try await isGood(newerThan: moment, mapping) { return }
        for _ in 0..<Self.mostStarts where try await read(mapping, lane) { return }
        throw TargetError(
            .temporary,
            "The keys of the board could not be read to their end: \(Self.mostStarts) readings were cut short."
                + " It is tried again.")
    }

    /// Reads the board's keys, unless monday refuses such a reading, or it was cut short again and again.
    ///
    /// Then look-ups do, and it is not tried again for ``pauseAfterFailure``.
    ///
    /// - Parameters:
    ///   - mapping: the board and its key column.
    ///   - lane: how urgent it is.
    /// - Returns: whether the index may be believed now.
    /// - Throws: ``TargetError`` where look-ups would fail alike, as ``BoardCalls/call(_:)``.
    func readIfPossible(_ mapping: BoardMapping, lane: Lane) async throws -> Bool {
        guard calls.now >= calls.lookUpSize.listsRefusedUntil else { return false }
        do {
            for _ in 0..<Self.mostStarts where try await read(mapping, lane) { return true }
        } catch let error as TargetError where error.cause == .request {
            // Refused as it is: asked for in smaller parts by look-ups.
        }
        calls.lookUpSize.refuseLists(until: calls.now + Self.pauseAfterFailure)
        return false
    }

    /// Whether the index may be believed.
    ///
    /// - Parameters:
    ///   - moment: as for ``ensure(newerThan:_:)``.
    ///   - mapping: the board and its key column.
    /// - Returns: whether it was read lately enough, and nothing happened since.
    /// - Throws: what the store throws.
    func isGood(newerThan moment: Int64?, _ mapping: BoardMapping) async throws -> Bool {
        let (ref, least) = (calls.ref, moment ?? calls.now - Int64(calls.settings.delivery.indexAge))
        guard moment != nil || calls.settings.delivery.indexAge > 0 else { return false }
        return try await calls.store.read { try $0.index(ref).isGood(for: mapping, newerThan: least) }
    }

    /// Says which of these records are on the board.
    ///
    /// - Parameter records: any number of them.
    /// - Returns: by record key; records that were part of a request in doubt have no answer, since an index may not show
    ///   yet what that request did. Nothing at all when the index may not be believed.
    /// - Throws: what the store throws.
    func answers(for records: [RecordOnBoard]) async throws -> [String: IndexAnswer] {
        let ref = calls.ref
        return try await calls.store.read { reader in
            guard try reader.index(ref).startedAt != nil else { return [:] }
            let doubted = try reader.doubted(ref, among: records.map(\.key))
            var answers: [String: IndexAnswer] = [:]
            for record in records where !doubted.contains(record.key) {
                let items = try reader.indexed(ref, folded: FoundItem.folded(record.sageKey))
                answers[record.key] = IndexAnswer(record.sageKey, among: items)
            }
            return answers
        }
    }

    /// Has the board read again before the index is believed.
    ///
    /// - Throws: what the store throws.
    func forget() async throws {
        let ref = calls.ref
        try await calls.store.write { try $0.forgetIndex(ref) }
    }

    /// Whether reading the board costs fewer calls than looking up what waits to be created.
    ///
    /// Only as many records count as can be created while the index is believed: for the rest it is read again.
    ///
    /// - Throws: what the store throws.
    func isWorthReading() async throws -> Bool {
        let (ref, settings) = (calls.ref, calls.settings.delivery)
        guard settings.indexAge > 0 else { return false }
        return try await calls.store.read { reader in
            let row = try reader.index(ref)
            guard let items = row.items, let pages = row.pages(of: Self.pageSize) else { return false }
            // One page of nothing answers for as long as it is believed.
            if items == 0 { return true }
            let enough = pages * settings.lookUpSize + 1
            let creatable = settings.creatable(within: settings.indexAge) ?? .max
            guard creatable >= enough else { return false }
            return try reader.keysDue(ref, creating: true, nil, now: .max, limit: enough).count >= enough
        }
    }

    /// Reads from the first page to the last.
    ///
    /// - Returns: whether it came to its end; else it is to be read again.
    private func read(_ mapping: BoardMapping, _ lane: Lane) async throws -> Bool {
        let (ref, target, began) = (calls.ref, calls.target, calls.now)
        let reading = try await calls.store.write { try $0.beginIndex(ref, mapping) }
        FailPoint.indexBegun.reached()
        var cursor: String?
        repeat {
            let after = cursor
            let page = try await calls.call(lane: lane, kind: .page) { () async throws(TargetError) in
                try await target.keyPage(after: after, mapping: mapping)
            }
            guard let page else { return false }
            guard page.cursor == nil || page.cursor != after else {
                throw TargetError(.temporary, "The list of the board's items does not move on; it is read again.")
            }
            guard try await calls.store.write({ try $0.keepIndex(page.items, reading: reading, ref) }) else {
                return false
            }
            FailPoint.indexPageKept.reached()
            cursor = page.cursor
        } while cursor != nil
        let isGood = try await calls.store.write { try $0.endIndex(ref, reading: reading, began: began) }
        FailPoint.indexRead.reached()
        return isGood
    }
}
