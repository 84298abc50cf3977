import GRDB
import Sync
import WireProtocol

extension StoreTransaction {
    func dayTurn(_ ref: BoardRef) throws -> DayTurn? {
        guard let row = try fetch("SELECT * FROM dayTurn WHERE board = ?", [ref.text]) else { return nil }
        guard let day = SageDate(row["day"]) else { throw StoreError("The day of \(ref) is not one.") }
        return DayTurn(
            board: ref, day: day, fields: try Self.decode(row["fields"]), after: row["after"],
            isDone: row["isDone"])
    }

    func save(_ turn: DayTurn) throws {
        try execute(
            "INSERT OR REPLACE INTO dayTurn (board, day, fields, after, isDone) VALUES (?, ?, ?, ?, ?)",
            [turn.board.text, turn.day.text, try Self.encode(turn.fields), turn.after, turn.isDone])
    }

    func records(_ ref: BoardRef, openAfter key: String?, limit: Int) throws -> [RecordRow] {
        try fetchAll(
            """
            SELECT * FROM record WHERE board = ? AND key > ? AND NOT isGone AND state <> 'skipped'
            AND json_extract(desired, '$.fields.status') IS NOT 'Paid' ORDER BY key LIMIT ?
            """,
            [ref.text, key ?? "", limit]
        ).map { try record($0, ref) }
    }
}
