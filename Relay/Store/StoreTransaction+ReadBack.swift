import GRDB
import Mapping
import Sync

/// What is read back of a board, beside the records it is held against.
extension StoreTransaction {
    func records(_ ref: BoardRef, owning items: [String]) throws -> [RecordRow] {
        try items.compactMap { item in
            try fetch("SELECT * FROM record WHERE board = ? AND itemID = ?", [ref.text, item]).map {
                try record($0, ref)
            }
        }
    }

    func place(ofItem itemID: String, _ ref: BoardRef) throws -> ItemPlace? {
        try fetch("SELECT place FROM readBack WHERE board = ? AND itemID = ?", [ref.text, itemID]).flatMap {
            ItemPlace(rawValue: $0["place"])
        }
    }

    func ownedItems(_ ref: BoardRef) throws -> Int {
        try fetch("SELECT count(*) AS number FROM record WHERE board = ? AND itemID IS NOT NULL", [ref.text])?["number"]
            ?? 0
    }

    func unshown(_ ref: BoardRef, after key: String?, limit: Int) throws -> [RecordRow] {
        try fetchAll(
            """
            SELECT * FROM record WHERE board = ?1 AND key > ?2 AND itemID IS NOT NULL
            AND state NOT IN ('archiving', 'archived') AND NOT EXISTS
            (SELECT 1 FROM readBack WHERE readBack.board = ?1 AND readBack.itemID = record.itemID)
            ORDER BY key LIMIT ?3
            """,
            [ref.text, key ?? "", limit]
        ).map { try record($0, ref) }
    }

    func suspects(_ ref: BoardRef, after itemID: String?, limit: Int) throws -> [ReadBackItem] {
        try fetchAll(
            "SELECT * FROM readBack WHERE board = ? AND itemID > ? AND shown IS NOT NULL ORDER BY itemID LIMIT ?",
            [ref.text, itemID ?? "", limit]
        ).map(item)
    }

    func lost(_ ref: BoardRef, after key: String?, limit: Int) throws -> [(row: RecordRow, place: ItemPlace)] {
        try fetchAll(
            """
            SELECT record.*, readBack.place AS foundAt FROM record
            JOIN readBack ON readBack.board = record.board AND readBack.itemID = record.itemID
            WHERE record.board = ? AND record.key > ? AND readBack.place <> 'listed' ORDER BY record.key LIMIT ?
            """,
            [ref.text, key ?? "", limit]
        ).map { row in
            guard let place = ItemPlace(rawValue: row["foundAt"]) else {
                throw StoreError("An item of \(ref) is at a place this version does not know.")
            }
            return (try record(row, ref), place)
        }
    }

    func ownerless(_ ref: BoardRef, after last: ReadBackItem?, limit: Int) throws -> [ReadBackItem] {
        let (key, item) = (last?.key ?? "", last?.itemID ?? "")
        return try fetchAll(
            """
            SELECT * FROM readBack WHERE board = ?1 AND key IS NOT NULL
            AND (key, length(itemID), itemID) > (?2, ?3, ?4) AND place = 'listed'
            AND NOT EXISTS (SELECT 1 FROM record WHERE record.board = ?1 AND record.itemID = readBack.itemID)
            ORDER BY key, length(itemID), itemID LIMIT ?5
            """,
            [ref.text, key, item.utf8.count, item, limit]
        ).map(self.item)
    }

    func oldest(_ ref: BoardRef, after key: String?, limit: Int) throws -> [ReadBackItem] {
        try fetchAll(
            """
            SELECT * FROM readBack AS one WHERE board = ?1 AND key IS NOT NULL AND key > ?2 AND place = 'listed'
            AND NOT EXISTS (SELECT 1 FROM readBack AS older WHERE older.board = ?1 AND older.key = one.key
                AND older.place = 'listed'
                AND (length(older.itemID), older.itemID) < (length(one.itemID), one.itemID))
            ORDER BY key LIMIT ?3
            """,
            [ref.text, key ?? "", limit]
        ).map(item)
    }

    func places(_ ref: BoardRef, keys: [String]) throws -> [String: ItemPlace] {
        var places: [String: ItemPlace] = [:]
        for key in keys {
            let row = try fetch(
                "SELECT place FROM readBack WHERE board = ? AND key = ? ORDER BY place = 'listed' DESC LIMIT 1",
                [ref.text, key])
            places[key] = row.flatMap { ItemPlace(rawValue: $0["place"]) }
        }
        return places
    }

    func readBack(_ ref: BoardRef) throws -> (ours: Int, younger: Int, strangers: Int) {
        let row = try fetch(
            """
            SELECT count(key) AS ours, count(key) - count(DISTINCT key) AS younger,
                count(*) - count(key) AS strangers
            FROM readBack WHERE board = ? AND place = 'listed'
            """,
            [ref.text])
        return (row?["ours"] ?? 0, row?["younger"] ?? 0, row?["strangers"] ?? 0)
    }

    func keep(_ items: [ReadBackItem], _ ref: BoardRef) throws -> Set<String> {
        var fresh: Set<String> = []
        for item in items {
            try execute(
                "INSERT OR IGNORE INTO readBack (board, itemID, key, place, shown, expected) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    ref.text, item.itemID, item.key, item.place.rawValue, item.shown?.json,
                    item.expected?.json,
                ])
            if database.changesCount > 0 { fresh.insert(item.itemID) }
        }
        return fresh
    }

    func update(_ item: ReadBackItem, _ ref: BoardRef) throws {
        try execute(
            "UPDATE readBack SET key = ?, place = ?, shown = ?, expected = ? WHERE board = ? AND itemID = ?",
            [
                item.key, item.place.rawValue, item.shown?.json, item.expected?.json, ref.text,
                item.itemID,
            ])
    }

    func forgetReadBack(_ ref: BoardRef) throws {
        try execute("DELETE FROM readBack WHERE board = ?", [ref.text])
    }

    func forgetUnlisted(_ ref: BoardRef) throws -> Int {
        let own = "readBack.board = ?1 AND readBack.itemID = record.itemID AND readBack.place = 'listed'"
        // An item whose key somebody emptied is the record's all the same, and gets it back with every other field.
        try execute(
            """
            UPDATE record SET confirmed = NULL, isHeld = 0, state = 'queued', dueAt = 0, failures = 0, problem = NULL
            WHERE board = ?1 AND EXISTS (SELECT 1 FROM readBack WHERE \(own) AND key IS NULL)
            """,
            [ref.text])
        let isListed = """
            EXISTS (SELECT 1 FROM readBack WHERE \(own) AND (readBack.key IS NULL OR readBack.key = record.key))
            """
        let row = try fetch(
            "SELECT count(*) AS number FROM record WHERE board = ?1 AND itemID IS NOT NULL AND NOT \(isListed)",
            [ref.text])
        try execute(
            """
            UPDATE record SET itemID = NULL, confirmed = NULL, isHeld = 0, dueAt = 0, failures = 0, problem = NULL,
                state = CASE WHEN state IN ('dropped', 'archived') THEN state WHEN state = 'archiving' THEN 'archived'
                    ELSE 'skipped' END
            WHERE board = ?1 AND (itemID IS NULL OR NOT \(isListed))
            """,
            [ref.text])
        try execute("UPDATE sighting SET digest = '' WHERE board = ?", [ref.text])
        return row?["number"] ?? 0
    }

    func closeAllWork(_ ref: BoardRef) throws {
        try execute("DELETE FROM attempt WHERE board = ?", [ref.text])
        try forgetLines(ref)
        try execute("DELETE FROM scan WHERE board = ?", [ref.text])
        try closeBulkJob(ref)
    }

    func keep(_ report: BoardReconciliation) throws {
        try execute(
            "INSERT INTO reconciliation (board, startedAt, report) VALUES (?, ?, ?)",
            [report.board, report.startedAt, try Self.encode(report)])
        try execute(
            """
            DELETE FROM reconciliation WHERE board = ?1 AND id <= (SELECT id FROM reconciliation WHERE board = ?1
                ORDER BY id DESC LIMIT 1 OFFSET 100)
            """,
            [report.board])
    }

    private func item(_ row: Row) throws -> ReadBackItem {
        guard let place = ItemPlace(rawValue: row["place"]) else {
            throw StoreError("An item is at a place this version does not know.")
        }
        return ReadBackItem(
            itemID: row["itemID"], key: row["key"], place: place,
            shown: try (row["shown"] as String?).map(ItemContent.init(json:)),
            expected: try (row["expected"] as String?).map(ItemContent.init(json:)))
    }
}
