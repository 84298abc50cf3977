import Monday
import Sync

extension LimitSignal {
    /// Brings what an answer says of limits into the engine's words.
    ///
    /// - Parameters:
    ///   - call: what was asked.
    ///   - answer: what came.
    init(_ call: MondayCall, _ answer: MondayAnswer) {
        self.init(RequestKind(rawValue: call.operation) ?? .other, members: call.members)
        complexity = answer.complexity.map {
            Complexity(cost: $0.query, left: $0.after, reset: $0.reset.wholeMilliseconds)
        }
        requests = answer.limits.windows["minuteRate"].map(Window.init)
        concurrency = answer.limits.windows["concurrency"].map(Window.init)
        complexityMinute = answer.limits.windows["complexityMinute"].map(Window.init)
        isRefusedWhole = answer.data == nil
        for failure in answer.errors {
            guard case .rateLimited(let wait, let scope) = failure.kind else { continue }
            // Of several refusals the day's lasts longest.
            if refusal != .day { refusal = Refusal(scope) }
            self.wait = [self.wait, wait?.wholeMilliseconds].compactMap(\.self).max()
        }
        if refusal == nil, answer.status >= 500, let wait = answer.limits.retryAfter {
            refusal = .unavailable
            self.wait = wait.wholeMilliseconds
        }
    }
}

extension LimitSignal.Window {
    fileprivate init(_ window: RateLimits.Window) {
        self.init(
            remaining: window.remaining, reset: window.reset?.wholeMilliseconds, quota: window.quota,
            length: window.length?.wholeMilliseconds)
    }
}

extension LimitSignal.Refusal {
    fileprivate init(_ scope: MondayFailure.Scope) {
        self =
            switch scope {
            case .minute: .minute
            case .day: .day
            case .concurrency: .concurrency
            case .complexity: .complexity
            case .ip: .address
            case .other: .other
            }
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int { Int(self / .milliseconds(1)) }
}
