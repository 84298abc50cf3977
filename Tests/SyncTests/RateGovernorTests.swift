import Synchronization
import Testing

@testable import Sync

@Suite(.timeLimit(.minutes(5)))
struct RateGovernorTests {
    private let time = ManualTime()

    private func governor(
        requestsPerMinute: Int? = nil, requestsPerDay: Int? = nil, mutations: Int? = nil, concurrency: Int = 4
    ) -> RateGovernor {
        RateGovernor(
            limits: RateGovernor.Limits(
                requestsPerMinute: requestsPerMinute, requestsPerDay: requestsPerDay,
                mutationsPerMinuteAndBoard: mutations, concurrency: concurrency),
            time: time)
    }

    /// When each of so many requests, one after the other, went out.
    private func moments(_ count: Int, _ governor: RateGovernor) async throws -> [Int64] {
        var moments: [Int64] = []
        for _ in 0..<count { moments.append(try await governor.request { time.now }) }
        return moments
    }

    @Test func `as many requests as may be are under way at once, and no more`() async throws {
        let governor = governor(concurrency: 3)
        let meeting = Meeting(of: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<21 {
                group.addTask { try await governor.request { await meeting.attend() } }
            }
            try await group.waitForAll()
        }
        #expect(await meeting.most == 3)
        #expect(await meeting.count == 21)
    }

    @Test func `a minute takes so many requests of the account and no more`() async throws {
        let start = time.now
        let moments = try await moments(7, governor(requestsPerMinute: 3)).map { $0 - start }
        #expect(moments == [0, 0, 0, 60_000, 60_000, 60_000, 120_000])
    }

    @Test func `a day takes so many requests, and the next one begins at midnight UTC`() async throws {
        let day: Int64 = 86_400_000
        let start = time.now
        let midnight = (start / day + 1) * day
        let governor = governor(requestsPerDay: 2)
        #expect(try await moments(5, governor) == [start, start, midnight, midnight, midnight + day])
        time.advance(milliseconds: 5 * day)
        #expect(try await moments(3, governor).map { $0 / day - midnight / day } == [6, 6, 7])
    }

    @Test func `a governor goes on counting where the one before it stopped`() async throws {
        let day: Int64 = 86_400_000
        let (start, today) = (time.now, time.now / day)
        let store = MemoryBudgets()
        store.budgets.withLock { $0["m"] = AccountBudget(today: AccountBudget.Day(number: today - 1, tenths: 1000)) }
        let limits = RateGovernor.Limits(requestsPerDay: 3)
        let first = try RateGovernor(limits: limits, time: time, account: "m", store: store)
        _ = try await moments(2, first)
        let second = try RateGovernor(limits: limits, time: time, account: "m", store: store)
        #expect(await second.spent == 20)
        #expect(try await moments(2, second) == [start, (today + 1) * day])
        let other = try RateGovernor(limits: limits, time: time, account: "n", store: store)
        #expect(await other.spent == 0)
    }

    @Test func `a day that ends takes what was not used with it`() async throws {
        let governor = governor(requestsPerDay: 2)
        _ = try await moments(1, governor)
        time.advance(milliseconds: 86_400_000)
        let start = time.now
        #expect(try await moments(2, governor) == [start, start])
        #expect(try await moments(1, governor)[0] > start)
    }

    @Test func `nothing goes out before the moment that the server set, and an earlier one changes nothing`()
        async throws
    {
        let governor = governor()
        let start = time.now
        await governor.pause(until: start + 58_000)
        await governor.pause(until: start + 1000)
        #expect(try await moments(2, governor) == [start + 58_000, start + 58_000])
    }

    @Test func `a request that waits for its turn waits for the pause too`() async throws {
        let governor = governor(concurrency: 1)
        let start = time.now
        let answer = Latch()
        let first = Task.immediate { try await governor.request { await answer.wait() } }
        let second = Task.immediate { try await governor.request { time.now } }
        await governor.pause(until: start + 58_000)
        await answer.open()
        try await first.value
        #expect(try await second.value == start + 58_000)
    }

    @Test func `requests that waited for their turn do not make a minute fuller than it may be`() async throws {
        let governor = governor(requestsPerMinute: 2, concurrency: 1)
        let start = time.now
        let answer = Latch()
        let first = Task.immediate { try await governor.request { await answer.wait() } }
        let second = Task.immediate { try await governor.request { time.now } }
        await governor.pause(until: 0)
        time.advance(milliseconds: 59_000)
        await answer.open()
        try await first.value
        #expect(try await second.value == start + 59_000)
        // The first counts until a minute after its answer: when monday counted it, only monday knows.
        #expect(try await moments(2, governor) == [start + 119_000, start + 119_000])
    }

    @Test func `a request that is called off while it waits is not sent and holds nobody up`() async throws {
        let governor = governor(requestsPerMinute: 1, concurrency: 1)
        _ = try await moments(1, governor)
        let sent = Mutex(false)
        let waiting = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await governor.request { sent.withLock { $0 = true } }
        }
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(!sent.withLock { $0 })
        let start = time.now
        #expect(try await moments(1, governor) == [start + 60_000])
    }

    /// How many mutations of a board are granted in one request.
    private func granted(
        _ members: Int, on board: String = "1", lane: Lane = .live, isWhole: Bool = false, _ governor: RateGovernor
    ) async throws -> Int {
        let demand = Demand(.change, lane: lane, board: board, members: members, isWhole: isWhole)
        return try await governor.request(demand) { $0 }
    }

    @Test func `mutations are counted for each board, and fewer are granted before none are`() async throws {
        let governor = governor(mutations: 40)
        let start = time.now
        #expect(try await granted(30, governor) == 30)
        #expect(try await granted(30, governor) == 10)
        #expect(try await granted(30, on: "2", governor) == 30)
        #expect(time.now == start)
        #expect(try await granted(5, governor) == 5)
        #expect(time.now == start + 60_000)
    }

    @Test func `mutations that were not sent can be granted again, and a request that was not sent costs nothing`()
        async throws
    {
        let governor = governor(requestsPerMinute: 2, requestsPerDay: 2, mutations: 10)
        let start = time.now
        let demand = Demand(.change, board: "1", members: 10)
        _ = try await governor.request(demand) { _ in await governor.shrink(to: 6) }
        #expect(await governor.spent == 10)
        _ = try await governor.request(demand) { granted in
            #expect(granted == 4)
            await governor.shrink(to: 0)
        }
        #expect(await governor.spent == 10)
        #expect(try await granted(10, governor) == 4)
        #expect(time.now == start)
        // Outside of a request there is nothing to make smaller.
        await governor.shrink(to: 0)
        #expect(await governor.spent == 20)
    }

    @Test func `without a limit everything is granted`() async throws {
        let governor = RateGovernor(
            limits: RateGovernor.Limits(mutationsPerMinuteAndBoard: nil, complexityPerRequest: nil), time: time)
        #expect(try await granted(1_000_000, governor) == 1_000_000)
        let start = time.now
        #expect(try await moments(500, governor).allSatisfy { $0 == start })
    }

    @Test func `a replay goes out whole, when there is room for all of it`() async throws {
        let governor = governor(mutations: 40)
        let start = time.now
        #expect(try await granted(15, governor) == 15)
        #expect(try await granted(30, lane: .settling, isWhole: true, governor) == 30)
        #expect(time.now == start + 60_000)
        // One that is larger than the limit is has the whole of a window.
        #expect(try await granted(100, isWhole: true, governor) == 100)
        #expect(time.now == start + 120_000)
    }

    @Test func `a request is saved before it goes out, and not sent where that fails`() async throws {
        let store = MemoryBudgets()
        let governor = try RateGovernor(
            limits: RateGovernor.Limits(requestsPerDay: 10), time: time, account: "m", store: store)
        let now = time.now
        try await governor.request {
            #expect(store.budgets.withLock { $0["m"]?.spent(now: now) } == 10)
        }
        store.isBroken.withLock { $0 = true }
        let sent = Mutex(false)
        await #expect(throws: MemoryBudgets.Broken.self) {
            try await governor.request { sent.withLock { $0 = true } }
        }
        #expect(!sent.withLock { $0 })
        store.isBroken.withLock { $0 = false }
        try await governor.request {}
        #expect(await governor.spent == 20)
        #expect(store.budgets.withLock { $0["m"]?.spent(now: now) } == 20)
    }

    @Test func `requests that come while one is saved are saved together`() async throws {
        let store = MemoryBudgets()
        let limits = RateGovernor.Limits(concurrency: 8)
        let governor = try RateGovernor(limits: limits, time: time, account: "m", store: store)
        let gate = Latch()
        store.gate.withLock { $0 = gate }
        let requests = (0..<8).map { _ in Task { try await governor.request {} } }
        while await governor.spent < 80 { await Task.yield() }
        await gate.open()
        for request in requests { try await request.value }
        #expect(store.saves.withLock { $0 } == 2)
        #expect(store.budgets.withLock { $0["m"]?.today.tenths } == 80)
    }

    @Test func `an answer corrects the request that it answers, and one beside it is counted too`() async throws {
        let governor = governor(requestsPerMinute: 3)
        let start = time.now
        try await governor.request(Demand(.lookUp)) {
            await governor.observe(LimitSignal(.lookUp))
            // A second page of the same look-up.
            await governor.observe(LimitSignal(.page))
        }
        #expect(await governor.spent == 20)
        #expect(try await moments(2, governor) == [start, start + 60_000])
    }

    @Test func `what monday says holds for the relay after this one too`() async throws {
        let store = MemoryBudgets()
        let limits = RateGovernor.Limits(requestsPerDay: 10)
        let governor = try RateGovernor(limits: limits, time: time, account: "m", store: store)
        var signal = LimitSignal(.change)
        (signal.refusal, signal.wait, signal.isRefusedWhole) = (.day, 3000, true)
        try await governor.request { [signal] in await governor.observe(signal) }
        let next = try RateGovernor(limits: limits, time: time, account: "m", store: store)
        let midnight = AccountBudget.midnight(after: time.now)
        #expect(await next.parked == Parking(until: midnight, reason: .day))
        #expect(try await moments(1, next) == [midnight])
        #expect(await next.parked == nil)
    }

    @Test func `people have a part of the day for themselves`() async throws {
        let governor = RateGovernor(
            limits: RateGovernor.Limits(requestsPerDay: 40, dayReserve: 5), time: time)
        let start = time.now
        #expect(try await moments(38, governor).allSatisfy { $0 == start })
        #expect(await governor.parked?.reason == .day)
        for _ in 0..<2 { #expect(try await governor.request(Demand(lane: .manual)) { time.now } == start) }
        let midnight = AccountBudget.midnight(after: start)
        #expect(try await governor.request(Demand(lane: .manual)) { time.now } == midnight)
    }

    @Test func `what a person waits for on a board uses the day's reserve, and a backfill does not`() async throws {
        let governor = RateGovernor(
            limits: RateGovernor.Limits(requestsPerDay: 40, dayReserve: 5), time: time)
        let start = time.now
        #expect(try await moments(38, governor).allSatisfy { $0 == start })
        let asked = try await governor.asked(for: "1") {
            try await governor.request(Demand(.lookUp, lane: .live, board: "1")) { time.now }
        }
        #expect(asked == start)
        let midnight = AccountBudget.midnight(after: start)
        let backfill = try await governor.asked(for: "1") {
            try await governor.request(Demand(.create, lane: .backfill, board: "1")) { time.now }
        }
        #expect(backfill == midnight)
        let other = RateGovernor(limits: RateGovernor.Limits(requestsPerDay: 40, dayReserve: 5), time: time)
        #expect(try await moments(38, other).allSatisfy { $0 == midnight })
        let unasked = try await other.asked(for: "2") {
            try await other.request(Demand(.change, lane: .live, board: "1")) { time.now }
        }
        #expect(unasked == midnight + 86_400_000, "another board's requests wait")
        await #expect(throws: CancellationError.self) { try await other.asked(for: "1") { throw CancellationError() } }
        #expect(try await moments(38, other).count == 38)
        let ended = try await other.request(Demand(.change, lane: .live, board: "1")) { time.now }
        #expect(ended == midnight + 2 * 86_400_000, "nobody waits for it any more")
    }

    @Test func `bulk jobs have an hour's rows and starts, and what was not written is given back`() async throws {
        let store = MemoryBudgets()
        let limits = RateGovernor.Limits(bulkJobsPerHour: 3, bulkRowsPerHour: 1000)
        let governor = try RateGovernor(limits: limits, time: time, account: "m", store: store)
        let start = time.now
        #expect(await governor.bulkRoom() == BulkRoom(rows: 1000))
        #expect(try await !governor.takeBulk(rows: 1001))
        #expect(try await governor.takeBulk(rows: 900))
        #expect(try await !governor.takeBulk(rows: 101))
        try await governor.giveBackBulk(rows: 400)
        let hour = AccountBudget.bulkHour
        let next = try RateGovernor(limits: limits, time: time, account: "m", store: store)
        #expect(await next.bulkRoom() == BulkRoom(rows: 500, moreAt: start + hour))
        #expect(try await next.takeBulk(rows: 100))
        #expect(try await next.takeBulk(rows: 100))
        #expect(await next.bulkRoom() == BulkRoom(rows: 0, moreAt: start + hour))
        #expect(try await !next.takeBulk(rows: 1))
        time.advance(milliseconds: hour)
        #expect(await next.bulkRoom() == BulkRoom(rows: 1000))
        store.isBroken.withLock { $0 = true }
        await #expect(throws: MemoryBudgets.Broken.self) { _ = try await next.takeBulk(rows: 10) }
        #expect(await next.bulkRoom() == BulkRoom(rows: 1000))
    }
}

/// Budgets in memory, which can be broken.
final class MemoryBudgets: BudgetStore {
    struct Broken: Error {}

    let budgets = Mutex<[String: AccountBudget]>([:])
    let isBroken = Mutex(false)
    let saves = Mutex(0)
    /// What every save waits for.
    let gate = Mutex<Latch?>(nil)

    func budget(of account: String) throws -> AccountBudget? { budgets.withLock { $0[account] } }

    func save(_ budget: AccountBudget, of account: String) async throws {
        if isBroken.withLock({ $0 }) { throw Broken() }
        await gate.withLock { $0 }?.wait()
        saves.withLock { $0 += 1 }
        budgets.withLock { $0[account] = budget }
    }
}

/// Lets nobody go before so many are there, and counts how many were there at once.
private actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var present = 0
    private(set) var most = 0
    private(set) var count = 0

    init(of size: Int) {
        self.size = size
    }

    func attend() async {
        present += 1
        count += 1
        most = max(most, present)
        if waiting.count == size - 1 {
            for each in waiting { each.resume() }
            waiting = []
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        present -= 1
    }
}
