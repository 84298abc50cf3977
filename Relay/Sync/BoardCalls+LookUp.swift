import Mapping

extension BoardCalls {
    /// Asks which of these records are on the board, compared exactly, and names the keys that are there several times.
    ///
    /// - Parameters:
    ///   - records: those that do not fit into one request are left out.
    ///   - mapping: the board and its key column.
    ///   - lane: how urgent it is.
    /// - Returns: what was answered; of several items with one key, the one that is kept up to date. At least one record.
    /// - Throws: ``TargetError`` when nothing was answered; as ``call(_:)``.
    func lookUp(
        _ records: [RecordOnBoard], _ mapping: BoardMapping, lane: Lane = .live
    ) async throws -> [String: Existence] {
        guard !records.isEmpty else { return [:] }
        let wanted = Dictionary(records.map { ($0.sageKey, $0.key) }, uniquingKeysWith: { first, _ in first })
        let target = target
        while true {
            let groups = lookUpSize.groups(records.map(\.sageKey))
            let size = (values: groups.map(\.count).max() ?? 0, groups: groups.count)
            let results: [Result<KeyPage, TargetError>]
            do {
                results = try await call(lane: lane, kind: .lookUp) { () async throws(TargetError) in
                    try await target.lookUp(groups, mapping: mapping)
                }
            } catch let error as TargetError where error.cause == .request {
                guard lookUpSize.shrink(isWhole: true, asked: size) else { throw error }
                continue
            }
            guard let answers = try await answers(zip(groups, results), size, wanted, mapping, lane) else { continue }
            return answers
        }
    }

    /// Asks about any number of records, in as many requests as that takes.
    ///
    /// - Returns: the item ids of those that are on the board, by record key.
    /// - Throws: as ``lookUp(_:_:)``.
    func lookUpAll(
        _ records: [RecordOnBoard], _ mapping: BoardMapping, lane: Lane = .live
    ) async throws -> [String: String] {
        var (left, found) = (records, [String: String]())
        while !left.isEmpty {
            let answers = try await lookUp(left, mapping, lane: lane)
            for case (let key, .item(let id)) in answers { found[key] = id }
            left.removeAll { answers[$0.key] != nil }
        }
        return found
    }

    /// Chooses which of several items of a record is kept up to date, and tells people of the others.
    ///
    /// - Parameters:
    ///   - ids: the items, at least one, the oldest first.
    ///   - key: the record's key.
    ///   - isNews: whether the board's index does not know of them, and is to be read again.
    /// - Returns: the item that the record has, or the oldest one.
    /// - Throws: what the store throws.
    func keep(oneOf ids: [String], of key: String, isNews: Bool) async throws -> String {
        guard ids.count > 1 else { return ids.first ?? "" }
        let (ref, now) = (ref, now)
        return try await store.write { transaction in
            let own = try transaction.record(ref, key: key)?.itemID
            let kept = own.flatMap { ids.contains($0) ? $0 : nil } ?? ids[0]
            try transaction.note(severalItems: ids, keeping: kept, of: key, ref, now: now)
            if isNews { try transaction.forgetIndex(ref) }
            return kept
        }
    }

    /// Reads the answers of one request, and the pages behind them.
    ///
    /// - Returns: `nil` when less is to be asked for at once.
    private func answers(
        _ results: some Sequence<([String], Result<KeyPage, TargetError>)>, _ size: (values: Int, groups: Int),
        _ wanted: [String: String], _ mapping: BoardMapping, _ lane: Lane
    ) async throws -> [String: Existence]? {
        var ids: [String: [String]] = [:]
        var answered: [String] = []
        var refused: TargetError?
        for (group, result) in results {
            do {
                let items = try await allItems(try result.get(), mapping, lane)
                for item in items {
                    if let key = wanted[item.key] { ids[key, default: []].append(item.id) }
                }
                answered += group.compactMap { wanted[$0] }
            } catch let error as TargetError {
                refused = error
            }
        }
        if let refused {
            let isSmaller =
                refused.cause == .request && lookUpSize.shrink(isWhole: false, asked: (size.values, size.groups))
            if answered.isEmpty {
                guard isSmaller else { throw refused }
                return nil
            }
            // The rest is asked for again; a limit is kept also where it struck a part of the request alone.
            if case .limited = refused.cause { await governor.pause(until: pause(for: refused)) }
        }
        var found: [String: Existence] = [:]
        for key in answered {
            let items = Set(ids[key] ?? []).sorted { ($0.count, $0) < ($1.count, $1) }
            found[key] = items.isEmpty ? .absent : .item(try await keep(oneOf: items, of: key, isNews: true))
        }
        return found
    }

    /// The items of a search with those behind its first page.
    private func allItems(
        _ page: KeyPage, _ mapping: BoardMapping, _ lane: Lane
    ) async throws -> [FoundItem] {
        var (items, cursor) = (page.items, page.cursor)
        let target = target
        while let after = cursor {
            let next = try await call(lane: lane, kind: .page) { () async throws(TargetError) in
                try await target.keyPage(after: after, mapping: mapping)
            }
            guard let next, next.cursor != after else {
                throw TargetError(.temporary, "A look-up found more items than could be read; it is asked again.")
            }
            items += next.items
            cursor = next.cursor
        }
        return items
    }
}

/// A record with the text that stands in its item's key column.
package struct RecordOnBoard: Codable, Hashable, Sendable {
    /// The record's key in its text form.
    package var key: String
    package var sageKey: String

    package init(key: String, content: ItemContent) {
        self.key = key
        sageKey = content.fields[BoardField.key.name] ?? ""
    }

    /// Takes a record of a board by its key alone.
    init(key: String, _ settings: BoardSettings) {
        self.key = key
        sageKey = settings.identity.sageKey(kind: settings.ref.kind, keyText: key)
    }
}
