import Testing

@testable import Sync

/// When what is queued will be done.
struct ForecastTests {
    private let start: Int64 = 1_800_000_000_000
    private let limits = RateGovernor.Limits(
        requestsPerMinute: 1000, requestsPerDay: 1000, mutationsPerMinuteAndBoard: 40)

    private func queue(_ name: String, creates: Int, rests: Bool = false, _ limits: RateGovernor.Limits)
        -> Forecast.Queue
    {
        let cost = PlanCost(
            discovers: false, creates: creates, changes: 0, batch: limits.batch(25), limits: limits)
        return Forecast.Queue(board: name, boardID: name, cost: cost, writes: creates, rests: rests)
    }

    private func minutes(_ moment: Int64?) -> Int64? { moment.map { ($0 - start + 59_999) / 60_000 } }

    @Test func `two boards of ten thousand take 250 minutes side by side, within one day's requests`() {
        let queues = ["a", "b"].map { queue($0, creates: 10_000, limits) }
        let forecast = Forecast(queues, budget: AccountBudget(), limits: limits, now: start)
        #expect(forecast.boards["a"]?.requests == 275 && forecast.all.requests == 550)
        #expect(forecast.all.records == 20_000)
        #expect(minutes(forecast.boards["a"]?.doneAt) == 250 && minutes(forecast.all.doneAt) == 250)
    }

    @Test func `what the day has left no room for goes on at midnight, without what is kept for people`() {
        let spent = AccountBudget(today: AccountBudget.Day(number: start / 86_400_000, tenths: 9000))
        let midnight = AccountBudget.midnight(after: start)
        let one = Forecast([queue("a", creates: 1000, limits)], budget: spent, limits: limits, now: start)
        #expect(one.all.requests == 28 && minutes(one.all.doneAt) == 25)
        let two = Forecast([queue("a", creates: 10_000, limits)], budget: spent, limits: limits, now: start)
        // 50 requests today, and 225 of 275 tomorrow, at 275 in 249 minutes.
        let rest = (two.all.doneAt ?? 0) - midnight
        #expect((203...205).contains(rest / 60_000))
        let empty = AccountBudget(today: AccountBudget.Day(number: start / 86_400_000, tenths: 9500))
        let three = Forecast([queue("a", creates: 40, limits)], budget: empty, limits: limits, now: start)
        #expect((three.all.doneAt ?? 0) - midnight == 2000)
        let slow = RateGovernor.Limits(requestsPerDay: 100, mutationsPerMinuteAndBoard: nil)
        let days = Forecast([queue("a", creates: 10_000, slow)], budget: AccountBudget(), limits: slow, now: start)
        #expect(days.all.requests == 425)
        // 95 a day: four days are full, and the rest of the fifth is soon done.
        #expect(((days.all.doneAt ?? 0) - midnight) / 86_400_000 == 3)
    }

    @Test func `a parked account begins when it is parked no longer`() {
        var budget = AccountBudget()
        budget.park(Parking(until: start + 600_000, reason: .server))
        let forecast = Forecast([queue("a", creates: 40, limits)], budget: budget, limits: limits, now: start)
        #expect(forecast.all.doneAt == start + 602_000)
    }

    @Test func `a board whose minute is used up begins with its next`() {
        var budget = AccountBudget()
        let demand = Demand(.create, board: "a", members: 40)
        if case .granted(let ticket, _) = budget.admit(demand, since: start, within: limits, now: start) {
            budget.close(ticket, now: start)
        }
        let queues = ["a", "b"].map { queue($0, creates: 40, limits) }
        let forecast = Forecast(queues, budget: budget, limits: limits, now: start)
        #expect(forecast.boards["a"]?.doneAt == start + 62_000 && forecast.boards["b"]?.doneAt == start + 2000)
    }

    @Test func `boards share the account's minute and its complexity`() {
        let few = RateGovernor.Limits(requestsPerMinute: 10, mutationsPerMinuteAndBoard: nil)
        let queues = ["a", "b"].map { queue($0, creates: 1000, few) }
        #expect(minutes(Forecast(queues, budget: AccountBudget(), limits: few, now: start).all.doneAt) == 9)
        let points = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil, complexityPerMinute: 1_000_000)
        let costly = Forecast(
            [queue("a", creates: 1000, points)], budget: AccountBudget(), limits: points, now: start)
        // 1,000 mutations of 10,000 points and three look-ups of 250,000.
        #expect(minutes(costly.all.doneAt) == 11)
    }

    @Test func `what rests has no end, and what is not queued none either`() {
        let queues = [queue("a", creates: 100, rests: true, limits), queue("b", creates: 0, limits)]
        let forecast = Forecast(queues, budget: AccountBudget(), limits: limits, now: start)
        #expect(forecast.boards["a"] == Forecast.Board(records: 100, requests: 4, doneAt: nil))
        #expect(forecast.boards["b"] == Forecast.Board(records: 0, requests: 0, doneAt: nil))
        #expect(forecast.all == Forecast.Board(records: 0, requests: 0, doneAt: nil))
    }
}
