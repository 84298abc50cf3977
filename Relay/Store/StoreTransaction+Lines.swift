import GRDB
import Mapping
import Sync

/// Subitems as rows: one for each record with lines.
extension StoreTransaction {
    /// Sets of records whose item shows what it shall, and that may have something to send.
    private static let ready = """
        FROM lineSet JOIN record ON record.board = lineSet.board AND record.key = lineSet.key
        WHERE lineSet.board = ? AND isOpen AND record.itemID IS NOT NULL AND record.state = 'done'
        """

    /// Lines that were not tried yet; those that failed, or that a board keeps waiting, hold nobody up.
    static let freshLines = "\(ready) AND lineSet.failures < 4 AND lineSet.dueAt IS NOT lateLookAt"

    func lineBoard(_ ref: BoardRef) throws -> LineBoardRow? {
        try fetch("SELECT * FROM lineBoard WHERE board = ?", [ref.text]).map { row in
            LineBoardRow(
                ref: ref, boardID: row["boardID"], mapping: try (row["mapping"] as String?).map(Self.decode),
                fault: row["fault"], dueAt: row["dueAt"], needsLook: row["needsLook"])
        }
    }

    func save(_ board: LineBoardRow) throws {
        try execute(
            """
            INSERT OR REPLACE INTO lineBoard (board, boardID, mapping, fault, dueAt, needsLook)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                board.ref.text, board.boardID, try board.mapping.map(Self.encode), board.fault, board.dueAt,
                board.needsLook,
            ])
    }

    func dropLineBoard(_ ref: BoardRef) throws {
        try execute("DELETE FROM lineBoard WHERE board = ?", [ref.text])
    }

    func lineSet(_ ref: BoardRef, key: String) throws -> LineSet? {
        try fetch("SELECT * FROM lineSet WHERE board = ? AND key = ?", [ref.text, key]).map { try lineSet($0, ref) }
    }

    func save(_ set: LineSet) throws {
        try execute(
            """
            INSERT OR REPLACE INTO lineSet
                (board, key, parentID, rows, isOpen, dueAt, readAt, failures, problem, lateLookAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                set.board.text, set.key, set.parentID, try Self.encode(set.rows), set.isOpen, set.dueAt, set.readAt,
                set.failures, set.problem, set.lateLookAt,
            ])
    }

    func dueLines(_ ref: BoardRef, now: Int64, limit: Int) throws -> [LineSet] {
        try fetchAll(
            "SELECT lineSet.* \(Self.ready) AND lineSet.dueAt <= ? ORDER BY lineSet.dueAt, lineSet.key LIMIT ?",
            [ref.text, now, limit]
        ).map { try lineSet($0, ref) }
    }

    func nextLinesDue(_ ref: BoardRef) throws -> Int64? {
        try fetch("SELECT min(lineSet.dueAt) AS due \(Self.ready)", [ref.text])?["due"]
    }

    func reopenLines(_ ref: BoardRef) throws {
        try execute(
            """
            UPDATE lineSet SET isOpen = 1, dueAt = 0, readAt = NULL, failures = 0, problem = NULL
            WHERE board = ? AND problem IS NOT NULL
            """,
            [ref.text])
    }

    func forgetLines(_ ref: BoardRef) throws {
        try execute(
            """
            UPDATE lineSet SET parentID = NULL, rows = '[]', isOpen = 1, dueAt = 0, readAt = NULL, failures = 0,
                problem = NULL
            WHERE board = ?
            """,
            [ref.text])
    }

    private func lineSet(_ row: Row, _ ref: BoardRef) throws -> LineSet {
        LineSet(
            board: ref, key: row["key"], parentID: row["parentID"], rows: try Self.decode(row["rows"]),
            isOpen: row["isOpen"], dueAt: row["dueAt"], readAt: row["readAt"], failures: row["failures"],
            problem: row["problem"], lateLookAt: row["lateLookAt"])
    }
}
