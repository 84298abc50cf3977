import Mapping

/// One of the walks through what was read back, page by page, that find what differs.
///
/// A repair walks the same way inside a transaction, and so judges every record once more as it is then.
enum FindingWalk: CaseIterable, Sendable {
    /// Records whose item is not on the board.
    case lost
    /// Items that show something else than was written.
    case edited
    /// Items with a key of ours that no record owns.
    case ownerless

    struct Page: Sendable {
        var found: [(finding: Finding, row: RecordRow?)] = []
        /// Where to go on; `nil` after the last page.
        var last: ReadBackItem?
    }

    /// Judges a page.
    ///
    /// - Parameters:
    ///   - reader: the transaction.
    ///   - ref: the board.
    ///   - mapping: the board's columns.
    ///   - others: the other boards of its records.
    ///   - after: where the page before ended.
    ///   - limit: how many are looked at.
    /// - Returns: what was found, each with the record of its key.
    /// - Throws: what the store throws.
    func page(
        _ reader: any StoreReader, _ ref: BoardRef, _ mapping: BoardMapping, others: [BoardRef] = [],
        after: ReadBackItem?, limit: Int
    ) throws -> Page {
        switch self {
        case .lost: try Self.lost(reader, ref, after, limit)
        case .edited: try Self.edited(reader, ref, mapping, after, limit)
        case .ownerless: try Self.ownerless(reader, ref, others, after, limit)
        }
    }

    private static func lost(
        _ reader: any StoreReader, _ ref: BoardRef, _ after: ReadBackItem?, _ limit: Int
    ) throws -> Page {
        let rows = try reader.lost(ref, after: after?.key, limit: limit)
        var page = Page()
        for (row, place) in rows {
            if let finding = Finding.lost(row, place) { page.found.append((finding, row)) }
        }
        page.last = rows.last.map { ReadBackItem(itemID: $0.row.itemID ?? "", key: $0.row.key) }
        return page
    }

    private static func edited(
        _ reader: any StoreReader, _ ref: BoardRef, _ mapping: BoardMapping, _ after: ReadBackItem?, _ limit: Int
    ) throws -> Page {
        let items = try reader.suspects(ref, after: after?.itemID, limit: limit)
        let rows = try reader.records(ref, owning: items.map(\.itemID))
        let owners = Dictionary(rows.map { ($0.itemID ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        var page = Page()
        for item in items {
            guard let row = owners[item.itemID], let finding = Finding.edited(row, item, mapping) else { continue }
            page.found.append((finding, row))
        }
        page.last = items.last
        return page
    }

    private static func ownerless(
        _ reader: any StoreReader, _ ref: BoardRef, _ others: [BoardRef], _ after: ReadBackItem?, _ limit: Int
    ) throws -> Page {
        var page = Page()
        var previous = after?.key
        let items = try reader.ownerless(ref, after: after, limit: limit)
        let holders = try reader.holders(of: items.compactMap(\.key), among: others)
        for item in items {
            page.last = item
            guard let key = item.key else { continue }
            if let holder = holders[key] {
                previous = key
                // Before it gets an item there, this one is found and taken for its own.
                guard let own = try reader.record(holder, key: key)?.itemID else { continue }
                page.found.append((Finding.elsewhere(item, key: key, on: holder, item: own), nil))
                continue
            }
            let row = try reader.record(ref, key: key)
            let own = try row?.itemID.flatMap { try reader.place(ofItem: $0, ref) }
            let finding = Finding.ownerless(
                item, key: key, row: row, ownIsLost: own == .deleted || own == .moved, isOldest: key != previous)
            if let finding { page.found.append((finding, row)) }
            previous = key
        }
        return page
    }
}
