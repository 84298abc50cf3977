import Sync

/// What `sage-relay rebuild` asks for.
package struct RebuildRequest: RelayVerb, Hashable {
    package static let name = "rebuild"

    /// The boards' names, `acme/ap-invoices`; empty for every board.
    package var boards: [String]
    /// Whether Sage is read in full afterwards, and what differs is sent.
    package var isRead: Bool

    package init(boards: [String], isRead: Bool) {
        self.boards = boards
        self.isRead = isRead
    }

    package func perform(in service: RelayService) async throws -> RebuildReport {
        try await service.rebuild(self)
    }
}

/// What came of it: one row for each board.
package struct RebuildReport: Codable, Hashable, Sendable {
    /// One board's row.
    package struct Row: Codable, Hashable, Sendable {
        package var board: String
        /// What the board gave the ledger; `nil` when the ledger was left as it was.
        package var rebuilt: BoardRebuild?
        /// What the full read after it did; `nil` when there was none.
        package var sync: SyncReport.Row?
        /// Why it was not done.
        package var message: String?

        init(board: String) {
            self.board = board
        }
    }

    package var rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    /// Whether every ledger was rebuilt, its company read where that was asked for, and nothing needs a person.
    package var isClean: Bool {
        rows.allSatisfy { row in
            row.rebuilt?.duplicates == 0 && row.sync.map { $0.isDone && $0.failed == 0 } ?? true
        }
    }
}
