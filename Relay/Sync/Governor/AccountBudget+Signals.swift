extension AccountBudget {
    /// A request at a limit that names no time: a minute's window is over by then.
    private static let unnamedWait = 60_000
    /// Fewer requests at one time for so long after monday refused one of many.
    private static let capTime: Int64 = 300_000
    /// A refusal for the day so soon after midnight is still about yesterday: the two clocks differ.
    private static let dayDawn: Int64 = 600_000

    /// Takes in what an answer says; it can only make the budget stricter.
    ///
    /// - Parameters:
    ///   - signal: the answer's word.
    ///   - id: the ticket of the request; `nil` for one that nobody asked for.
    ///   - now: milliseconds since 1970.
    /// - Returns: whether it is to be saved at once, since nothing may go out after a restart either.
    mutating func note(_ signal: LimitSignal, of id: Int?, now: Int64) -> Bool {
        move(to: now)
        let ticket = id.flatMap { tickets[$0] }
        if let id, let ticket, !ticket.isAnswered {
            settle(id, ticket, signal)
        } else {
            countUnasked(signal, now: now)
        }
        tighten(by: signal, ticket, now)
        guard let refusal = signal.refusal else { return false }
        return park(refusal, signal, now)
    }

    /// Sends nothing before a moment.
    ///
    /// - Parameter other: until when and why; an earlier moment than is set changes nothing.
    /// - Returns: whether it changed anything.
    @discardableResult
    mutating func park(_ other: Parking) -> Bool {
        if let parking, parking.until >= other.until { return false }
        parking = other
        return true
    }

    /// Corrects what was expected of a request by what it was.
    private mutating func settle(_ id: Int, _ ticket: Ticket, _ signal: LimitSignal) {
        if signal.isRefusedWhole, signal.refusal != nil {
            // A request that a limit refuses is a tenth of one in the day.
            today.tenths -= min(today.tenths, max(0, ticket.demand.kind.dayTenths - 1))
        }
        let cost = signal.complexity?.cost
        if let cost {
            complexity.correct(cost - ticket.cost)
            if signal.refusal == nil { learn(ticket.demand.kind, (cost + ticket.members - 1) / max(1, ticket.members)) }
        }
        update(id) { ticket in
            ticket.isAnswered = true
            ticket.cost = cost ?? ticket.cost
        }
    }

    /// Counts a request for which no room was asked: another page of the same answer, or the like.
    private mutating func countUnasked(_ signal: LimitSignal, now: Int64) {
        let cost = signal.complexity?.cost ?? cost(signal.kind) * signal.members
        requests.open(1)
        requests.close(1, now: now)
        complexity.open(cost)
        complexity.close(cost, now: now)
        today.tenths += signal.isRefusedWhole && signal.refusal != nil ? 1 : signal.kind.dayTenths
    }

    /// Moves the estimate up at once and down slowly.
    private mutating func learn(_ kind: RequestKind, _ measured: Int) {
        guard let known = costs[kind.rawValue], measured < known else { return costs[kind.rawValue] = measured }
        costs[kind.rawValue] = known - max(1, (known - measured) / 8)
    }

    private mutating func tighten(by signal: LimitSignal, _ ticket: Ticket?, _ now: Int64) {
        // What was under way beside it, or went out since, may not be in monday's numbers yet.
        let before = ticket?.openBefore ?? Flow(requests: requests.open, points: complexity.open)
        let since = flow - (ticket?.flowAfter ?? flow)
        if let window = signal.requests {
            if let quota = window.quota { requestsQuota = Self.perMinute(quota, window.length) }
            if let left = window.remaining {
                requestsHint = Hint(
                    remaining: left - before.requests - since.requests,
                    until: now + Int64(window.reset ?? Int(Self.minute)))
            }
        }
        if let quota = signal.concurrency?.quota { concurrencyQuota = max(1, quota) }
        if let left = signal.concurrency?.remaining, left <= 0 { lowerConcurrency(to: underWay, now) }
        if let quota = signal.complexityMinute?.quota {
            complexityQuota = Self.perMinute(quota, signal.complexityMinute?.length)
        }
        let words = [
            signal.complexity.map { ($0.left, $0.reset) },
            signal.complexityMinute.flatMap { window in
                window.remaining.map { ($0, window.reset ?? Int(Self.minute)) }
            },
        ].compactMap(\.self)
        guard let (left, reset) = words.min(by: { $0.0 < $1.0 }) else { return }
        let hint = Hint(remaining: left - before.points - since.points, until: now + Int64(reset))
        if signal.kind.isWrite { writesHint = hint } else { readsHint = hint }
    }

    private mutating func lowerConcurrency(to most: Int, _ now: Int64) {
        let lower = min(max(1, most), cap?.most ?? .max)
        cap = Cap(most: lower, until: now + Self.capTime)
    }

    private mutating func park(_ refusal: LimitSignal.Refusal, _ signal: LimitSignal, _ now: Int64) -> Bool {
        let wait = Int64(signal.wait ?? (refusal == .concurrency ? 5000 : Self.unnamedWait))
        switch refusal {
        case .minute, .other:
            if signal.kind == .bulk || signal.kind == .bulkStart {
                // Bulk jobs have limits of their own, which last an hour; everything else goes on.
                bulkParkedUntil = max(bulkParkedUntil, now + wait)
                return true
            }
        case .day:
            let dawn = now / Self.day * Self.day + Self.dayDawn
            return park(Parking(until: now < dawn ? dawn : Self.midnight(after: now), reason: .day))
        case .concurrency: lowerConcurrency(to: underWay / 2, now)
        case .complexity, .address, .unavailable: break
        }
        return park(Parking(until: now + wait, reason: Parking.Reason(refusal)))
    }

    /// What a window of the server's holds in a minute, in the strictest reading.
    private static func perMinute(_ quota: Int, _ length: Int?) -> Int {
        guard let length, length > Int(minute) else { return max(1, quota) }
        return max(1, quota / (length / Int(minute)))
    }
}
