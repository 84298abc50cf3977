import Foundation
import GRDB
import Sync

extension RelayStore {
    /// The last reconciliation of a board.
    ///
    /// - Parameter board: which.
    /// - Returns: its report; `nil` when the board was never reconciled.
    /// - Throws: what SQLite throws.
    package func lastReconciliation(of board: BoardRef) throws -> BoardReconciliation? {
        try readNow { database in
            try String.fetchOne(
                database, sql: "SELECT report FROM reconciliation WHERE board = ? ORDER BY id DESC LIMIT 1",
                arguments: [board.text]
            ).map { try StoreTransaction.decode($0) }
        }
    }
}
