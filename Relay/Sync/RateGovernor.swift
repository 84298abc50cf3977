/// Keeps one monday account within its limits, for all its boards together.
///
/// It never refuses: it makes callers wait. What the server says can only make it stricter.
package actor RateGovernor {
    /// The limits of an account; `nil` for none.
    package struct Limits: Sendable, Hashable {
        package var requestsPerMinute: Int?
        package var requestsPerDay: Int?
        package var mutationsPerMinuteAndBoard: Int?
        /// How many requests may be under way at once.
        package var concurrency: Int

        package init(
            requestsPerMinute: Int? = nil, requestsPerDay: Int? = nil, mutationsPerMinuteAndBoard: Int? = 40,
            concurrency: Int = 4
        ) {
            self.requestsPerMinute = requestsPerMinute
            self.requestsPerDay = requestsPerDay
            self.mutationsPerMinuteAndBoard = mutationsPerMinuteAndBoard
            self.concurrency = concurrency
        }
    }

    /// What went out on one of monday's days.
    package struct Day: Sendable, Hashable, Codable {
        /// Days since 1970, in UTC.
        package var number: Int64
        package var requests: Int

        package init(number: Int64, requests: Int) {
            self.number = number
            self.requests = requests
        }

        /// Whether a moment, in milliseconds since 1970, is on this day.
        package func contains(_ moment: Int64) -> Bool { moment / RateGovernor.day == number }
    }

    private static let minute: Int64 = 60_000
    private static let day: Int64 = 86_400_000

    private let limits: Limits
    private let time: any TimeSource
    private var requests: RateWindow?
    private var mutations: [String: RateWindow] = [:]
    private var pausedUntil: Int64 = 0
    private var today = Day(number: 0, requests: 0)
    private var underWay = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Makes a governor.
    ///
    /// - Parameters:
    ///   - limits: the account's limits.
    ///   - time: the wall clock.
    package init(limits: Limits, time: any TimeSource) {
        self.limits = limits
        self.time = time
        requests = limits.requestsPerMinute.map { RateWindow(limit: $0, milliseconds: Self.minute) }
    }

    /// Waits until mutations of a board may be sent.
    ///
    /// - Parameters:
    ///   - count: how many are wanted, at least 1.
    ///   - boardID: the board.
    /// - Returns: how many may go into the next request: at least 1, at most `count`.
    /// - Throws: `CancellationError`.
    package func admitMutations(_ count: Int, boardID: String) async throws -> Int {
        guard let limit = limits.mutationsPerMinuteAndBoard else { return count }
        while true {
            switch mutations[boardID, default: RateWindow(limit: limit, milliseconds: Self.minute)]
                .take(count, now: time.now)
            {
            case .granted(let granted): return granted
            case .wait(let until): try await time.sleep(until: until)
            }
        }
    }

    /// What went out today, as far as this governor and the one before it know.
    package var spent: Day { today }

    /// Goes on counting where the relay before this one stopped.
    package func resume(_ day: Day) {
        if day.number > today.number {
            today = day
        } else if day.number == today.number {
            today.requests += day.requests
        }
    }

    /// Gives back mutations that were granted and not sent.
    package func giveBack(mutations count: Int, boardID: String) {
        mutations[boardID]?.giveBack(count)
    }

    /// Runs one request when the account's limits allow it.
    ///
    /// - Parameter body: sends the request.
    /// - Returns: what the body returns.
    /// - Throws: `CancellationError` while waiting; the body was not run then.
    package func request<Value: Sendable>(_ body: @Sendable () async -> Value) async throws -> Value {
        // The turn comes first, so that a request is counted, and held back by a pause, at the moment it goes out.
        await enter()
        defer { leave() }
        try await admitRequest()
        return await body()
    }

    /// Sends nothing before a moment: the server said so.
    ///
    /// - Parameter moment: milliseconds since 1970; an earlier one than is set changes nothing.
    package func pause(until moment: Int64) {
        pausedUntil = max(pausedUntil, moment)
    }

    private func admitRequest() async throws {
        while true {
            try Task.checkCancellation()
            let now = time.now
            if now < pausedUntil {
                try await time.sleep(until: pausedUntil)
                continue
            }
            if now / Self.day != today.number { today = Day(number: now / Self.day, requests: 0) }
            if let most = limits.requestsPerDay, today.requests >= most {
                // Monday's day ends at 00:00 UTC.
                try await time.sleep(until: (today.number + 1) * Self.day)
                continue
            }
            if case .wait(let until)? = requests?.take(1, now: now) {
                try await time.sleep(until: until)
                continue
            }
            today.requests += 1
            return
        }
    }

    private func enter() async {
        if underWay < limits.concurrency {
            underWay += 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty {
            underWay -= 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
