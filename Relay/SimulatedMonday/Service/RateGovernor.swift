import Foundation

/// A window that opens with its first use and counts until it closes.
struct LimitWindow {
    /// How long a window is open: a minute.
    static let length: SimulatorClock.Milliseconds = 60_000

    private var openedAt: SimulatorClock.Milliseconds?
    private var used = 0

    /// What was used of the window that is open now.
    func used(now: SimulatorClock.Milliseconds) -> Int { isOpen(now) ? used : 0 }

    /// Seconds until the window closes, rounded up; 0 for a closed one.
    func secondsLeft(now: SimulatorClock.Milliseconds) -> Int {
        guard isOpen(now), let openedAt else { return 0 }
        return Int((openedAt + Self.length - now + 999) / 1000)
    }

    /// Counts a use.
    mutating func use(_ amount: Int, now: SimulatorClock.Milliseconds) {
        if !isOpen(now) { (openedAt, used) = (now, 0) }
        used += amount
    }

    private func isOpen(_ now: SimulatorClock.Milliseconds) -> Bool {
        openedAt.map { $0 <= now && now < $0 + Self.length } ?? false
    }
}

/// Why a limit refuses a request.
struct LimitRefusal: Equatable {
    let code: String
    let message: String
    /// When the client may come again.
    let retryInSeconds: Int
}

/// Counts requests, complexity and mutations against the limits of an account.
struct RateGovernor {
    /// What the `complexity` field tells an account without a limit.
    private static let unlimitedComplexity = 10_000_000
    /// When to come again after too many requests at once, as monday's answers say.
    private static let concurrencyRetry = 15

    let limits: SimulatorLimits
    private var minute = LimitWindow()
    private var complexity = LimitWindow()
    private var creations = LimitWindow()
    private var mutations: [String: LimitWindow] = [:]
    private var day: SimulatorClock.Milliseconds = 0
    /// What was used of the day, in tenths of a request.
    private var dayTenths = 0

    init(_ limits: SimulatorLimits) {
        self.limits = limits
    }

    /// Counts a request as it comes.
    ///
    /// - Parameters:
    ///   - inProgress: How many requests are in progress beside it.
    ///   - now: The time.
    /// - Returns: Why it is refused; `nil` for one that may go on.
    mutating func admit(inProgress: Int, now: SimulatorClock.Milliseconds) -> LimitRefusal? {
        let today = now / Timestamp.dayInMilliseconds
        if today != day { (day, dayTenths) = (today, 0) }
        minute.use(1, now: now)
        let refusal: LimitRefusal? =
            if let limit = limits.concurrentRequests, inProgress >= limit {
                LimitRefusal(
                    code: "MAX_CONCURRENCY_EXCEEDED", message: "Too many concurrent requests",
                    retryInSeconds: Self.concurrencyRetry)
            } else if let limit = limits.requestsPerMinute, minute.used(now: now) > limit {
                LimitRefusal(
                    code: "MINUTE_RATE_LIMIT_EXCEEDED", message: "Minute rate limit exceeded",
                    retryInSeconds: minute.secondsLeft(now: now))
            } else if let limit = limits.requestsPerDay, dayTenths + 10 > limit * 10 {
                LimitRefusal(
                    code: "DAILY_LIMIT_EXCEEDED", message: "Daily limit exceeded",
                    retryInSeconds: Int((Timestamp.nextMidnight(after: now) - now + 999) / 1000))
            } else {
                nil
            }
        dayTenths += refusal == nil ? 10 : 1
        return refusal
    }

    /// Counts what the fields of a request use.
    ///
    /// - Parameters:
    ///   - demand: What the request does.
    ///   - now: The time.
    /// - Returns: Why it is refused, with nothing counted; `nil` for one that may run.
    mutating func admit(_ demand: RequestDemand, now: SimulatorClock.Milliseconds) -> LimitRefusal? {
        let refusal = refusal(of: demand, now: now)
        // A request that a limit refuses, and one that asks nothing but its complexity, is a tenth of one in the day.
        if refusal != nil || demand.asksComplexityOnly { dayTenths -= 9 }
        guard refusal == nil else { return refusal }
        complexity.use(demand.complexity, now: now)
        creations.use(demand.boardCreations, now: now)
        for (board, count) in demand.mutationsByBoard {
            mutations[board, default: LimitWindow()].use(count, now: now)
        }
        return nil
    }

    private func refusal(of demand: RequestDemand, now: SimulatorClock.Milliseconds) -> LimitRefusal? {
        let perRequest = limits.complexityPerRequest.map { demand.complexity > $0 } ?? false
        let perMinute =
            limits.complexityPerMinute.map { complexity.used(now: now) + demand.complexity > $0 } ?? false
        if perRequest || perMinute {
            return LimitRefusal(
                code: "COMPLEXITY_BUDGET_EXHAUSTED", message: "Complexity budget exhausted",
                retryInSeconds: max(1, complexity.secondsLeft(now: now)))
        }
        if let limit = limits.boardCreationsPerMinute, creations.used(now: now) + demand.boardCreations > limit {
            return callLimit("create_board", creations, now: now)
        }
        guard let limit = limits.boardMutationsPerMinute else { return nil }
        for (board, count) in demand.mutationsByBoard.sorted(by: { $0.key < $1.key }) {
            let window = mutations[board] ?? LimitWindow()
            if window.used(now: now) + count > limit { return callLimit(demand.mutationName, window, now: now) }
        }
        return nil
    }

    /// monday's words are those of its old answers ("Call limit exceeded for CreateBoard"); the code is not documented.
    private func callLimit(
        _ field: String, _ window: LimitWindow, now: SimulatorClock.Milliseconds
    ) -> LimitRefusal {
        let name = field.split(separator: "_").map(\.capitalized).joined()
        return LimitRefusal(
            code: "RATE_LIMIT_EXCEEDED", message: "Call limit exceeded for \(name)",
            retryInSeconds: max(1, window.secondsLeft(now: now)))
    }

    /// What the `complexity` field answers for a request of that cost, asked before it is counted.
    func report(cost: Int, now: SimulatorClock.Milliseconds) -> ComplexityReport {
        let budget = limits.complexityPerMinute ?? Self.unlimitedComplexity
        let used = limits.complexityPerMinute == nil ? 0 : complexity.used(now: now)
        let left = complexity.secondsLeft(now: now)
        return ComplexityReport(
            before: budget - used, query: cost, after: max(0, budget - used - cost),
            resetInSeconds: left == 0 ? Int(LimitWindow.length / 1000) : left)
    }

    /// The headers `RateLimit-Policy` and `RateLimit`, with a member per limit that is on.
    ///
    /// - Parameters:
    ///   - inProgress: How many requests are in progress, the answered one included.
    ///   - now: The time.
    /// - Returns: Both headers; none for an account without limits.
    func headers(inProgress: Int, now: SimulatorClock.Milliseconds) -> [(name: String, value: String)] {
        var policies: [String] = []
        var states: [String] = []
        func add(_ name: String, _ limit: Int?, used: Int, policy: String, reset: Int?) {
            guard let limit else { return }
            let left = max(0, limit - used)
            policies.append("\"\(name)\";q=\(limit)\(policy)")
            states.append("\"\(name)\";r=\(left)" + (reset.map { ";t=\($0)" } ?? ""))
        }
        let minuteUsed = minute.used(now: now)
        add(
            "minuteRate", limits.requestsPerMinute, used: minuteUsed, policy: ";w=60",
            reset: minuteUsed >= limits.requestsPerMinute ?? .max ? minute.secondsLeft(now: now) : nil)
        add(
            "concurrency", limits.concurrentRequests, used: inProgress, policy: ";qu=\"concurrent-requests\"",
            reset: inProgress >= limits.concurrentRequests ?? .max ? Self.concurrencyRetry : nil)
        let isComplexityOpen = complexity.secondsLeft(now: now) > 0
        add(
            "complexityMinute", limits.complexityPerMinute, used: complexity.used(now: now),
            policy: ";w=60;qu=\"content-bytes\"", reset: isComplexityOpen ? complexity.secondsLeft(now: now) : nil)
        guard !policies.isEmpty else { return [] }
        return [
            ("RateLimit-Policy", policies.joined(separator: ", ")), ("RateLimit", states.joined(separator: ", ")),
        ]
    }
}
