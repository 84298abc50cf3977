import GRDB
import Sync

extension RelayStore {
    /// The last reconciliations of a board, the latest first.
    ///
    /// - Parameters:
    ///   - board: which.
    ///   - limit: how many; no more than a hundred are kept.
    /// - Returns: their reports; none when the board was never reconciled.
    /// - Throws: what SQLite throws.
    package func reconciliations(of board: BoardRef, limit: Int) throws -> [BoardReconciliation] {
        try readNow { database in
            try String.fetchAll(
                database, sql: "SELECT report FROM reconciliation WHERE board = ? ORDER BY id DESC LIMIT ?",
                arguments: [board.text, limit]
            ).map { try StoreTransaction.decode($0) }
        }
    }
}
