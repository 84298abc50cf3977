/// Where the budgets of monday accounts are kept, so that a restart knows what has gone out.
package protocol BudgetStore: Sendable {
    /// The budget as it was saved last.
    ///
    /// - Parameter account: the account's name.
    /// - Returns: the budget; `nil` for an account that was never asked.
    /// - Throws: what the store throws.
    func budget(of account: String) throws -> AccountBudget?

    /// Saves a budget: durable when it returns.
    ///
    /// - Parameters:
    ///   - budget: the budget.
    ///   - account: the account's name.
    /// - Throws: what the store throws.
    func save(_ budget: AccountBudget, of account: String) async throws
}
