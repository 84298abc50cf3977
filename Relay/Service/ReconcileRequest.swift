import Sync

/// What `sage-relay reconcile` asks for.
package struct ReconcileRequest: RelayVerb, Hashable {
    package static let name = "reconcile"

    /// The boards' names, `acme/ap-invoices`; empty for every board.
    package var boards: [String]
    /// What to do with findings; `nil` for what the configuration says of each board.
    package var policy: RepairPolicy?

    package init(boards: [String], policy: RepairPolicy?) {
        self.boards = boards
        self.policy = policy
    }

    package func perform(in service: RelayService) async throws -> ReconcileReport {
        try await service.reconcile(self)
    }
}

/// What came of it, a report for each board.
package struct ReconcileReport: Codable, Hashable, Sendable {
    package var boards: [BoardReconciliation]

    package init(boards: [BoardReconciliation]) {
        self.boards = boards
    }

    /// Whether all is equal now, and nothing needs a person.
    package var isClean: Bool { boards.allSatisfy(\.isClean) }
}
