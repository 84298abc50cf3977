import Store
import Sync

/// What `sage-relay approve` asks for: that what boards hold goes out.
package struct ApproveRequest: RelayVerb, Hashable {
    package static let name = "approve"

    /// The boards' names, `acme/ap-invoices`; empty for every board.
    package var boards: [String]

    package init(boards: [String]) {
        self.boards = boards
    }

    package func perform(in service: RelayService) async throws -> ApproveReport {
        let workers = try service.workers(of: boards)
        let report = try await Self.approve(workers.map(\.settings.ref), in: service.store)
        for worker in workers { await worker.wake() }
        return report
    }

    /// Lets out what boards hold, also where no relay runs.
    ///
    /// - Parameters:
    ///   - boards: which.
    ///   - store: the state.
    /// - Returns: how many records each board let out.
    /// - Throws: what the store throws.
    package static func approve(_ boards: [BoardRef], in store: RelayStore) async throws -> ApproveReport {
        let released = try await store.write { transaction in
            try boards.map { ApproveReport.Row(board: $0.text, released: try transaction.approve($0)) }
        }
        return ApproveReport(rows: released)
    }
}

/// What came of it: one row for each board.
package struct ApproveReport: Codable, Hashable, Sendable {
    /// One board's row.
    package struct Row: Codable, Hashable, Sendable {
        package var board: String
        /// How many records were held, and go out now.
        package var released: Int
    }

    package var rows: [Row]
}
