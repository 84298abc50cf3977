import Mapping

extension BoardCalls {
    /// Asks which of these records are on the board, compared exactly, and names the keys that are there several times.
    ///
    /// - Parameters:
    ///   - keys: at most ``BoardDeliverer/lookUpSize`` records, each with what its key column holds.
    ///   - mapping: the board and its key column.
    ///   - lane: how urgent it is.
    /// - Returns: item ids by record key; of several items with one key, the one that is kept up to date.
    /// - Throws: as ``call(lane:kind:_:)``.
    func lookUp(
        _ keys: [RecordOnBoard], _ mapping: BoardMapping, lane: Lane = .live
    ) async throws -> [String: String] {
        let wanted = Dictionary(keys.map { ($0.sageKey, $0.key) }, uniquingKeysWith: { first, _ in first })
        let (target, asked) = (target, keys.map(\.sageKey))
        let items = try await call(lane: lane, kind: .lookUp) { () async throws(TargetError) in
            try await target.lookUp(keys: asked, mapping: mapping)
        }
        var ids: [String: [String]] = [:]
        for item in items {
            if let key = wanted[item.key] { ids[key, default: []].append(item.id) }
        }
        var found = ids.compactMapValues { $0.min { ($0.count, $0) < ($1.count, $1) } }
        let (ref, now) = (ref, now)
        for (key, several) in ids where several.count > 1 {
            let oldest = found[key] ?? ""
            found[key] = try await store.write { transaction in
                let own = try transaction.record(ref, key: key)?.itemID
                let kept = own.flatMap { several.contains($0) ? $0 : nil } ?? oldest
                try transaction.note(
                    duplicates:
                        "The board holds several items with this key: \(several.sorted().joined(separator: ", "))."
                        + " Item \(kept) is kept up to date; delete the others.",
                    board: ref, key: key, now: now)
                return kept
            }
        }
        return found
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
}
