/// How the limits of a minute are counted; monday calls them both fixed and sliding in different places.
package enum WindowRule: String, CaseIterable, Sendable {
    /// A window opens with its first use and counts until it closes.
    case fixed
    /// Whatever was used in the time before now counts.
    case sliding
    /// What either refuses is refused: the strictest reading.
    case both
}

/// Counts uses in a window, by either rule.
struct LimitWindow {
    private let length: SimulatorClock.Milliseconds
    private let rule: WindowRule
    private var openedAt: SimulatorClock.Milliseconds?
    private var usedOpen = 0
    /// The uses of the last window's length, oldest first; those of one millisecond are one.
    private var uses: [(at: SimulatorClock.Milliseconds, amount: Int)] = []
    private var usedRecently = 0

    /// Starts without use.
    ///
    /// - Parameters:
    ///   - rule: How it counts.
    ///   - seconds: Its length.
    init(_ rule: WindowRule, seconds: Int = 60) {
        self.rule = rule
        length = SimulatorClock.Milliseconds(seconds) * 1000
    }

    /// What was used, by the rule that counts more.
    func used(now: SimulatorClock.Milliseconds) -> Int {
        let fixed = rule != .sliding && isOpen(now) ? usedOpen : 0
        return max(fixed, rule != .fixed ? recent(now) : 0)
    }

    /// Seconds until the window closes, or for a sliding one until its oldest use is over; 0 for an unused one.
    func secondsLeft(now: SimulatorClock.Milliseconds) -> Int {
        if rule != .sliding { return isOpen(now) ? seconds((openedAt ?? now) + length - now) : 0 }
        return uses.first { $0.at + length > now }.map { seconds($0.at + length - now) } ?? 0
    }

    /// Seconds until an amount fits, at least 1; a window's length for one that never does.
    func wait(for amount: Int, limit: Int, now: SimulatorClock.Milliseconds) -> Int {
        guard amount <= limit else { return max(1, secondsLeft(now: now)) }
        var wait: SimulatorClock.Milliseconds = 0
        if rule != .sliding, isOpen(now), usedOpen + amount > limit { wait = (openedAt ?? now) + length - now }
        if rule != .fixed {
            var left = recent(now)
            for use in uses where use.at + length > now && left + amount > limit {
                left -= use.amount
                wait = max(wait, use.at + length - now)
            }
        }
        return max(1, seconds(wait))
    }

    /// Counts a use.
    mutating func use(_ amount: Int, now: SimulatorClock.Milliseconds) {
        if !isOpen(now) { (openedAt, usedOpen) = (now, 0) }
        usedOpen += amount
        if let over = uses.firstIndex(where: { $0.at + length > now }), over > 0 {
            usedRecently -= uses[..<over].reduce(0) { $0 + $1.amount }
            uses.removeFirst(over)
        } else if let last = uses.last, last.at + length <= now {
            (uses, usedRecently) = ([], 0)
        }
        usedRecently += amount
        if uses.last?.at == now {
            uses[uses.count - 1].amount += amount
        } else {
            uses.append((now, amount))
        }
    }

    private func recent(_ now: SimulatorClock.Milliseconds) -> Int {
        usedRecently - uses.prefix { $0.at + length <= now }.reduce(0) { $0 + $1.amount }
    }

    private func isOpen(_ now: SimulatorClock.Milliseconds) -> Bool {
        openedAt.map { $0 <= now && now < $0 + length } ?? false
    }

    private func seconds(_ milliseconds: SimulatorClock.Milliseconds) -> Int { Int((milliseconds + 999) / 1000) }
}
