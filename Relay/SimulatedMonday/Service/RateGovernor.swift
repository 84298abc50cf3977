import Foundation

/// Why a limit refuses a request.
struct LimitRefusal: Equatable {
    let code: String
    let message: String
    /// When the client may come again.
    let retryInSeconds: Int
    /// What was asked, left and allowed, for a budget of complexity.
    var complexity: Complexity?

    /// The figures of a budget of complexity.
    struct Complexity: Equatable {
        let cost: Int
        let left: Int
        let limit: Int
    }
}

/// Counts requests, complexity and mutations against the limits of an account.
struct RateGovernor {
    /// What the `complexity` field tells an account without a limit.
    private static let unlimitedComplexity = 10_000_000
    /// When to come again after too many requests at once, as monday's answers say.
    private static let concurrencyRetry = 15

    let limits: SimulatorLimits
    private var minute: LimitWindow
    private var tenSeconds: LimitWindow
    private var complexity: [Budget: LimitWindow] = [:]
    private var creations: LimitWindow
    private var mutations: [String: LimitWindow] = [:]
    private var day: SimulatorClock.Milliseconds = 0
    /// What was used of the day, in tenths of a request.
    private var dayTenths = 0

    /// A budget of complexity: one for personal tokens, two for those of apps.
    private enum Budget {
        case personal
        case appReads
        case appWrites

        init(_ demand: RequestDemand, isApp: Bool) {
            self = !isApp ? .personal : demand.isMutation ? .appWrites : .appReads
        }
    }

    /// Starts without use.
    init(_ limits: SimulatorLimits) {
        self.limits = limits
        minute = LimitWindow(limits.windows)
        tenSeconds = LimitWindow(limits.windows, seconds: 10)
        creations = LimitWindow(limits.windows)
    }

    private func limit(_ budget: Budget) -> Int? {
        budget == .personal ? limits.complexityPerMinute : limits.appComplexityPerMinute
    }

    private func window(_ budget: Budget) -> LimitWindow { complexity[budget] ?? LimitWindow(limits.windows) }

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
        tenSeconds.use(1, now: now)
        let refusal: LimitRefusal? =
            if let limit = limits.requestsPerTenSeconds, tenSeconds.used(now: now) > limit {
                LimitRefusal(
                    code: "IP_RATE_LIMIT_EXCEEDED", message: "IP rate limit exceeded",
                    retryInSeconds: tenSeconds.wait(for: 1, limit: limit, now: now))
            } else if let limit = limits.concurrentRequests, inProgress >= limit {
                LimitRefusal(
                    code: "MAX_CONCURRENCY_EXCEEDED", message: "Too many concurrent requests",
                    retryInSeconds: Self.concurrencyRetry)
            } else if let limit = limits.requestsPerMinute, minute.used(now: now) > limit {
                LimitRefusal(
                    code: "MINUTE_RATE_LIMIT_EXCEEDED", message: "Minute rate limit exceeded",
                    retryInSeconds: minute.wait(for: 1, limit: limit, now: now))
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
    ///   - isApp: Whether its token is that of an app.
    ///   - now: The time.
    /// - Returns: Why it is refused, with nothing counted; `nil` for one that may run.
    mutating func admit(
        _ demand: RequestDemand, isApp: Bool, now: SimulatorClock.Milliseconds
    ) -> LimitRefusal? {
        let budget = Budget(demand, isApp: isApp)
        let refusal = refusal(of: demand, budget, now: now)
        // A request that a limit refuses, and one that asks nothing but its complexity, is a tenth of one in the day.
        if refusal != nil || demand.asksComplexityOnly { dayTenths -= 9 }
        guard refusal == nil else { return refusal }
        complexity[budget, default: LimitWindow(limits.windows)].use(demand.complexity, now: now)
        creations.use(demand.boardCreations, now: now)
        for (board, count) in demand.mutationsByBoard {
            mutations[board, default: LimitWindow(limits.windows)].use(count, now: now)
        }
        return nil
    }

    private func refusal(
        of demand: RequestDemand, _ budget: Budget, now: SimulatorClock.Milliseconds
    ) -> LimitRefusal? {
        let (window, limit) = (window(budget), limit(budget))
        let left = limit.map { max(0, $0 - window.used(now: now)) }
        let bound = [limits.complexityPerRequest, left].compactMap(\.self).min()
        if let bound, demand.complexity > bound {
            return LimitRefusal(
                code: "COMPLEXITY_BUDGET_EXHAUSTED", message: "Complexity budget exhausted",
                retryInSeconds: window.wait(for: demand.complexity, limit: limit ?? 0, now: now),
                complexity: .init(cost: demand.complexity, left: left ?? 0, limit: limit ?? bound))
        }
        if let limit = limits.boardCreationsPerMinute, creations.used(now: now) + demand.boardCreations > limit {
            return callLimit("create_board", creations, demand.boardCreations, limit, now: now)
        }
        guard let limit = limits.boardMutationsPerMinute else { return nil }
        for (board, count) in demand.mutationsByBoard.sorted(by: { $0.key < $1.key }) {
            let window = mutations[board] ?? LimitWindow(limits.windows)
            if window.used(now: now) + count > limit {
                return callLimit(demand.mutationName, window, count, limit, now: now)
            }
        }
        return nil
    }

    /// monday's words are those of its old answers ("Call limit exceeded for CreateBoard"); the code is not documented.
    private func callLimit(
        _ field: String, _ window: LimitWindow, _ count: Int, _ limit: Int, now: SimulatorClock.Milliseconds
    ) -> LimitRefusal {
        let name = field.split(separator: "_").map(\.capitalized).joined()
        return LimitRefusal(
            code: "RATE_LIMIT_EXCEEDED", message: "Call limit exceeded for \(name)",
            retryInSeconds: window.wait(for: count, limit: limit, now: now))
    }

    /// What the `complexity` field answers for a request, asked before it is counted.
    func report(_ demand: RequestDemand, isApp: Bool, now: SimulatorClock.Milliseconds) -> ComplexityReport {
        let budget = Budget(demand, isApp: isApp)
        let (window, limit) = (window(budget), limit(budget))
        let before = limit.map { max(0, $0 - window.used(now: now)) } ?? Self.unlimitedComplexity
        let left = window.secondsLeft(now: now)
        return ComplexityReport(
            before: before, query: demand.complexity, after: max(0, before - demand.complexity),
            resetInSeconds: left == 0 ? 60 : left)
    }

    /// What is used of the limits that are on, for people.
    ///
    /// - Parameter now: The time.
    /// - Returns: Names with what is used and what is allowed.
    func usage(now: SimulatorClock.Milliseconds) -> [(name: String, used: Int, limit: Int)] {
        let tenths = now / Timestamp.dayInMilliseconds == day ? dayTenths : 0
        let all: [(String, Int, Int?)] = [
            ("Calls a minute", minute.used(now: now), limits.requestsPerMinute),
            ("Calls today", (tenths + 9) / 10, limits.requestsPerDay),
            ("Complexity a minute", window(.personal).used(now: now), limits.complexityPerMinute),
            ("App's reads", window(.appReads).used(now: now), limits.appComplexityPerMinute),
            ("App's writes", window(.appWrites).used(now: now), limits.appComplexityPerMinute),
            ("New boards a minute", creations.used(now: now), limits.boardCreationsPerMinute),
        ]
        return all.compactMap { name, used, limit in limit.map { (name, used, $0) } }
    }

    /// The headers `RateLimit-Policy` and `RateLimit`, with a member per limit that is on.
    ///
    /// - Parameters:
    ///   - inProgress: How many requests are in progress, the answered one included.
    ///   - isApp: Whether the token is that of an app.
    ///   - isMutation: Whether the request writes.
    ///   - now: The time.
    /// - Returns: Both headers; none for an account without limits.
    func headers(
        inProgress: Int, isApp: Bool, isMutation: Bool, now: SimulatorClock.Milliseconds
    ) -> [(name: String, value: String)] {
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
            reset: minuteUsed >= limits.requestsPerMinute ?? .max
                ? minute.wait(for: 1, limit: limits.requestsPerMinute ?? 1, now: now) : nil)
        add(
            "concurrency", limits.concurrentRequests, used: inProgress, policy: ";qu=\"concurrent-requests\"",
            reset: inProgress >= limits.concurrentRequests ?? .max ? Self.concurrencyRetry : nil)
        let budget: Budget = !isApp ? .personal : isMutation ? .appWrites : .appReads
        let left = window(budget).secondsLeft(now: now)
        add(
            "complexityMinute", limit(budget), used: window(budget).used(now: now),
            policy: ";w=60;qu=\"content-bytes\"", reset: left > 0 ? left : nil)
        guard !policies.isEmpty else { return [] }
        return [
            ("RateLimit-Policy", policies.joined(separator: ", ")), ("RateLimit", states.joined(separator: ", ")),
        ]
    }
}
