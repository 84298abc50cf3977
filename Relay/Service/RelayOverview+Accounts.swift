import Configuration
import Store
import Sync

extension RelayOverview {
    /// A monday account: what it was asked today, what it may still be asked, and what waits for it.
    package struct Account: Sendable, Encodable, Hashable {
        package var account: String
        /// Requests since midnight UTC; one that a limit refused counts a tenth, the sum is rounded up.
        package var requestsToday: Int
        /// How many there may be; `nil` for no limit.
        package var requestsPerDay: Int?
        /// How many are left today for what the relay does by itself.
        package var requestsLeft: Int?
        /// That another version of monday's API answers than the one that is asked for; `nil` when it does not.
        package var version: VersionDifference?
        /// How many of a day are kept for what people ask for.
        package var requestsKept: Int?
        /// When the day ends, at 00:00 UTC, in milliseconds since 1970.
        package var resetsAt: Int64
        /// Until when nothing of the boards goes out, in milliseconds since 1970; `nil` when something may.
        package var parkedUntil: Int64?
        /// Why, in words for the middle of a sentence.
        package var parkedBecause: String?
        /// What waits for all its boards that do not rest, and about when it is done.
        package var forecast: Forecast.Board

        /// Looks at a budget.
        ///
        /// - Parameters:
        ///   - account: as the operator wrote it.
        ///   - budget: what it was asked.
        ///   - forecast: of its boards.
        ///   - version: that another version of the API answers; `nil` when it does not.
        ///   - now: milliseconds since 1970.
        init(
            _ account: MondayAccount, _ budget: AccountBudget, _ forecast: Forecast, _ version: VersionDifference?,
            now: Int64
        ) {
            self.version = version
            let limits = account.governorLimits
            let (spent, parked) = (budget.spent(now: now), budget.parked(within: limits, now: now))
            self.account = account.name
            requestsToday = (spent + 9) / 10
            requestsPerDay = limits.requestsPerDay
            let own = limits.requestsPerDay(.live)
            requestsLeft = own.map { max(0, $0 * 10 - spent) / 10 }
            requestsKept = limits.requestsPerDay.flatMap { all in own.map { all - $0 } }
            resetsAt = AccountBudget.midnight(after: now)
            parkedUntil = parked?.until
            parkedBecause = parked?.reason.words
            self.forecast = forecast.all
        }
    }
}

extension RelayConfiguration {
    /// What waits for the boards of an account.
    ///
    /// - Parameters:
    ///   - account: which.
    ///   - boards: how all boards stand.
    ///   - isRunning: whether a relay delivers.
    /// - Returns: one queue for each board.
    func queues(of account: MondayAccount, _ boards: [RelayOverview.Board], isRunning: Bool) -> [Forecast.Queue] {
        let limits = account.governorLimits
        return connections.filter { $0.monday == account.name }.flatMap { connection in
            connection.boards.compactMap { board in
                let name = connection.ref(of: board).text
                guard let status = boards.first(where: { $0.board == name })?.status else { return nil }
                let cost = PlanCost(
                    discovers: false, creates: status.toCreate, changes: status.toChange,
                    batch: limits.batch(account.batch), limits: limits,
                    bulk: account.bulkSettings?.rules)
                let rests = !isRunning || status.pause != nil || status.hold != nil || status.fault != nil
                return Forecast.Queue(
                    board: name, boardID: board.board, cost: cost, writes: status.toCreate + status.toChange,
                    rests: rests)
            }
        }
    }
}
