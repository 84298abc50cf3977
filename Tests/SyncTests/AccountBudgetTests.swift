import Foundation
import Testing

@testable import Sync

/// What an account's budget allows, and what monday's words change about it.
struct AccountBudgetTests {
    private let start: Int64 = 1_800_000_000_000
    private let minute: Int64 = 60_000

    /// Admits a request that is answered at once.
    private func grant(
        _ budget: inout AccountBudget, _ demand: Demand, _ limits: RateGovernor.Limits, at now: Int64? = nil
    ) -> AccountBudget.Admission {
        let now = now ?? start
        let admission = budget.admit(demand, since: now, within: limits, now: now)
        if case .granted(let ticket, _) = admission { budget.close(ticket, now: now) }
        return admission
    }

    private func grant(
        _ budget: inout AccountBudget, _ limits: RateGovernor.Limits, at now: Int64? = nil
    ) -> AccountBudget.Admission {
        grant(&budget, Demand(), limits, at: now)
    }

    private func isGranted(_ admission: AccountBudget.Admission) -> Bool {
        if case .granted = admission { true } else { false }
    }

    /// A request that is under way.
    private func sent(
        _ budget: inout AccountBudget, _ limits: RateGovernor.Limits, _ demand: Demand = Demand()
    ) throws -> Int {
        guard case .granted(let ticket, _) = budget.admit(demand, since: start, within: limits, now: start) else {
            throw SourceError("not granted", isRetryable: false)
        }
        return ticket
    }

    // MARK: Complexity

    @Test func `a batch is cut to the complexity of one request, and waits for that of the minute`() {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(
            mutationsPerMinuteAndBoard: nil, complexityPerMinute: 700_000, complexityPerRequest: 400_000)
        let demand = Demand(.create, members: 100)
        #expect(grant(&budget, demand, limits) == .granted(ticket: 1, members: 40))
        #expect(grant(&budget, demand, limits) == .wait(until: start + minute))
        #expect(grant(&budget, Demand(.create, members: 30), limits) == .granted(ticket: 2, members: 30))
        #expect(isGranted(grant(&budget, demand, limits, at: start + minute)))
    }

    @Test func `one member that costs more than a whole minute goes out alone, when the minute is empty`() {
        var budget = AccountBudget()
        budget.costs["create"] = 2_000_000
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil, complexityPerMinute: 1_000_000)
        #expect(grant(&budget, Demand(.create, members: 5), limits) == .granted(ticket: 1, members: 1))
        #expect(grant(&budget, Demand(.whoAmI), limits) == .wait(until: start + minute))
    }

    @Test func `what a member costs is learnt from answers: up at once, down slowly`() throws {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil)
        func answer(_ cost: Int) throws {
            let ticket = try sent(&budget, limits, Demand(.create, members: 10))
            var signal = LimitSignal(.create, members: 10)
            signal.complexity = LimitSignal.Complexity(cost: cost, left: 5_000_000, reset: 0)
            let isUrgent = budget.note(signal, of: ticket, now: start)
            #expect(!isUrgent)
            budget.close(ticket, now: start)
        }
        #expect(budget.cost(.create) == 10_000)
        try answer(801)
        #expect(budget.cost(.create) == 81)
        try answer(3000)
        #expect(budget.cost(.create) == 300)
        try answer(2200)
        #expect(budget.cost(.create) == 290)
        try answer(2890)
        #expect(budget.cost(.create) == 289)
        #expect(budget.cost(.change) == 10_000)
        // The window holds what was measured, not what was expected.
        #expect(budget.complexity.used == 801 + 3000 + 2200 + 2890)
    }

    @Test func `the complexity that monday says is left holds, and reads and writes each hear their own`() throws {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil)
        let ticket = try sent(&budget, limits, Demand(.create))
        var signal = LimitSignal(.create)
        signal.complexity = LimitSignal.Complexity(cost: 10_000, left: 15_000, reset: 20_000)
        _ = budget.note(signal, of: ticket, now: start)
        #expect(isGranted(grant(&budget, Demand(.create), limits)))
        #expect(grant(&budget, Demand(.create), limits) == .wait(until: start + 20_000))
        #expect(isGranted(grant(&budget, Demand(.lookUp), limits)))
        #expect(isGranted(grant(&budget, Demand(.create), limits, at: start + 20_000)))
    }

    // MARK: Headers

    @Test func `what is left of monday's minute holds, less what monday may not have counted yet`() throws {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(requestsPerMinute: 1000, mutationsPerMinuteAndBoard: nil, concurrency: 40)
        let before = try sent(&budget, limits)
        let asked = try sent(&budget, limits)
        let after = try sent(&budget, limits)
        budget.close(after, now: start)
        var signal = LimitSignal(.other)
        signal.requests = LimitSignal.Window(remaining: 4, reset: 30_000)
        _ = budget.note(signal, of: asked, now: start)
        // Two of the four may be the ones before and after it.
        #expect(isGranted(grant(&budget, limits)) && isGranted(grant(&budget, limits)))
        #expect(grant(&budget, limits) == .wait(until: start + 30_000))
        budget.close(before, now: start)
        #expect(grant(&budget, limits) == .wait(until: start + 30_000))
        #expect(isGranted(grant(&budget, limits, at: start + 30_000)))
    }

    @Test(arguments: [(50, nil, 50), (5000, nil, 100), (50, 120_000, 25), (0, nil, 1)])
    func `a quota below ours lowers ours, and one above changes nothing`(quota: Int, length: Int?, most: Int) throws {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(requestsPerMinute: 100, mutationsPerMinuteAndBoard: nil)
        let ticket = try sent(&budget, limits)
        var signal = LimitSignal(.other)
        signal.requests = LimitSignal.Window(quota: quota, length: length)
        _ = budget.note(signal, of: ticket, now: start)
        budget.close(ticket, now: start)
        var granted = 1
        while isGranted(grant(&budget, limits)) { granted += 1 }
        #expect(granted == most)
    }

    @Test func `concurrency follows monday's quota, its last free place and its refusal, and recovers`() throws {
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil, concurrency: 10)
        func most(_ change: (inout LimitSignal) -> Void, later: Int64 = 10_000) throws -> Int {
            var budget = AccountBudget()
            let tickets = try (0..<6).map { _ in try sent(&budget, limits) }
            var signal = LimitSignal(.other)
            change(&signal)
            _ = budget.note(signal, of: tickets[0], now: start)
            for ticket in tickets { budget.close(ticket, now: start) }
            var count = 0
            while isGranted(budget.admit(Demand(), since: start, within: limits, now: start + later)) { count += 1 }
            return count
        }
        #expect(try most { _ in } == 10)
        #expect(try most { $0.concurrency = LimitSignal.Window(remaining: 3, quota: 4) } == 4)
        #expect(try most { $0.concurrency = LimitSignal.Window(remaining: 0, quota: 40) } == 6)
        #expect(try most { $0.refusal = .concurrency } == 3)
        #expect(try most({ $0.refusal = .concurrency }, later: 300_000) == 10)
    }

    // MARK: Refusals

    @Test(
        arguments: [
            (LimitSignal.Refusal.minute, 38_000, 38_000, Parking.Reason.minute), (.minute, nil, 60_000, .minute),
            (.complexity, 22_000, 22_000, .complexity), (.address, 1000, 1000, .address),
            (.other, nil, 60_000, .server),
            (.unavailable, 7000, 7000, .server), (.concurrency, 15_000, 15_000, .concurrency),
            (.concurrency, nil, 5000, .concurrency),
        ] as [(LimitSignal.Refusal, Int?, Int64, Parking.Reason)])
    func `a refusal parks the account for as long as monday says`(
        refusal: LimitSignal.Refusal, wait: Int?, parked: Int64, reason: Parking.Reason
    ) throws {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: nil)
        let ticket = try sent(&budget, limits)
        var signal = LimitSignal(.other)
        (signal.refusal, signal.wait, signal.isRefusedWhole) = (refusal, wait, true)
        let isUrgent = budget.note(signal, of: ticket, now: start)
        #expect(isUrgent)
        budget.close(ticket, now: start)
        // It cost a tenth of a request.
        #expect(budget.spent(now: start) == 1)
        #expect(budget.parked(within: limits, now: start) == Parking(until: start + parked, reason: reason))
        #expect(grant(&budget, Demand(lane: .manual), limits) == .wait(until: start + parked))
        #expect(isGranted(grant(&budget, limits, at: start + parked)))
    }

    @Test func `a day that monday says is used up ends at midnight, whatever wait it names`() throws {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits()
        var signal = LimitSignal(.other)
        (signal.refusal, signal.wait) = (.day, 3_599_000)
        _ = budget.note(signal, of: nil, now: start)
        let midnight = AccountBudget.midnight(after: start)
        #expect(grant(&budget, limits) == .wait(until: midnight))
        // Just behind midnight it is monday's clock that is late, and a whole day would be lost.
        _ = budget.note(signal, of: nil, now: midnight + 2000)
        #expect(grant(&budget, limits, at: midnight + 3000) == .wait(until: midnight + 600_000))
        _ = budget.note(signal, of: nil, now: midnight + 600_000)
        #expect(grant(&budget, limits, at: midnight + 600_000) == .wait(until: midnight + 86_400_000))
    }

    @Test(arguments: [RequestKind.bulk, .bulkStart])
    func `a bulk job that is refused keeps bulk jobs back, and nothing else`(kind: RequestKind) {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits()
        var signal = LimitSignal(kind)
        (signal.refusal, signal.wait) = (.minute, 1_800_000)
        let isUrgent = budget.note(signal, of: nil, now: start)
        #expect(isUrgent)
        #expect(budget.bulkRoom(within: limits, now: start) == BulkRoom(rows: 0, moreAt: start + 1_800_000))
        #expect(isGranted(grant(&budget, limits)))
        #expect(budget.bulkRoom(within: limits, now: start + 1_800_000).rows == 19_000)
    }

    @Test func `the start of a bulk job is one mutation of its board, and looking at it is none`() {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits()
        #expect(isGranted(grant(&budget, Demand(.create, board: "1", members: 40, isWhole: true), limits)))
        #expect(!isGranted(grant(&budget, Demand(.bulkStart, board: "1"), limits)))
        #expect(isGranted(grant(&budget, Demand(.bulkStart, board: "2"), limits)))
        #expect(isGranted(grant(&budget, Demand(.bulk, board: "1"), limits)))
    }

    // MARK: Days and clocks

    @Test func `only complexity costs a tenth of a request`() {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(requestsPerDay: 1)
        for _ in 0..<10 { #expect(isGranted(grant(&budget, Demand(.complexity), limits))) }
        #expect(grant(&budget, Demand(.complexity), limits) == .wait(until: AccountBudget.midnight(after: start)))
    }

    @Test func `a clock that is set back forgets nothing of what went out`() {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(requestsPerMinute: 2, requestsPerDay: 3)
        for _ in 0..<2 { _ = grant(&budget, limits) }
        let yesterday = start - 86_400_000
        let free = yesterday + RateWindow.aftermath + minute
        #expect(grant(&budget, limits, at: yesterday) == .wait(until: free))
        #expect(isGranted(grant(&budget, limits, at: free)))
        #expect(grant(&budget, limits, at: free) == .wait(until: AccountBudget.midnight(after: yesterday)))
    }

    @Test func `whoever fills a board waits for half a request's worth, but a minute at most`() {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(mutationsPerMinuteAndBoard: 40)
        func ask(_ lane: Lane, since: Int64, at now: Int64) -> AccountBudget.Admission {
            let demand = Demand(.change, lane: lane, board: "1", members: 40)
            let admission = budget.admit(demand, since: since, within: limits, now: now)
            if case .granted(let ticket, _) = admission { budget.close(ticket, now: now) }
            return admission
        }
        #expect(isGranted(grant(&budget, Demand(.change, board: "1", members: 15), limits)))
        #expect(isGranted(grant(&budget, Demand(.change, board: "1", members: 6), limits, at: start + 50_000)))
        #expect(ask(.backfill, since: start + 51_000, at: start + 51_000) == .waitForBoard(until: start + 60_000))
        #expect(ask(.backfill, since: start - 5000, at: start + 54_999) == .waitForBoard(until: start + 55_000))
        #expect(ask(.backfill, since: start - 5000, at: start + 55_000) == .granted(ticket: 3, members: 19))
        #expect(ask(.live, since: start, at: start + 55_000) == .waitForBoard(until: start + 60_000))
        #expect(ask(.live, since: start, at: start + 60_000) == .granted(ticket: 4, members: 15))
        // Two thirds of a request go out at once, and a rest that is itself small too.
        #expect(ask(.backfill, since: start + 110_000, at: start + 110_000) == .waitForBoard(until: start + 115_000))
        let rest = Demand(.change, lane: .backfill, board: "1", members: 8)
        #expect(grant(&budget, rest, limits, at: start + 110_000) == .granted(ticket: 5, members: 6))
    }

    @Test(arguments: [
        (40, 25, 40), (60, 25, 30), (100, 25, 25), (1000, 25, 25), (10, 25, 10), (40, 100, 40), (99, 50, 99),
        (1, 25, 1),
    ])
    func `a board's minute goes out in equal requests`(limit: Int, wanted: Int, batch: Int) {
        #expect(RateGovernor.Limits(mutationsPerMinuteAndBoard: limit).batch(wanted) == batch)
        #expect(RateGovernor.Limits(mutationsPerMinuteAndBoard: nil).batch(wanted) == wanted)
    }

    @Test func `the whole state of an account with ten busy boards stays small`() throws {
        var budget = AccountBudget()
        let limits = RateGovernor.Limits(requestsPerMinute: 5000, mutationsPerMinuteAndBoard: 2000)
        for step in 0..<6000 {
            let demand = Demand(.change, board: "18002345\(step % 10)", members: 1)
            _ = grant(&budget, demand, limits, at: start + Int64(step) * 10)
        }
        #expect(budget.boards.count == 10)
        let json = try JSONEncoder().encode(budget)
        #expect(json.count < 20_000)
        #expect(try JSONDecoder().decode(AccountBudget.self, from: json).boards == budget.boards)
    }

    @Test func `a state of an earlier version, of which only the day is known, is read`() throws {
        let json = Data(#"{"today":{"number":20833,"tenths":70}}"#.utf8)
        let budget = try JSONDecoder().decode(AccountBudget.self, from: json)
        #expect(budget == AccountBudget(today: AccountBudget.Day(number: 20_833, tenths: 70)))
        #expect(budget.spent(now: start) == 70)
    }
}
