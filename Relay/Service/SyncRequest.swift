import Sync

/// What `sage-relay sync` asks for, of the relay that is running or of one it starts for the purpose.
package struct SyncRequest: RelayVerb, Hashable {
    package static let name = "sync"

    /// The boards' names, `acme/ap-invoices`; empty for every board.
    package var boards: [String]
    /// `poll`, `full` or `sweep`.
    package var mode: String
    /// Only boards whose next poll is due.
    package var onlyDue: Bool
    /// How long to wait for agents that are not connected, in seconds; `nil` for as long as a read on schedule would.
    package var wait: Int?

    package init(boards: [String], mode: ScanRow.Mode, onlyDue: Bool, wait: Int? = nil) {
        self.boards = boards
        self.mode = mode.rawValue
        self.onlyDue = onlyDue
        self.wait = wait
    }

    package func perform(in service: RelayService) async throws -> SyncReport {
        try await service.sync(self)
    }
}

/// What came of it: one row for each board.
package struct SyncReport: Codable, Hashable, Sendable {
    /// One board's row.
    package struct Row: Codable, Hashable, Sendable {
        package var board: String
        package var read = 0
        package var created = 0
        package var updated = 0
        package var unchanged = 0
        /// Records that are no longer in Sage and were marked so.
        package var gone = 0
        /// Records that are blocked or could not be read.
        package var failed = 0
        /// Records that are still on their way.
        package var queued = 0
        /// Requests to monday.
        package var calls = 0
        package var milliseconds: Int64 = 0
        /// What a person should know.
        package var message: String?
        /// Whether the board's records were read, and what differed was written, to the end.
        package var isDone = false

        init(board: String) {
            self.board = board
        }

        /// Adds a sentence for a person.
        mutating func add(note: String?) {
            guard let note else { return }
            message = message.map { "\($0) \(note)" } ?? note
        }
    }

    package var rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    /// Whether every board is as its company is, and nothing needs a person.
    package var isClean: Bool {
        rows.allSatisfy { $0.isDone && $0.failed == 0 }
    }
}
