import Testing

@testable import Sync

/// Whose turn it is.
struct WaitingRequestsTests {
    private let start: Int64 = 1_800_000_000_000
    private var budget = AccountBudget()
    private var waiting = WaitingRequests()

    private mutating func add(_ demands: Demand...) {
        for (id, demand) in demands.enumerated() { waiting.add(demand, id: id + 1, now: start) }
    }

    /// The order in which they go out at one moment, and until when the others wait.
    private mutating func order(
        _ limits: RateGovernor.Limits, at now: Int64? = nil, isAnswered: Bool = true
    ) -> (went: [Int], until: Int64?) {
        var went: [Int] = []
        while true {
            switch waiting.next(&budget, within: limits, now: now ?? start) {
            case .go(let id, let ticket, _):
                went.append(id)
                if isAnswered { budget.close(ticket, now: now ?? start) }
            case .wait(let until): return (went, until)
            }
        }
    }

    @Test mutating func `the most urgent go first, and boards take turns`() {
        add(
            Demand(lane: .survey), Demand(lane: .backfill, board: "1"), Demand(lane: .backfill, board: "1"),
            Demand(lane: .backfill, board: "2"), Demand(lane: .live, board: "1"), Demand(lane: .settling, board: "1"),
            Demand(lane: .manual, board: "3"))
        #expect(order(RateGovernor.Limits()).went == [7, 6, 5, 4, 2, 3, 1])
    }

    @Test mutating func `what waits already goes first once a person waits for its board`() {
        let limits = RateGovernor.Limits(requestsPerDay: 20, dayReserve: 50)
        for id in 1...10 { waiting.add(Demand(lane: .live, board: "9"), id: id, now: start) }
        #expect(order(limits).went.count == 10)
        waiting.add(Demand(lane: .live, board: "1"), id: 11, now: start)
        waiting.add(Demand(lane: .settling, board: "2"), id: 12, now: start)
        waiting.add(Demand(lane: .backfill, board: "2"), id: 13, now: start)
        #expect(order(limits).went.isEmpty)
        guard case .go(let id, _, _) = waiting.next(&budget, within: limits, asked: ["2"], now: start) else {
            Issue.record("nobody goes")
            return
        }
        #expect(id == 12)
        guard case .wait = waiting.next(&budget, within: limits, asked: ["2"], now: start) else {
            Issue.record("what fills a board uses what is kept for people")
            return
        }
    }

    @Test mutating func `a board at its limit holds up nobody else`() {
        add(
            Demand(.change, board: "1", members: 40), Demand(.change, board: "1", members: 1),
            Demand(.change, lane: .backfill, board: "2", members: 40), Demand(.lookUp, lane: .survey, board: "1"))
        let (went, until) = order(RateGovernor.Limits(mutationsPerMinuteAndBoard: 40))
        #expect(went == [1, 3, 4] && until == start + 60_000)
        #expect(order(RateGovernor.Limits(mutationsPerMinuteAndBoard: 40), at: start + 60_000).went == [2])
    }

    @Test mutating func `a large request is not put off by small ones that would fit`() {
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil, complexityPerMinute: 1_000_000)
        add(Demand(.create, board: "1", members: 60))
        #expect(order(limits).went == [1])
        waiting.add(Demand(.create, board: "2", members: 60), id: 2, now: start)
        waiting.add(Demand(.create, board: "3", members: 1), id: 3, now: start)
        let (went, until) = order(limits)
        #expect(went.isEmpty && until == start + 60_000)
        #expect(order(limits, at: start + 60_000).went == [2, 3])
    }

    @Test mutating func `whoever no longer waits does not go`() {
        add(Demand(), Demand(), Demand())
        waiting.remove(2)
        #expect(order(RateGovernor.Limits()).went == [1, 3])
    }

    @Test mutating func `behind as many as may be under way, the next goes when one is answered`() {
        add(Demand(), Demand(), Demand())
        let (went, until) = order(RateGovernor.Limits(concurrency: 2), isAnswered: false)
        #expect(went == [1, 2] && until == nil)
        budget.close(1, now: start)
        #expect(order(RateGovernor.Limits(concurrency: 2)).went == [3])
    }

    @Test mutating func `people go on when the day is used up but for their part`() {
        let limits = RateGovernor.Limits(requestsPerDay: 20, dayReserve: 50)
        for id in 1...12 { waiting.add(Demand(lane: .live), id: id, now: start) }
        #expect(order(limits).went.count == 10)
        waiting.add(Demand(lane: .manual), id: 13, now: start)
        let (went, until) = order(limits)
        #expect(went == [13] && until == AccountBudget.midnight(after: start))
    }
}
