import Sync

extension RelayService {
    /// Finds out what a sync would do, and writes nothing.
    ///
    /// - Parameter request: which boards, and how.
    /// - Returns: one plan for each board.
    /// - Throws: ``RelayError`` when a board is not in the configuration.
    func plan(_ request: PlanRequest) async throws -> PlanReport {
        let selected = try workers(of: request.boards).compactMap { desks[$0.settings.ref] }
        let mode = ScanRow.Mode(rawValue: request.mode) ?? .poll
        let plans = await ofEach(selected) { await Self.plan($0.planner, mode, request.limit) }
        let accounts = Dictionary(grouping: zip(selected, plans)) { $0.0.account }
        return PlanReport(
            boards: plans,
            accounts: accounts.sorted { $0.key < $1.key }.compactMap { name, boards in
                let costs = boards.compactMap(\.1.cost)
                guard costs.count > 1, let limits = boards.first?.0.planner.limits else { return nil }
                return PlanReport.Account(account: name, cost: PlanCost(of: costs, limits: limits))
            })
    }

    private static func plan(_ planner: Planner, _ mode: ScanRow.Mode, _ samples: Int) async -> BoardPlan {
        do {
            return try await planner.plan(mode, samples: samples)
        } catch {
            return BoardPlan(board: planner.settings.ref.text, mode: mode, problem: "\(error)")
        }
    }
}
