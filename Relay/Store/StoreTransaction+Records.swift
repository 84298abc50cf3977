import GRDB
import Mapping
import Sync

/// Records as rows, and what goes out next.
extension StoreTransaction {
    func record(_ ref: BoardRef, key: String) throws -> RecordRow? {
        try fetch("SELECT * FROM record WHERE board = ? AND key = ?", [ref.text, key]).map { try record($0, ref) }
    }

    func save(_ record: RecordRow) throws {
        try execute(
            """
            INSERT INTO record (board, key, state, desired, confirmed, itemID, isGone, failures, dueAt, problem, isHeld)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (board, key) DO UPDATE SET state = excluded.state, desired = excluded.desired,
                confirmed = excluded.confirmed, itemID = excluded.itemID, isGone = excluded.isGone,
                failures = excluded.failures, dueAt = excluded.dueAt, problem = excluded.problem,
                isHeld = excluded.isHeld
            """,
            [
                record.board.text, record.key, record.state.rawValue, record.desired.json,
                record.confirmed?.json, record.itemID, record.isGone, record.failures, record.dueAt,
                record.problem, record.isHeld,
            ])
    }

    func forgetItems(_ ref: BoardRef) throws {
        try execute(
            """
            UPDATE record SET itemID = NULL, confirmed = NULL, dueAt = 0, failures = 0, problem = NULL, isHeld = 0,
                state = CASE WHEN state IN ('archiving', 'archived') THEN 'archived'
                    WHEN state = 'skipped' OR isGone THEN 'skipped' ELSE 'queued' END
            WHERE board = ?
            """,
            [ref.text])
        // What bulk imports did on the other board says nothing of this one.
        try execute("DELETE FROM bulkMiss WHERE board = ?", [ref.text])
        try execute("DELETE FROM bulkStanding WHERE board = ?", [ref.text])
    }

    func forget(fields: [String], _ ref: BoardRef) throws {
        guard !fields.isEmpty else { return }
        let paths = fields.map { "$.fields.\"\($0)\"" }
        let holds = paths.map { _ in "json_extract(confirmed, ?) IS NOT NULL" }.joined(separator: " OR ")
        try execute(
            """
            UPDATE record SET confirmed = json_remove(confirmed\(String(repeating: ", ?", count: paths.count))),
                state = CASE state WHEN 'done' THEN 'queued' ELSE state END
            WHERE board = ? AND (\(holds))
            """,
            paths + [ref.text] + paths)
    }

    func rearmBlocked(_ ref: BoardRef) throws {
        try execute(
            "UPDATE record SET state = 'queued', failures = 0, dueAt = 0 WHERE board = ? AND state = 'blocked'",
            [ref.text])
    }

    func nextDue(_ ref: BoardRef, after now: Int64) throws -> Int64? {
        let row = try fetch(
            """
            SELECT min(dueAt) AS due FROM record INDEXED BY recordDue
            WHERE board = ? AND (itemID IS NULL) IN (0, 1) AND dueAt > ? AND state IN ('queued', 'retry-at')
            """,
            [ref.text, now])
        return row?["due"]
    }

    func isSettled(_ ref: BoardRef, keys: [String]?) throws -> Bool {
        let among = try keys.map { try Self.encode($0) }
        func exists(_ sql: String, key: String) throws -> Bool {
            guard let among else { return try fetch("\(sql) LIMIT 1", [ref.text]) != nil }
            return try fetch("\(sql) AND \(key) IN (SELECT value FROM json_each(?)) LIMIT 1", [ref.text, among]) != nil
        }
        let isOpen = try exists(
            """
            SELECT 1 FROM record WHERE board = ? AND state <> 'done'
            AND state IN ('queued', 'sending', 'in-doubt', 'retry-at')
            """, key: "key")
        let board = try board(ref)
        guard !isOpen, keys != nil || !board.needsDiscovery else { return false }
        if let lines = try lineBoard(ref), lines.boardID != nil, lines.fault == nil,
            try exists("SELECT 1 \(Self.freshLines)", key: "lineSet.key")
        {
            return false
        }
        guard board.mapping?.relations?.isEmpty == false else { return true }
        // Links that were never looked at; one whose target has no item is put off, and holds nobody up.
        return try !exists(
            """
            SELECT 1 FROM link JOIN record ON record.board = link.board AND record.key = link.key
            WHERE link.board = ? AND isOpen AND link.dueAt = 0 AND record.itemID IS NOT NULL AND record.state = 'done'
            """, key: "link.key")
    }

    func counts(_ ref: BoardRef) throws -> [RecordRow.State: Int] {
        let rows = try fetchAll(
            "SELECT state, count(*) AS number FROM record WHERE board = ? GROUP BY state", [ref.text])
        return Dictionary(
            rows.compactMap { row in RecordRow.State(rawValue: row["state"]).map { ($0, row["number"]) } },
            uniquingKeysWith: { first, _ in first })
    }

    func unreadable(_ ref: BoardRef, limit: Int) throws -> [String] {
        try fetchAll(
            "SELECT key FROM problem WHERE board = ? AND about = 'record' ORDER BY at, key LIMIT ?", [ref.text, limit]
        ).map { $0["key"] }
    }

    func note(problem: String?, board: BoardRef, key: String, now: Int64) throws {
        guard let problem else {
            return try execute("DELETE FROM problem WHERE board = ? AND key = ?", [board.text, key])
        }
        try note(problem, about: "record", board, key, now)
    }

    func note(duplicates: String, board: BoardRef, key: String, now: Int64) throws {
        try note(duplicates, about: "duplicates", board, key, now)
    }

    func forgetDuplicates(_ ref: BoardRef, but keys: [String]) throws {
        try execute(
            """
            DELETE FROM problem WHERE board = ? AND about = 'duplicates'
            AND key NOT IN (SELECT value FROM json_each(?))
            """,
            [ref.text, try Self.encode(keys)])
    }

    private func note(_ sentence: String, about: String, _ board: BoardRef, _ key: String, _ now: Int64) throws {
        try execute(
            "INSERT OR REPLACE INTO problem (board, key, sentence, at, about) VALUES (?, ?, ?, ?, ?)",
            [board.text, key, sentence, now, about])
    }

    func record(_ row: Row, _ ref: BoardRef) throws -> RecordRow {
        guard let state = RecordRow.State(rawValue: row["state"]) else {
            throw StoreError("A record of \(ref) is in a state this version does not know.")
        }
        return RecordRow(
            board: ref, key: row["key"], state: state, desired: try contents.value(of: row["desired"]),
            confirmed: try (row["confirmed"] as String?).map { try contents.value(of: $0) }, itemID: row["itemID"],
            isGone: row["isGone"], failures: row["failures"], dueAt: row["dueAt"], problem: row["problem"],
            isHeld: row["isHeld"])
    }
}
