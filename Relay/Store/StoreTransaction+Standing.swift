import Foundation
import GRDB
import Sync

/// What was seen of boards, and room on them.
extension StoreTransaction {
    func standing(_ ref: BoardRef) throws -> BoardStanding {
        var standing = BoardStanding(ref: ref)
        guard let row = try fetch("SELECT * FROM standing WHERE board = ?", [ref.text]) else { return standing }
        standing.itemsLimit = row["itemsLimit"]
        standing.discoveredAt = row["discoveredAt"]
        standing.notices = try Self.decode(row["notices"])
        standing.rolloverAt = row["rolloverAt"]
        standing.archivedDay = row["archivedDay"]
        standing.archived = row["archived"]
        return standing
    }

    func save(_ standing: BoardStanding) throws {
        try execute(
            """
            INSERT OR REPLACE INTO standing
                (board, itemsLimit, discoveredAt, notices, rolloverAt, archivedDay, archived)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                standing.ref.text, standing.itemsLimit, standing.discoveredAt, try Self.encode(standing.notices),
                standing.rolloverAt, standing.archivedDay, standing.archived,
            ])
    }

    func creations(_ ref: BoardRef, days: Int, now: Int64) throws -> [Int] {
        let day: Int64 = 86_400_000
        let today = now / day
        let rows = try fetchAll(
            """
            SELECT at / ?2 AS day, count(*) AS number FROM history
            WHERE board = ?1 AND event = 'created' AND at >= ?3 AND at < ?4 GROUP BY 1
            """,
            [ref.text, day, (today - Int64(days)) * day, today * day])
        let counts = Dictionary(
            rows.map { ($0["day"] as Int64, $0["number"] as Int) }, uniquingKeysWith: { first, _ in first })
        guard let first = counts.keys.min() else { return [] }
        return (first..<today).map { counts[$0] ?? 0 }
    }

    func archivable(_ ref: BoardRef, _ rule: RolloverRule, now: Int64, limit: Int) throws -> [String] {
        // A record's own date, whichever of the two kinds of documents it is.
        let date =
            "coalesce(json_extract(desired, '$.fields.\"invoice-date\"'),"
            + " json_extract(desired, '$.fields.\"order-date\"'))"
        return try fetchAll(
            """
            SELECT key FROM record WHERE board = ?1 AND state = 'done' AND itemID IS NOT NULL AND NOT isGone
            AND problem IS NULL AND json_extract(desired, '$.fields.status') = ?2 AND \(date) < ?3
            AND NOT EXISTS (SELECT 1 FROM history WHERE history.board = ?1 AND history.key = record.key AND at > ?4)
            ORDER BY \(date), key LIMIT ?5
            """,
            [
                ref.text, rule.label, rule.cutoff(now: now), now - Int64(RolloverRule.quietDays) * 86_400_000, limit,
            ]
        ).map { $0["key"] }
    }

    func archiving(_ ref: BoardRef, now: Int64, limit: Int) throws -> [RecordRow] {
        try fetchAll(
            "SELECT * FROM record WHERE board = ? AND state = 'archiving' AND dueAt <= ? ORDER BY dueAt, key LIMIT ?",
            [ref.text, now, limit]
        ).map { try record($0, ref) }
    }

    func nextArchiving(_ ref: BoardRef) throws -> Int64? {
        try fetch("SELECT min(dueAt) AS due FROM record WHERE board = ? AND state = 'archiving'", [ref.text])?["due"]
    }

    func construction(_ ref: BoardRef) throws -> BoardConstruction? {
        try fetch("SELECT * FROM construction WHERE board = ?", [ref.text]).map { row in
            BoardConstruction(
                ref: ref, name: row["name"], idempotencyKey: row["idempotencyKey"], startedAt: row["startedAt"],
                boardID: row["boardID"])
        }
    }

    func save(_ construction: BoardConstruction) throws {
        try execute(
            """
            INSERT OR REPLACE INTO construction (board, name, idempotencyKey, startedAt, boardID)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                construction.ref.text, construction.name, construction.idempotencyKey, construction.startedAt,
                construction.boardID,
            ])
    }
}
