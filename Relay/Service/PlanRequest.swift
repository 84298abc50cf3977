import Sync

/// What `sage-relay plan` asks for: what a sync would do, without doing it.
package struct PlanRequest: RelayVerb, Hashable {
    package static let name = "plan"
    /// A relay that is started for a plan writes nothing to a board meanwhile, not even what is queued.
    package static let delivers = false

    /// The boards' names, `acme/ap-invoices`; empty for every board.
    package var boards: [String]
    /// `poll`, `full` or `sweep`.
    package var mode: String
    /// How many records of each board are shown one by one, at most ``Planner/mostSamples``.
    package var limit: Int

    package init(boards: [String], mode: ScanRow.Mode, limit: Int) {
        self.boards = boards
        self.mode = mode.rawValue
        self.limit = limit
    }

    package func perform(in service: RelayService) async throws -> PlanReport {
        try await service.plan(self)
    }
}

/// What a sync would do.
package struct PlanReport: Codable, Hashable, Sendable {
    /// What all boards of one monday account take together.
    package struct Account: Codable, Hashable, Sendable {
        package var account: String
        package var cost: PlanCost
    }

    package var boards: [BoardPlan]
    /// The accounts of more than one board.
    package var accounts: [Account]

    /// Whether every board could be planned.
    package var isComplete: Bool {
        boards.allSatisfy { $0.problem == nil }
    }
}
