import Testing

@testable import Sync

struct PlanCostTests {
    private static func cost(
        discovers: Bool = false, creates: Int = 0, changes: Int = 0, batch: Int = 25, perBoard: Int? = nil,
        perMinute: Int? = nil, perDay: Int? = nil
    ) -> PlanCost {
        PlanCost(
            discovers: discovers, creates: creates, changes: changes, batch: batch,
            limits: RateGovernor.Limits(
                requestsPerMinute: perMinute, requestsPerDay: perDay, mutationsPerMinuteAndBoard: perBoard))
    }

    @Test func `nothing to write costs nothing`() {
        let cost = Self.cost(perBoard: 40, perMinute: 1000, perDay: 1000)
        #expect(cost.calls == 0 && cost.minutes == 0 && cost.days == 1)
        #expect(cost.sentence == "no calls")
    }

    @Test(arguments: [(1, 1, 1), (25, 1, 1), (26, 1, 2), (100, 1, 4), (400, 1, 16), (401, 2, 17), (1000, 3, 40)])
    func `new items are looked up by four hundred and created by the batch`(
        creates: Int, lookUps: Int, requests: Int
    ) {
        let cost = Self.cost(discovers: true, creates: creates)
        #expect(cost.lookUps == lookUps && cost.createRequests == requests && cost.discoveries == 1)
        #expect(cost.calls == 1 + lookUps + requests)
    }

    @Test func `the last batch may be smaller`() {
        #expect(Self.cost(creates: 200, batch: 30).createRequests == 7)
        #expect(Self.cost(changes: 200, batch: 30).changeRequests == 7)
    }

    @Test(arguments: [(40, 0, 2), (41, 1, 3), (80, 1, 4), (400, 9, 20)])
    func `a board's limit cuts batches and takes minutes`(changes: Int, minutes: Int, requests: Int) {
        let cost = Self.cost(changes: changes, perBoard: 40)
        #expect(cost.minutes == minutes && cost.changeRequests == requests)
    }

    @Test func `the account's requests a minute take minutes too`() {
        let cost = Self.cost(changes: 100, batch: 1, perMinute: 10)
        #expect(cost.calls == 100 && cost.minutes == 9)
    }

    @Test(arguments: [(1000, 1), (1001, 2), (2000, 2), (2001, 3)])
    func `what is over a day's budget takes days`(changes: Int, days: Int) {
        #expect(Self.cost(changes: changes, batch: 1, perDay: 1000).days == days)
    }

    @Test func `the cost is said in words`() {
        #expect(Self.cost(changes: 1).sentence == "about 1 call, under a minute")
        #expect(
            Self.cost(changes: 60, perBoard: 40, perDay: 1000).sentence
                == "about 3 calls, about 1 minute; a day's budget of 1,000 requests would last")
        #expect(
            Self.cost(changes: 1001, batch: 1, perDay: 1000).sentence
                == "about 1,001 calls, more than a day's budget of 1,000 requests: 2 days")
    }

    @Test func `boards of one account are written side by side within its limits`() {
        let costs = [Self.cost(changes: 80, perBoard: 40), Self.cost(creates: 10, perBoard: 40)]
        let limits = RateGovernor.Limits(requestsPerMinute: 3, requestsPerDay: 4)
        let both = PlanCost(of: costs, limits: limits)
        #expect(both.calls == 6 && both.lookUps == 1 && both.createRequests == 1 && both.changeRequests == 4)
        #expect(both.minutes == 1 && both.days == 2)
    }

    @Test func `a backlog above the threshold is imported in bulk`() {
        func cost(_ creates: Int, _ changes: Int) -> PlanCost {
            PlanCost(
                discovers: true, creates: creates, changes: changes, batch: 40, limits: RateGovernor.Limits(),
                bulk: BulkRules(threshold: 1000))
        }
        #expect(cost(999, 0).bulkJobs == 0 && cost(999, 0).lookUps == 3)
        let two = cost(20_000, 40)
        #expect(two.bulkJobs == 2 && two.lookUps + two.createRequests == 0 && two.changeRequests == 1)
        #expect(two.calls == 1 + 2 * 13 + 40 + 1 && two.minutes == 64)
        #expect(cost(400, 600).bulkJobs == 0, "Changes go out in batches.")
    }

    @Test(arguments: [0, -1])
    func `a limit that is no limit ends`(limit: Int) {
        #expect(Self.cost(changes: 3, perBoard: limit, perMinute: limit).minutes == 2)
    }
}
