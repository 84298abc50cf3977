import Cryptography
import GRDB
import Mapping
import Sync

/// Bulk imports as rows.
extension StoreTransaction {
    func bulkJob(_ ref: BoardRef) throws -> BulkJobRow? {
        try fetch("SELECT job FROM bulkJob WHERE board = ?", [ref.text]).map { try Self.decode($0["job"]) }
    }

    func bulkStanding(_ ref: BoardRef) throws -> BulkStanding {
        try fetch("SELECT standing FROM bulkStanding WHERE board = ?", [ref.text]).map {
            try Self.decode($0["standing"])
        }
            ?? BulkStanding()
    }

    /// Records that are to be created, and that jobs have not failed to bring too often.
    private static let candidates = """
        board = ?1 AND (itemID IS NULL) = 1 AND dueAt <= ?2 AND state IN ('queued', 'retry-at') AND NOT EXISTS
        (SELECT 1 FROM bulkMiss WHERE bulkMiss.board = record.board AND bulkMiss.key = record.key
            AND count >= \(BulkMiss.most))
        """

    func bulkBacklog(_ ref: BoardRef, now: Int64, limit: Int) throws -> Int {
        let row = try fetch(
            "SELECT count(*) AS number FROM (SELECT 1 FROM record WHERE \(Self.candidates) LIMIT ?3)",
            [ref.text, now, limit])
        return row?["number"] ?? 0
    }

    func bulkCandidates(_ ref: BoardRef, now: Int64, after last: RecordRow?, limit: Int) throws -> [RecordRow] {
        try fetchAll(
            """
            SELECT * FROM record WHERE \(Self.candidates) AND (dueAt, key) > (?3, ?4) ORDER BY dueAt, key LIMIT ?5
            """,
            [ref.text, now, last?.dueAt ?? -1, last?.key ?? "", limit]
        ).map { try record($0, ref) }
    }

    func bulkMember(_ ref: BoardRef, sageKey: String) throws -> BulkMember? {
        // Left to itself SQLite walks over all members by the primary key.
        try fetch(
            "SELECT * FROM bulkMember INDEXED BY bulkMemberBySageKey WHERE board = ? AND sageKey = ?",
            [ref.text, sageKey]
        ).map(member)
    }

    func bulkMembers(_ ref: BoardRef, found: Bool?, limit: Int) throws -> [BulkMember] {
        try fetchAll(
            """
            SELECT * FROM bulkMember WHERE board = ?1 AND (?2 IS NULL OR (items IS NOT NULL) = ?2) ORDER BY key LIMIT ?3
            """,
            [ref.text, found, limit]
        ).map(member)
    }

    func digest(of content: ItemContent) throws -> String {
        try SHA256.hexadecimal(of: Array(content.json.utf8))
    }

    func bulkFound(_ ref: BoardRef) throws -> Int {
        try fetch("SELECT count(items) AS number FROM bulkMember WHERE board = ?", [ref.text])?["number"] ?? 0
    }

    func save(_ job: BulkJobRow) throws {
        try execute("INSERT OR REPLACE INTO bulkJob VALUES (?, ?)", [job.board.text, try Self.encode(job)])
    }

    func closeBulkJob(_ ref: BoardRef) throws {
        try execute("DELETE FROM bulkMember WHERE board = ?", [ref.text])
        try execute("DELETE FROM bulkJob WHERE board = ?", [ref.text])
    }

    func add(_ member: BulkMember, folded: String, _ ref: BoardRef) throws -> Bool {
        try execute(
            "INSERT OR IGNORE INTO bulkMember (board, key, sageKey, folded, sent) VALUES (?, ?, ?, ?, ?)",
            [ref.text, member.key, member.sageKey, folded, member.sent])
        return database.changesCount > 0
    }

    func save(_ member: BulkMember, _ ref: BoardRef) throws {
        try execute(
            "UPDATE bulkMember SET items = ? WHERE board = ? AND key = ?",
            [member.items.isEmpty ? nil : try Self.encode(member.items), ref.text, member.key])
    }

    func removeBulkMember(_ ref: BoardRef, key: String) throws {
        try execute("DELETE FROM bulkMember WHERE board = ? AND key = ?", [ref.text, key])
    }

    func save(_ standing: BulkStanding, _ ref: BoardRef) throws {
        try execute("INSERT OR REPLACE INTO bulkStanding VALUES (?, ?)", [ref.text, try Self.encode(standing)])
    }

    func countBulkMiss(_ ref: BoardRef, key: String, _ count: Int) throws {
        try execute(
            "INSERT INTO bulkMiss VALUES (?1, ?2, ?3) ON CONFLICT (board, key) DO UPDATE SET count = count + ?3",
            [ref.text, key, count])
    }

    private func member(_ row: Row) throws -> BulkMember {
        BulkMember(
            key: row["key"], sageKey: row["sageKey"], items: try (row["items"] as String?).map(Self.decode) ?? [],
            sent: row["sent"])
    }
}
