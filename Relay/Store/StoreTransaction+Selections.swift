import GRDB
import Sync

/// Records that a person, or a plan, asks for.
extension StoreTransaction {
    /// A condition in SQL and its arguments.
    private typealias Condition = (sql: String, arguments: [(any DatabaseValueConvertible)?])

    func keys(_ ref: BoardRef, _ selection: RecordSelection, after: String?, limit: Int) throws -> [String] {
        let condition = try Self.condition(ref, selection)
        return try fetchAll(
            "SELECT key FROM record WHERE \(condition.sql) AND key > ? ORDER BY key LIMIT ?",
            condition.arguments + [after ?? "", limit]
        ).map { $0["key"] }
    }

    func tally(_ ref: BoardRef, _ selection: RecordSelection) throws -> RecordTally {
        let condition = try Self.condition(ref, selection)
        let row = try fetch(
            "SELECT count(*) AS every, count(itemID) AS onBoard FROM record WHERE \(condition.sql)",
            condition.arguments)
        let (every, onBoard): (Int, Int) = (row?["every"] ?? 0, row?["onBoard"] ?? 0)
        return RecordTally(withItem: onBoard, withoutItem: every - onBoard)
    }

    func sendAgain(_ ref: BoardRef, _ selection: RecordSelection) throws -> Int {
        let condition = try Self.condition(ref, selection)
        try execute(
            """
            UPDATE record SET confirmed = NULL, state = 'queued', failures = 0, dueAt = 0, problem = NULL
            WHERE \(condition.sql) AND state IN ('queued', 'done', 'retry-at', 'blocked', 'dropped')
            """,
            condition.arguments)
        let marked = database.changesCount
        try execute(
            """
            UPDATE lineSet SET isOpen = 1, dueAt = 0, readAt = NULL, failures = 0, problem = NULL
            WHERE lineSet.board = ? AND lineSet.key IN (SELECT key FROM record WHERE \(condition.sql))
            """,
            [ref.text] + condition.arguments)
        return marked
    }

    /// The selection as SQL; its text depends on which conditions there are, and never on their values.
    private static func condition(_ ref: BoardRef, _ selection: RecordSelection) throws -> Condition {
        var condition: Condition = ("board = ?", [ref.text])
        if let keys = selection.keys {
            condition.sql += " AND key IN (SELECT value FROM json_each(?))"
            condition.arguments.append(try encode(keys))
        }
        if let range = selection.range {
            condition.sql += " AND json_extract(desired, ?) BETWEEN ? AND ?"
            condition.arguments += ["$.fields.\"\(range.field)\"", range.first, range.last]
        }
        if let states = selection.states {
            condition.sql += " AND state IN (SELECT value FROM json_each(?))"
            condition.arguments.append(try encode(states.map(\.rawValue).sorted()))
            // Most records are done: without them the index of the others does.
            if !states.contains(.done) { condition.sql += " AND state <> 'done'" }
        }
        if let hasItem = selection.hasItem {
            condition.sql += " AND (itemID IS NOT NULL) = ?"
            condition.arguments.append(hasItem)
        }
        if let isGone = selection.isGone {
            condition.sql += " AND isGone = ?"
            condition.arguments.append(isGone)
        }
        return condition
    }
}
