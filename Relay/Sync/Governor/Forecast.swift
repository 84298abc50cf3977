/// When what is queued for the boards of one monday account will be done, within the account's limits: an estimate.
///
/// Pure. Boards are written side by side, each as fast as its own limit allows, and share the account's minutes and days.
package struct Forecast: Hashable, Sendable {
    /// What waits for one board.
    package struct Queue: Sendable {
        /// The board's name, `acme/ap-invoices`.
        package var board: String
        /// The board's id at monday.
        package var boardID: String
        package var cost: PlanCost
        /// How many records are written.
        package var writes: Int
        /// Whether nothing goes out to it, for a reason that has no end of its own.
        package var rests: Bool

        package init(board: String, boardID: String, cost: PlanCost, writes: Int, rests: Bool) {
            self.board = board
            self.boardID = boardID
            self.cost = cost
            self.writes = writes
            self.rests = rests
        }
    }

    /// What one board's queue takes.
    package struct Board: Codable, Hashable, Sendable {
        /// Records that are on their way.
        package var records: Int
        /// About how many requests they take.
        package var requests: Int
        /// About when they are done, in milliseconds since 1970; `nil` when nothing is queued, the board rests, or it
        /// takes longer than ten years.
        package var doneAt: Int64?
    }

    /// By the board's name.
    package private(set) var boards: [String: Board] = [:]

    /// What all boards take that do not rest.
    package private(set) var all = Board(records: 0, requests: 0)

    /// Ten years of days, each with a pause and the end of a board or two.
    private static let mostRounds = 20_000
    /// A request takes monday about a second, in milliseconds.
    private static let request = 1000.0

    private struct Flow {
        let board: String
        let started: Double
        /// Requests a millisecond, and points of complexity, while no other board takes part.
        let rate: Double
        let points: Double
        var left: Double
    }

    /// Estimates.
    ///
    /// - Parameters:
    ///   - queues: what waits, for each board of the account.
    ///   - budget: what the account has used.
    ///   - limits: the account's.
    ///   - now: milliseconds since 1970.
    package init(_ queues: [Queue], budget: AccountBudget, limits: RateGovernor.Limits, now: Int64) {
        var flows: [Flow] = []
        for queue in queues {
            boards[queue.board] = Board(records: queue.writes, requests: queue.cost.calls)
            guard !queue.rests, queue.cost.calls > 0 else { continue }
            all.records += queue.writes
            all.requests += queue.cost.calls
            flows.append(Self.flow(of: queue, budget, limits, now))
        }
        guard !flows.isEmpty else { return }
        let ends = Self.ends(of: flows, budget: budget, limits: limits, now: now)
        for (board, end) in ends { boards[board]?.doneAt = end }
        if ends.count == flows.count { all.doneAt = ends.values.max() }
    }

    /// How a queue would go out if its board were the only one.
    private static func flow(
        of queue: Queue, _ budget: AccountBudget, _ limits: RateGovernor.Limits, _ now: Int64
    ) -> Flow {
        let cost = queue.cost
        let time = max(Double(cost.minutes) * 60_000 + request, Double(cost.calls) * request)
        let delay = limits.mutationsPerMinuteAndBoard.map { budget.delay(ofBoard: queue.boardID, limit: $0, now: now) }
        // A bulk import costs no complexity by its rows.
        let writes = cost.bulkJobs > 0 ? cost.changeRequests * limits.batch(25) : queue.writes
        let points = min(writes, queue.writes) * budget.cost(.create) + cost.lookUps * budget.cost(.lookUp)
        return Flow(
            board: queue.board, started: Double(delay ?? 0), rate: Double(cost.calls) / time,
            points: Double(points) / Double(cost.calls), left: Double(cost.calls))
    }

    /// When each is done; those that would not be for ten years are left out.
    private static func ends(
        of flows: [Flow], budget: AccountBudget, limits: RateGovernor.Limits, now: Int64
    ) -> [String: Int64] {
        var (flows, ends) = (flows, [String: Int64]())
        let perDay = limits.requestsPerDay(.backfill).map(Double.init) ?? .infinity
        guard perDay >= 1 else { return [:] }
        var moment = Double(max(now, budget.parked(within: limits, now: now)?.until ?? now))
        var midnight = Double(AccountBudget.midnight(after: Int64(moment)))
        var left = perDay - Double(budget.spent(now: Int64(moment))) / 10
        for _ in 0..<mostRounds where !flows.isEmpty {
            if left < 1e-6 {
                (moment, left) = (midnight, perDay)
                midnight += Double(AccountBudget.day)
                continue
            }
            let rate = flows.reduce(0) { $0 + $1.rate }
            let points = flows.reduce(0) { $0 + $1.rate * $1.points }
            let byRequests = limits.requestsPerMinute.map { Double($0) / 60_000 / rate } ?? 1
            let byPoints = limits.complexityPerMinute.map { Double($0) / 60_000 / max(points, 1e-9) } ?? 1
            let scale = min(1, byRequests, byPoints)
            let first = flows.map { $0.left / ($0.rate * scale) }.min() ?? 0
            let step = min(first, left / (rate * scale), midnight - moment)
            moment += step
            left -= step * rate * scale
            for index in flows.indices { flows[index].left -= step * flows[index].rate * scale }
            for flow in flows where flow.left < 1e-6 { ends[flow.board] = Int64(moment + flow.started) }
            flows.removeAll { $0.left < 1e-6 }
            if moment >= midnight {
                left = perDay
                midnight += Double(AccountBudget.day)
            }
        }
        return ends
    }
}

extension AccountBudget {
    /// How long a board's own limit holds it back now, in milliseconds.
    fileprivate func delay(ofBoard board: String, limit: Int, now: Int64) -> Int64 {
        guard var window = boards[board] else { return 0 }
        window.move(to: now)
        switch window.room(for: 1, limit: limit) {
        case .now: return 0
        case .at(let moment): return max(0, moment - now)
        case .afterAnswer: return Self.minute
        }
    }
}
