import GRDB
import Sync

/// The indexes of boards as rows.
extension StoreTransaction {
    func index(_ ref: BoardRef) throws -> IndexRow {
        guard let row = try fetch("SELECT * FROM boardIndex WHERE board = ?", [ref.text]) else {
            return IndexRow(board: ref)
        }
        return IndexRow(
            board: ref, boardID: row["boardID"], keyColumnID: row["keyColumnID"], startedAt: row["startedAt"],
            reading: row["reading"], items: row["items"])
    }

    func indexed(_ ref: BoardRef, folded key: String) throws -> [FoundItem] {
        // Left to itself SQLite walks over the whole board by the primary key.
        try fetchAll(
            "SELECT itemID, key FROM boardIndexItem INDEXED BY boardIndexItemByKey WHERE board = ? AND folded = ?",
            [ref.text, key]
        ).map { FoundItem(id: $0["itemID"], key: $0["key"]) }
    }

    func doubted(_ ref: BoardRef, among keys: [String]) throws -> Set<String> {
        // Mostly there are none at all, which costs one look.
        guard try fetch("SELECT 1 FROM boardDoubt WHERE board = ? LIMIT 1", [ref.text]) != nil else { return [] }
        return Set(
            try keys.filter {
                try fetch("SELECT 1 FROM boardDoubt WHERE board = ? AND key = ?", [ref.text, $0]) != nil
            })
    }

    func save(_ index: IndexRow) throws {
        try execute(
            """
            INSERT OR REPLACE INTO boardIndex (board, boardID, keyColumnID, startedAt, reading, items)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                index.board.text, index.boardID, index.keyColumnID, index.startedAt, index.reading, index.items,
            ])
    }

    func keep(indexed items: [FoundItem], reading: Int64, _ ref: BoardRef) throws {
        for item in items {
            try execute(
                "INSERT OR REPLACE INTO boardIndexItem (board, itemID, key, folded, reading) VALUES (?, ?, ?, ?, ?)",
                [ref.text, item.id, item.key, item.foldedKey, reading])
        }
    }

    func dropIndexed(itemID: String, _ ref: BoardRef) throws {
        try execute("DELETE FROM boardIndexItem WHERE board = ? AND itemID = ?", [ref.text, itemID])
    }

    func dropIndexed(before reading: Int64, _ ref: BoardRef) throws -> Int {
        try execute("DELETE FROM boardIndexItem WHERE board = ? AND reading < ?", [ref.text, reading])
        let row = try fetch("SELECT count(*) AS number FROM boardIndexItem WHERE board = ?", [ref.text])
        return row?["number"] ?? 0
    }

    func doubt(_ keys: [String], _ ref: BoardRef) throws {
        for key in keys {
            try execute("INSERT OR IGNORE INTO boardDoubt (board, key) VALUES (?, ?)", [ref.text, key])
        }
    }

    func undoubt(_ keys: [String], _ ref: BoardRef) throws {
        guard try fetch("SELECT 1 FROM boardDoubt WHERE board = ? LIMIT 1", [ref.text]) != nil else { return }
        for key in keys { try execute("DELETE FROM boardDoubt WHERE board = ? AND key = ?", [ref.text, key]) }
    }

    func keysDue(
        _ ref: BoardRef, creating: Bool, _ urgency: Urgency?, now: Int64, limit: Int
    ) throws -> [String] {
        var keys: [String] = []
        for span in Self.spans(of: urgency, now: now) where keys.count < limit {
            keys += try fetchAll(
                """
                SELECT key FROM record WHERE board = ? AND (itemID IS NULL) = ? AND dueAt BETWEEN ? AND ?
                AND state IN ('queued', 'retry-at') ORDER BY dueAt, key LIMIT ?
                """,
                [ref.text, creating, span.lowerBound, span.upperBound, limit - keys.count]
            ).map { $0["key"] }
        }
        return keys
    }

    /// Where records of an urgency stand in the order of ``RecordRow/dueAt``: each a span of the index.
    static func spans(of urgency: Urgency?, now: Int64) -> [ClosedRange<Int64>] {
        let backfill = RecordRow.behindLive
        return switch urgency {
        case .live: [0...backfill - 1] + (now > backfill ? [backfill + 1...now] : [])
        case .backfill: now >= backfill ? [backfill...backfill] : []
        case nil: [0...max(0, now)]
        }
    }
}
