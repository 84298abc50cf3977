import Foundation

/// What it costs to write records to a board: an estimate, made as the deliverer would go about it.
package struct PlanCost: Codable, Hashable, Sendable {
    /// Requests to monday, all of those below.
    package private(set) var calls: Int
    /// Reads of the board's columns.
    package private(set) var discoveries: Int
    /// Requests that look up which keys are on the board.
    package private(set) var lookUps: Int
    /// Requests that create items, each with up to a batch of them.
    package private(set) var createRequests: Int
    /// Requests that change items, each with up to a batch of them.
    package private(set) var changeRequests: Int
    /// Bulk imports, each of up to ``BulkRules/rowsPerJob`` records.
    package private(set) var bulkJobs = 0
    /// Requests that start and watch bulk imports, and read the items they made.
    package private(set) var bulkRequests = 0
    /// How long that takes within the limits; 0 for less than a minute.
    package private(set) var minutes: Int
    /// The account's limit of requests a day; `nil` for none.
    package let requestsPerDay: Int?

    /// A request takes monday about a second, and a board's requests go one after the other.
    private static let requestsInAMinute = 60

    /// Estimates what a board's writes cost.
    ///
    /// - Parameters:
    ///   - discovers: whether the board's columns are read first.
    ///   - creates: how many items are looked up, and created.
    ///   - changes: how many items are changed.
    ///   - batch: how many mutations one request carries at most.
    ///   - limits: the account's.
    ///   - bulk: when bulk import takes over; `nil` where it may not.
    package init(
        discovers: Bool, creates: Int, changes: Int, batch: Int, limits: RateGovernor.Limits, bulk: BulkRules? = nil
    ) {
        var window = Window(limit: limits.mutationsPerMinuteAndBoard)
        (discoveries, lookUps, createRequests, changeRequests) = (discovers ? 1 : 0, 0, 0, 0)
        requestsPerDay = limits.requestsPerDay
        let isBulk = bulk.map { creates >= $0.threshold } ?? false
        if isBulk { bulkJobs = BulkRules.jobs(creates, limits) }
        bulkRequests = isBulk ? BulkRules.requests(creates, jobs: bulkJobs) : 0
        var left = changes
        while left > 0 {
            left -= window.take(min(batch, left))
            changeRequests += 1
        }
        left = isBulk ? 0 : creates
        while left > 0 {
            left -= window.take(min(batch, left))
            createRequests += 1
        }
        // One look-up is enough for several batches; the list of a board's keys makes it fewer still.
        let looked = isBulk ? 0 : creates
        lookUps = (looked + BoardDeliverer.lookUpSize - 1) / BoardDeliverer.lookUpSize
        calls = discoveries + lookUps + createRequests + changeRequests + bulkRequests
        minutes = max(
            window.minutes, isBulk ? BulkRules.minutes(creates, jobs: bulkJobs, limits) : 0,
            calls / Self.requestsInAMinute, Self.minutes(calls, limit: limits.requestsPerMinute))
    }

    /// What several boards of one account cost together: they are written side by side.
    ///
    /// - Parameters:
    ///   - costs: of each board, at least one.
    ///   - limits: the account's.
    package init(of costs: [PlanCost], limits: RateGovernor.Limits) {
        (calls, discoveries, lookUps, createRequests, changeRequests, minutes) = (0, 0, 0, 0, 0, 0)
        for cost in costs {
            calls += cost.calls
            discoveries += cost.discoveries
            lookUps += cost.lookUps
            createRequests += cost.createRequests
            changeRequests += cost.changeRequests
            bulkJobs += cost.bulkJobs
            bulkRequests += cost.bulkRequests
            minutes = max(minutes, cost.minutes)
        }
        minutes = max(minutes, Self.minutes(calls, limit: limits.requestsPerMinute))
        requestsPerDay = limits.requestsPerDay
    }

    /// How many of monday's days it takes by the limit of requests a day.
    package var days: Int {
        requestsPerDay.map { max(1, (calls + $0 - 1) / $0) } ?? 1
    }

    /// The cost in words, without a full stop: `about 3 calls, under a minute; a day's budget of … would last`.
    package var sentence: String {
        guard calls > 0 else { return "no calls" }
        let many = "about " + Self.text(calls, "call")
        guard let requestsPerDay else { return "\(many), \(time)" }
        let budget = "a day's budget of \(Self.text(requestsPerDay, "request"))"
        return days > 1 ? "\(many), more than \(budget): \(days) days" : "\(many), \(time); \(budget) would last"
    }

    private var time: String { minutes == 0 ? "under a minute" : "about " + Self.text(minutes, "minute") }

    /// Whole minutes waited when so many requests may go out in each, the first at once.
    private static func minutes(_ calls: Int, limit: Int?) -> Int {
        limit.map { max(0, calls - 1) / max(1, $0) } ?? 0
    }

    /// A number with its noun, `1,000 requests`.
    package static func text(_ number: Int, _ noun: String) -> String {
        let digits = number.formatted(.number.locale(Locale(identifier: "en_US")))
        return "\(digits) \(noun)\(number == 1 ? "" : "s")"
    }

    /// The minutes of a board's own limit: full use of one, then a wait for the next.
    private struct Window {
        let limit: Int?
        private var used = 0
        private(set) var minutes = 0

        init(limit: Int?) {
            self.limit = limit.map { max(1, $0) }
        }

        mutating func take(_ count: Int) -> Int {
            guard let limit else { return count }
            if used == limit { (used, minutes) = (0, minutes + 1) }
            let granted = min(count, limit - used)
            used += granted
            return granted
        }
    }
}
