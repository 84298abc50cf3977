import GRDB
import Sync

/// Boards that hold the records of one kind between them.
extension StoreTransaction {
    /// A record of which nothing is known but that it has no item on its board.
    private static let isBare = "itemID IS NULL AND state = 'skipped'"

    func holders(of keys: [String], among boards: [BoardRef]) throws -> [String: BoardRef] {
        guard !boards.isEmpty, !keys.isEmpty else { return [:] }
        let json = try Self.encode(keys)
        var holders: [String: BoardRef] = [:]
        for ref in boards {
            let rows = try fetchAll(
                """
                SELECT record.key AS key FROM json_each(?2) AS wanted
                JOIN record ON record.board = ?1 AND record.key = wanted.value WHERE NOT (\(Self.isBare))
                """,
                [ref.text, json])
            for row in rows { holders[row["key"]] = ref }
        }
        return holders
    }

    func openedAt(_ ref: BoardRef) throws -> Int64? {
        try fetch("SELECT openedAt FROM volume WHERE board = ?", [ref.text])?["openedAt"]
    }

    func open(_ ref: BoardRef, at moment: Int64) throws {
        try execute("INSERT OR IGNORE INTO volume (board, openedAt) VALUES (?, ?)", [ref.text, moment])
    }

    func move(_ key: String, from: BoardRef, to: BoardRef) throws {
        try forgetRecord(to, key: key)
        guard try record(to, key: key) == nil else {
            // It is there already, and stays there alone.
            return try execute(
                "DELETE FROM record WHERE board = ? AND key = ? AND itemID IS NULL", [from.text, key])
        }
        try execute("DELETE FROM sighting WHERE board = ? AND key = ?", [from.text, key])
        try execute(
            "UPDATE record SET board = ?1 WHERE board = ?2 AND key = ?3 AND itemID IS NULL", [to.text, from.text, key])
        let scan = try scan(to, .deep)?.id ?? 0
        try execute(
            """
            INSERT INTO sighting SELECT board, key, '', ?3 FROM record WHERE board = ?1 AND key = ?2 AND NOT isGone
            """,
            [to.text, key, scan])
        // What is below an item that is still to be made is read when it is there.
        try execute(
            """
            UPDATE OR REPLACE lineSet SET board = ?1, parentID = NULL, rows = '[]', isOpen = 1, readAt = NULL,
                failures = 0, problem = NULL, lateLookAt = NULL
            WHERE board = ?2 AND key = ?3
            """,
            [to.text, from.text, key])
        try execute("UPDATE OR REPLACE link SET board = ?1 WHERE board = ?2 AND key = ?3", [to.text, from.text, key])
        for table in ["problem", "bulkMiss"] {
            try execute("DELETE FROM \(table) WHERE board = ? AND key = ?", [from.text, key])
        }
    }

    func forgetRecord(_ ref: BoardRef, key: String) throws {
        try execute("DELETE FROM record WHERE board = ? AND key = ? AND \(Self.isBare)", [ref.text, key])
    }
}
