import GRDB
import Sync

/// Links between items as rows.
extension StoreTransaction {
    func dueLinks(_ ref: BoardRef, now: Int64, limit: Int) throws -> [LinkRow] {
        try fetchAll(
            """
            SELECT link.* FROM link JOIN record ON record.board = link.board AND record.key = link.key
            WHERE link.board = ? AND isOpen AND link.dueAt <= ? AND record.itemID IS NOT NULL
            AND record.state NOT IN ('archiving', 'archived') ORDER BY link.dueAt, link.key LIMIT ?
            """,
            [ref.text, now, limit]
        ).map { row in
            LinkRow(
                board: ref, key: row["key"], name: row["name"], targets: try Self.decode(row["targets"]),
                shown: try (row["shown"] as String?).map(Self.decode), isOpen: row["isOpen"], dueAt: row["dueAt"],
                failures: row["failures"], looks: row["looks"])
        }
    }

    func nextLinkDue(_ ref: BoardRef) throws -> Int64? {
        try fetch(
            """
            SELECT min(link.dueAt) AS due FROM link
            JOIN record ON record.board = link.board AND record.key = link.key
            WHERE link.board = ? AND isOpen AND record.itemID IS NOT NULL
            AND record.state NOT IN ('archiving', 'archived')
            """,
            [ref.text])?["due"]
    }

    func itemIDs(of keys: [String], _ ref: BoardRef) throws -> [String: String] {
        var items: [String: String] = [:]
        for key in keys {
            let row = try fetch(
                """
                SELECT itemID FROM record WHERE board = ? AND key = ? AND itemID IS NOT NULL
                AND state NOT IN ('archiving', 'archived')
                """,
                [ref.text, key])
            items[key] = row?["itemID"]
        }
        return items
    }

    func keep(links: [String: [String]], _ ref: BoardRef, key: String) throws {
        for (name, targets) in links {
            let json = try Self.encode(targets)
            // A new item leads nowhere, so that a relation without targets needs no request.
            try execute(
                """
                INSERT INTO link (board, key, name, targets, shown, isOpen, dueAt, failures)
                VALUES (?1, ?2, ?3, ?4, '[]', ?5, 0, 0)
                ON CONFLICT (board, key, name) DO UPDATE SET targets = ?4, isOpen = 1, dueAt = 0, failures = 0,
                    looks = 0
                WHERE targets <> ?4
                """,
                [ref.text, key, name, json, !targets.isEmpty])
        }
    }

    func save(_ link: LinkRow) throws {
        try execute(
            """
            UPDATE link SET targets = ?, shown = ?, isOpen = ?, dueAt = ?, failures = ?, looks = ?
            WHERE board = ? AND key = ? AND name = ?
            """,
            [
                try Self.encode(link.targets), try link.shown.map(Self.encode), link.isOpen, link.dueAt, link.failures,
                link.looks, link.board.text, link.key, link.name,
            ])
    }

    func reopenLinks(_ ref: BoardRef) throws {
        try execute(
            """
            UPDATE link SET isOpen = 1, dueAt = 0, failures = 0
            WHERE board = ? AND targets <> '[]' AND (NOT isOpen OR dueAt > 0)
            """,
            [ref.text])
    }

    func forgetLinks(_ ref: BoardRef) throws {
        try execute(
            "UPDATE link SET shown = NULL, isOpen = 1, dueAt = 0, failures = 0 WHERE board = ? AND targets <> '[]'",
            [ref.text])
    }
}
