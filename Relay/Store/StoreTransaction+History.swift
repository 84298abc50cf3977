import Foundation
import GRDB
import Sync

/// The history, and looks that are still to be taken.
extension StoreTransaction {
    func append(_ entry: HistoryEntry) throws {
        let head = try historyChain()
        let row = try HistoryRow(entry, id: head.last.id + 1, previous: head.last.hash)
        try execute(
            """
            INSERT INTO history (id, at, board, key, event, run, attempt, itemID, requestID, changes, note, previous,
                hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                row.id, row.at, row.board, row.key, row.event, row.run, row.attempt, row.itemID, row.requestID,
                row.changes, row.note, row.previous, row.hash,
            ])
        try execute("UPDATE historyChain SET id = ?, hash = ?", [row.id, row.hash])
    }

    /// Where the history's chain begins and ends.
    ///
    /// - Returns: the last row that was pruned and the last that was written.
    /// - Throws: ``StoreError`` when the row that says so is missing.
    func historyChain() throws -> HistoryChain {
        guard let row = try fetch("SELECT * FROM historyChain", []) else {
            throw StoreError("The history's beginning and end are missing in the state: somebody removed them.")
        }
        return HistoryChain(
            pruned: HistoryLink(id: row["prunedID"], hash: row["prunedHash"]),
            last: HistoryLink(id: row["id"], hash: row["hash"]))
    }

    /// Rows of the history behind one, oldest first.
    func history(after id: Int64, limit: Int) throws -> [HistoryRow] {
        try fetchAll("SELECT * FROM history WHERE id > ? ORDER BY id LIMIT ?", [id, limit]).map { HistoryRow($0) }
    }

    /// Removes the oldest rows of the history, and keeps where the chain goes on.
    ///
    /// - Parameters:
    ///   - moment: rows from before this time are removed, in milliseconds since 1970.
    ///   - limit: how many rows at most.
    /// - Returns: how many rows were removed.
    /// - Throws: what SQLite throws.
    func pruneHistory(before moment: Int64, limit: Int) throws -> Int {
        let pruned = try historyChain().pruned.id
        let old = try history(after: pruned, limit: limit).prefix { $0.at < moment }
        guard let last = old.last else { return 0 }
        try execute("UPDATE historyChain SET prunedID = ?, prunedHash = ?", [last.id, last.hash])
        try execute("DELETE FROM history WHERE id <= ?", [last.id])
        return old.count
    }

    func lateLook(_ ref: BoardRef) throws -> LateLook? {
        try fetch("SELECT * FROM lateLook WHERE board = ? ORDER BY dueAt LIMIT 1", [ref.text]).map { row in
            LateLook(id: row["id"], board: ref, records: try Self.decode(row["records"]), dueAt: row["dueAt"])
        }
    }

    func openLateLook(board: BoardRef, records: [RecordOnBoard], dueAt: Int64) throws {
        try execute(
            "INSERT INTO lateLook (board, records, dueAt) VALUES (?, ?, ?)",
            [board.text, try Self.encode(records), dueAt])
    }

    func close(lateLook id: Int64) throws {
        try execute("DELETE FROM lateLook WHERE id = ?", [id])
    }
}

/// One row of the chain by its number and hash, as a person may write it down.
package struct HistoryLink: Hashable, Sendable, Codable {
    package var id: Int64
    package var hash: String

    package init(id: Int64, hash: String) {
        self.id = id
        self.hash = hash
    }
}

/// Where the history's chain begins and ends.
struct HistoryChain: Hashable, Sendable {
    /// The last row that was pruned, number 0 when none was.
    var pruned: HistoryLink
    /// The last row that was written, number 0 when none was.
    var last: HistoryLink
}
