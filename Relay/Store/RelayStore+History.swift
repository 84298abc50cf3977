import GRDB

extension RelayStore {
    /// How many rows of the history one read brings.
    package static let historyPage = 500

    /// Reads the history page by page, beside a relay that may add to it meanwhile.
    ///
    /// - Parameters:
    ///   - filter: which rows.
    ///   - limit: only the newest so many of them; `nil` for all.
    ///   - newestFirst: the order; else oldest first.
    ///   - body: takes one page.
    /// - Throws: what SQLite throws; what the body throws.
    package func history(
        _ filter: HistoryFilter, limit: Int?, newestFirst: Bool, _ body: ([HistoryRow]) throws -> Void
    ) throws {
        let (condition, arguments) = filter.sql
        // What is added while it is read is left out.
        let (first, last) = try readNow { database -> (Int64, Int64) in
            let last = try StoreTransaction(database: database).historyChain().last.id
            let newest = "SELECT id FROM history WHERE \(condition) AND id <= ? ORDER BY id DESC LIMIT ?"
            let row = try Row.fetchOne(
                database, sql: "SELECT min(id) AS first FROM (\(newest))",
                arguments: arguments + [last, limit ?? -1])
            return (row?["first"] ?? Int64.max, last)
        }
        var (low, high) = (first, last)
        while low <= high {
            let rows = try readNow { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM history WHERE \(condition) AND id BETWEEN ? AND ?
                        ORDER BY id \(newestFirst ? "DESC" : "ASC") LIMIT \(Self.historyPage)
                        """,
                    arguments: arguments + [low, high]
                ).map { HistoryRow($0) }
            }
            guard let end = rows.last else { break }
            try body(rows)
            if newestFirst { high = end.id - 1 } else { low = end.id + 1 }
        }
    }

    /// Removes a batch of the oldest rows of the history.
    ///
    /// - Parameters:
    ///   - moment: rows from before this time are removed, in milliseconds since 1970.
    ///   - limit: how many rows at most, so that nobody waits for the write lock.
    /// - Returns: how many rows were removed; 0 when none is left that is so old.
    /// - Throws: what SQLite throws.
    package func pruneHistory(before moment: Int64, limit: Int = 500) throws -> Int {
        try writeNow { try StoreTransaction(database: $0).pruneHistory(before: moment, limit: limit) }
    }

    /// Walks the whole chain, page by page, beside a relay that may add to it meanwhile.
    ///
    /// - Parameter noted: a row as a person wrote it down earlier; `nil` for none.
    /// - Returns: what was found.
    /// - Throws: what SQLite throws.
    package func verifyHistory(noted: HistoryLink? = nil) throws -> HistoryReport {
        var check = try readNow { database in
            let chain = try StoreTransaction(database: database).historyChain()
            let early = try Int64.fetchAll(
                database, sql: "SELECT id FROM history WHERE id <= ? ORDER BY id LIMIT 20", arguments: [chain.pruned.id]
            )
            return HistoryCheck(after: chain.pruned, early: early, noted: noted)
        }
        while true {
            let (rows, chain) = try readNow { database in
                let store = StoreTransaction(database: database)
                return (try store.history(after: check.last.id, limit: Self.historyPage), try store.historyChain())
            }
            // What was pruned since the last page needs no proof any more.
            check.skip(to: chain.pruned)
            for row in rows where row.id > check.last.id { try check.take(row, end: chain.last) }
            if rows.isEmpty { return check.report(end: chain.last) }
        }
    }
}
