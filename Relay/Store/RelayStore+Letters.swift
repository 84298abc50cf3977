import GRDB
import Sync

extension RelayStore {
    /// The records that need a person, by board and key.
    ///
    /// - Parameters:
    ///   - board: only of this board; `nil` for all.
    ///   - withDropped: whether records that were set aside are among them.
    ///   - limit: how many at most.
    /// - Returns: one letter each; a record that is blocked and noted has two.
    /// - Throws: what SQLite throws.
    package func letters(of board: BoardRef?, withDropped: Bool, limit: Int) throws -> [Letter] {
        try readNow { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT board, key, CASE state WHEN 'blocked' THEN 'blocked' WHEN 'dropped' THEN 'dropped'
                        ELSE 'failing' END AS kind, failures, nullif(dueAt, 0) AS at, problem AS sentence
                    FROM record
                    WHERE (board = ?1 OR ?1 IS NULL) AND state <> 'done' AND (state = 'blocked' OR (state = 'dropped' AND ?2)
                        OR (state IN ('queued', 'retry-at', 'in-doubt', 'sending')
                            AND failures >= \(RecordRow.quickTries)))
                    UNION ALL
                    SELECT board, key, 'noted', 0, at, sentence FROM problem WHERE board = ?1 OR ?1 IS NULL
                    ORDER BY 1, 2, 3 LIMIT ?3
                    """,
                arguments: [board?.text, withDropped, limit]
            ).map { row in
                let kind = Letter.Kind(rawValue: row["kind"]) ?? .blocked
                return Letter(
                    board: row["board"], key: row["key"], kind: kind, failures: row["failures"],
                    at: kind == .failing || kind == .noted ? row["at"] : nil,
                    sentence: row["sentence"] ?? "", action: kind.action)
            }
        }
    }

    /// Has one record that failed, or was set aside, try again.
    ///
    /// - Parameters:
    ///   - key: the record's key.
    ///   - board: its board.
    ///   - cause: who asked, and when.
    /// - Returns: whether it goes out again; not when it needs nothing, or is not there.
    /// - Throws: what SQLite throws.
    package func retryLetter(_ key: String, of board: BoardRef, _ cause: HistoryEntry.Cause) throws -> Bool {
        try writeNow { try Self.retry(key, board, cause, StoreTransaction(database: $0)) }
    }

    /// Has every blocked or failing record of a board try again; those that were set aside are left alone.
    ///
    /// - Parameters:
    ///   - board: whose records.
    ///   - cause: who asked, and when.
    /// - Returns: how many go out again.
    /// - Throws: what SQLite throws; what was done by then stays done.
    package func retryLetters(of board: BoardRef, _ cause: HistoryEntry.Cause) throws -> Int {
        var (last, count) = ("", 0)
        while true {
            // A page at a time, so that the relay's own transactions come in between.
            let keys = try writeNow { database in
                let store = StoreTransaction(database: database)
                let keys = try store.fetchAll(
                    """
                    SELECT key FROM record WHERE board = ? AND key > ? AND state <> 'done' AND (state = 'blocked'
                        OR (state IN ('queued', 'retry-at') AND failures >= \(RecordRow.quickTries)))
                    ORDER BY key LIMIT 200
                    """,
                    [board.text, last]
                ).map { $0["key"] as String }
                for key in keys where try Self.retry(key, board, cause, store) { count += 1 }
                return keys
            }
            guard let end = keys.last else { return count }
            last = end
        }
    }

    /// Sets a blocked record aside, and deletes what is noted about it.
    ///
    /// - Parameters:
    ///   - key: the record's key.
    ///   - board: its board.
    ///   - cause: who asked, and when.
    /// - Returns: whether there was anything to drop.
    /// - Throws: what SQLite throws.
    package func dropLetter(_ key: String, of board: BoardRef, _ cause: HistoryEntry.Cause) throws -> Bool {
        try writeNow { database in
            let store = StoreTransaction(database: database)
            var isDropped = false
            if var row = try store.record(board, key: key), row.setAside() {
                try store.save(row)
                try store.append(HistoryEntry(.dropped, row, cause))
                isDropped = true
            }
            if let note = try store.note(board, key) {
                try store.note(problem: nil, board: board, key: key, now: cause.at)
                var explained = cause
                explained.note = [cause.note, note].compactMap(\.self).joined(separator: " ")
                try store.append(HistoryEntry(board: board, key: key, event: .dropped, cause: explained))
                isDropped = true
            }
            return isDropped
        }
    }

    /// Everything that is known of one record.
    ///
    /// - Parameters:
    ///   - key: the record's key.
    ///   - board: its board.
    ///   - rows: how many rows of its history at most, the newest.
    /// - Returns: the record; `nil` when neither it nor a note about it is there.
    /// - Throws: what SQLite throws.
    package func detail(of key: String, on board: BoardRef, rows: Int) throws -> RecordDetail? {
        try readNow { database in
            let store = StoreTransaction(database: database)
            let (record, note) = (try store.record(board, key: key), try store.note(board, key))
            guard record != nil || note != nil else { return nil }
            let history = try store.fetchAll(
                "SELECT * FROM history WHERE key = ? AND board = ? ORDER BY id DESC LIMIT ?", [key, board.text, rows])
            return RecordDetail(
                board, key, record, note: note,
                attempts: try store.attempts(board).filter { $0.members.contains { $0.key == key } },
                history: history.map { HistoryRow($0) })
        }
    }

    private static func retry(
        _ key: String, _ board: BoardRef, _ cause: HistoryEntry.Cause, _ store: StoreTransaction
    ) throws -> Bool {
        guard var row = try store.record(board, key: key), row.retryNow() else { return false }
        try store.save(row)
        try store.append(HistoryEntry(.retried, row, cause))
        return true
    }
}

extension StoreTransaction {
    /// What is noted about a record; `nil` for nothing.
    fileprivate func note(_ board: BoardRef, _ key: String) throws -> String? {
        try fetch("SELECT sentence FROM problem WHERE board = ? AND key = ?", [board.text, key])?["sentence"]
    }
}
