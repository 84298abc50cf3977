import Sync
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
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

    @Test func `a governor goes on counting the day where the one before it stopped`() async throws {
        let day: Int64 = 86_400_000
        let (start, today) = (time.now, time.now / day)
        let governor = governor(requestsPerDay: 3)
        await governor.resume(RateGovernor.Day(number: today - 1, requests: 100))
        _ = try await moments(1, governor)
        await governor.resume(RateGovernor.Day(number: today, requests: 1))
        #expect(await governor.spent == RateGovernor.Day(number: today, requests: 2))
        #expect(try await moments(2, governor) == [start, (today + 1) * day])
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
        #expect(try await moments(2, governor) == [start + 60_000, start + 119_000])
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

    @Test func `mutations are counted for each board, and fewer are granted before none are`() async throws {
        let governor = governor(mutations: 40)
        let start = time.now
        #expect(try await governor.admitMutations(30, boardID: "1") == 30)
        #expect(try await governor.admitMutations(30, boardID: "1") == 10)
        #expect(try await governor.admitMutations(30, boardID: "2") == 30)
        #expect(time.now == start)
        #expect(try await governor.admitMutations(5, boardID: "1") == 5)
        #expect(time.now == start + 60_000)
    }

    @Test func `mutations that were not sent can be granted again`() async throws {
        let governor = governor(mutations: 10)
        let start = time.now
        #expect(try await governor.admitMutations(10, boardID: "1") == 10)
        await governor.giveBack(mutations: 4, boardID: "1")
        await governor.giveBack(mutations: 4, boardID: "unknown")
        #expect(try await governor.admitMutations(10, boardID: "1") == 4)
        #expect(time.now == start)
    }

    @Test func `without a limit everything is granted`() async throws {
        let governor = governor()
        #expect(try await governor.admitMutations(.max, boardID: "1") == .max)
        let start = time.now
        #expect(try await moments(500, governor).allSatisfy { $0 == start })
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
