import Foundation
import GRDB
import JSONWriting
import Mapping
import Sync

/// Requests that were written down before they were sent.
extension StoreTransaction {
    func attempts(_ ref: BoardRef) throws -> [AttemptRow] {
        try fetchAll("SELECT * FROM attempt WHERE board = ? ORDER BY id", [ref.text]).map { row in
            guard let action = AttemptRow.Action(rawValue: row["action"]) else {
                throw StoreError("A request to \(ref) is of a kind this version does not know.")
            }
            return AttemptRow(
                id: row["id"], board: ref, action: action, idempotencyKey: row["idempotencyKey"], body: row["body"],
                members: try Self.decode(row["members"]), createdAt: row["createdAt"], dueAt: row["dueAt"],
                looks: row["looks"], found: row["found"])
        }
    }

    func openAttempt(
        board: BoardRef, action: AttemptRow.Action, idempotencyKey: String, body: Data,
        members: [AttemptRow.Member], now: Int64, dueAt: Int64
    ) throws -> AttemptRow {
        try execute(
            """
            INSERT INTO attempt (board, action, idempotencyKey, body, members, createdAt, dueAt, looks, found)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)
            """,
            [board.text, action.rawValue, idempotencyKey, body, Self.json(members), now, dueAt])
        return AttemptRow(
            id: database.lastInsertedRowID, board: board, action: action, idempotencyKey: idempotencyKey, body: body,
            members: members, createdAt: now, dueAt: dueAt)
    }

    /// As `AttemptRow.Member` is decoded.
    private static func json(_ members: [AttemptRow.Member]) -> String {
        var json = JSONWriter()
        json.array { json in
            for member in members {
                json.element()
                json.object { json in
                    json.member("key")
                    json.string(member.key)
                    if let itemID = member.itemID {
                        json.member("itemID")
                        json.string(itemID)
                    }
                    json.member("content")
                    json.raw(member.content.json)
                    guard let line = member.line else { return }
                    json.member("line")
                    json.object { json in
                        json.member("key")
                        json.string(line.key)
                        json.member("parentID")
                        json.string(line.parentID)
                    }
                }
            }
        }
        return json.text
    }

    func save(_ attempt: AttemptRow) throws {
        try execute(
            "UPDATE attempt SET dueAt = ?, looks = ?, found = ? WHERE id = ?",
            [attempt.dueAt, attempt.looks, attempt.found, attempt.id])
    }

    func close(attempt id: Int64) throws {
        try execute("DELETE FROM attempt WHERE id = ?", [id])
    }
}
