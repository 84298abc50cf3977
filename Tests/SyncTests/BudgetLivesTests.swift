import Foundation
import Testing

@testable import Sync

/// A relay that is killed at every step, before a server that counts strictly: it is never refused.
struct BudgetLivesTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `however often the relay dies, the server never sees more than its limits`(seed: UInt64) throws {
        var life = Life(seed: seed)
        for _ in 0..<1500 { try life.step() }
        let server = life.server
        #expect(life.deaths > 5)
        #expect(server.requests.count > 60)
        #expect(server.refusals(of: server.requests, limit: Life.limits.requestsPerMinute) == 0)
        for (board, mutations) in server.mutations {
            #expect(
                server.refusals(of: mutations, limit: Life.limits.mutationsPerMinuteAndBoard) == 0, "board \(board)")
        }
        #expect(server.busiestDay <= Life.limits.requestsPerDay ?? 0)
    }

    @Test func `a server that counts more than its limit is found out`() {
        var server = StrictServer()
        for moment in [0, 30_000, 59_999, 60_000] as [Int64] { server.requests.append((moment, 1)) }
        #expect(server.refusals(of: server.requests, limit: 4) == 0)
        #expect(server.refusals(of: server.requests, limit: 3) == 0)
        #expect(server.refusals(of: server.requests, limit: 2) > 0)
    }
}

/// What the server counted, and whether it would have refused any of it.
private struct StrictServer {
    var requests: [(at: Int64, count: Int)] = []
    var mutations: [String: [(at: Int64, count: Int)]] = [:]

    var busiestDay: Int { Dictionary(grouping: requests) { $0.at / 86_400_000 }.values.map(\.count).max() ?? 0 }

    /// By a window that slides, and by one that begins with the first event behind the one before.
    func refusals(of events: [(at: Int64, count: Int)], limit: Int?) -> Int {
        guard let limit else { return 0 }
        let events = events.sorted { $0.at < $1.at }
        var refusals = 0
        var (began, inFixed) = (Int64.min, 0)
        var (first, inSliding) = (0, 0)
        for event in events {
            if began == .min || event.at >= began + 60_000 { (began, inFixed) = (event.at, 0) }
            inFixed += event.count
            inSliding += event.count
            while events[first].at <= event.at - 60_000 {
                inSliding -= events[first].count
                first += 1
            }
            if inFixed > limit || inSliding > limit { refusals += 1 }
        }
        return refusals
    }
}

/// A relay without its tasks: the queue, the budget, what is saved, and requests on their way.
private struct Life {
    static let limits = RateGovernor.Limits(
        requestsPerMinute: 12, requestsPerDay: 400, mutationsPerMinuteAndBoard: 40, concurrency: 3,
        complexityPerMinute: 2_000_000)

    private struct UnderWay {
        let ticket: Int
        let answeredAt: Int64
    }

    private var random: SplitMix
    private var now: Int64 = 1_800_000_000_000
    private var budget = AccountBudget()
    private var saved = Data()
    private var waiting = WaitingRequests()
    private var count = 0
    private var underWay: [UnderWay] = []
    private var last = 0
    private(set) var server = StrictServer()
    private(set) var deaths = 0

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func step() throws {
        if count < 6, chance(70) { ask() }
        switch waiting.next(&budget, within: Self.limits, now: now) {
        case .go(let id, let ticket, let members):
            count -= 1
            if chance(2) { return try die() }
            saved = try JSONEncoder().encode(budget)
            if chance(2) { return try die() }
            send(id, ticket, members)
            if chance(3) { try die() }
        case .wait(let until):
            let next = [until, underWay.map(\.answeredAt).min(), now + 40_000].compactMap(\.self).min() ?? now
            now = max(now, chance(50) ? next : Int64.random(in: now...max(now, next), using: &random))
            answer()
            if chance(2) { try die() }
        }
    }

    private var demands: [Int: Demand] = [:]

    private mutating func ask() {
        last += 1
        count += 1
        let lane = Lane.allCases.randomElement(using: &random) ?? .live
        let demand = Demand(
            chance(70) ? .create : .lookUp, lane: lane, board: chance(50) ? "1" : "2",
            members: Int.random(in: 1...60, using: &random), isWhole: chance(10))
        let cut = Demand(
            demand.kind, lane: lane, board: demand.board, members: min(demand.members, 40), isWhole: demand.isWhole)
        demands[last] = cut
        waiting.add(cut, id: last, now: now)
    }

    private mutating func send(_ id: Int, _ ticket: Int, _ members: Int) {
        guard let demand = demands.removeValue(forKey: id) else { return }
        let seen = now + Int64.random(in: 0...3000, using: &random)
        let answered = seen + Int64.random(in: 0...(chance(5) ? 90_000 : 2000), using: &random)
        // A day's last request may be seen on the next one, which takes it like any other.
        server.requests.append((seen, 1))
        if demand.kind.writesItems { server.mutations[demand.board, default: []].append((seen, members)) }
        underWay.append(UnderWay(ticket: ticket, answeredAt: answered))
    }

    private mutating func answer() {
        for each in underWay where each.answeredAt <= now { budget.close(each.ticket, now: now) }
        underWay.removeAll { $0.answeredAt <= now }
    }

    /// The next life knows what was saved, and starts some time later.
    private mutating func die() throws {
        deaths += 1
        now += Int64.random(in: 0...(chance(30) ? 100_000 : 500), using: &random)
        budget = saved.isEmpty ? AccountBudget() : try JSONDecoder().decode(AccountBudget.self, from: saved)
        budget.recover(now: now)
        (waiting, underWay, count, demands) = (WaitingRequests(), [], 0, [:])
    }
}
