extension AccountBudget {
    /// Whether a request may go out.
    package enum Admission: Hashable, Sendable {
        /// It may, with so many members, and is counted.
        case granted(ticket: Int, members: Int)
        /// Not before a moment, in milliseconds since 1970, or before something that is under way is answered.
        case wait(until: Int64?)
        /// The same; only its board holds it back, and nobody of another board.
        case waitForBoard(until: Int64?)
    }

    /// Whether what one window, or the like, allows.
    private typealias Room = RateWindow.Room

    /// Asks for a request, which is counted when it is granted.
    ///
    /// - Parameters:
    ///   - demand: what is wanted.
    ///   - since: since when it waits, in milliseconds since 1970.
    ///   - limits: the account's.
    ///   - now: milliseconds since 1970.
    /// - Returns: whether it may go out.
    package mutating func admit(
        _ demand: Demand, since: Int64, within limits: RateGovernor.Limits, now: Int64
    ) -> Admission {
        move(to: now)
        var members = demand.members
        if demand.kind.writesItems, let limit = limits.mutationsPerMinuteAndBoard.map({ max(1, $0) }) {
            let window = boards[demand.board] ?? RateWindow(milliseconds: Self.minute)
            // Whoever fills a board waits for half a request's worth, but not forever beside live changes.
            let patience = demand.lane >= .backfill ? since + Self.minute : since
            let isPatient = demand.isWhole || now < patience
            let least = demand.isWhole ? members : isPatient ? (min(members, limit) + 1) / 2 : 1
            switch window.room(for: least, limit: limit) {
            case .now: break
            case .at(let moment):
                return .waitForBoard(until: demand.isWhole || now >= patience ? moment : min(moment, patience))
            case .afterAnswer: return .waitForBoard(until: demand.isWhole || now >= patience ? nil : patience)
            }
            if !demand.isWhole { members = min(members, limit - window.used) }
        }
        let perMinute = [limits.complexityPerMinute, complexityQuota].compactMap(\.self).min()
        let each = cost(demand.kind)
        if !demand.isWhole {
            for most in [limits.complexityPerRequest, perMinute].compactMap(\.self) {
                members = min(members, max(1, most / each))
            }
        }
        let cost = each.multipliedReportingOverflow(by: members)
        let points = cost.overflow ? Int.max / 1024 : min(cost.partialValue, Int.max / 1024)
        switch room(for: demand, points, perMinute, limits, now) {
        case .now: return .granted(ticket: open(demand, members: members, cost: points), members: members)
        case .at(let moment): return .wait(until: moment)
        case .afterAnswer: return .wait(until: nil)
        }
    }

    /// Why nothing goes out now, and until when, whoever may ask; `nil` when something may.
    ///
    /// - Parameters:
    ///   - limits: the account's.
    ///   - now: milliseconds since 1970.
    /// - Returns: the reason.
    package func parked(within limits: RateGovernor.Limits, now: Int64) -> Parking? {
        let day = limits.requestsPerDay(.live).flatMap { most in
            spent(now: now) + 10 > most * 10 ? Parking(until: Self.midnight(after: now), reason: .day) : nil
        }
        let told = parking.flatMap { $0.until > now ? $0 : nil }
        return [day, told].compactMap(\.self).max { $0.until < $1.until }
    }

    private func room(
        for demand: Demand, _ points: Int, _ perMinute: Int?, _ limits: RateGovernor.Limits, _ now: Int64
    ) -> Room {
        if let parking { return .at(parking.until) }
        if let most = limits.requestsPerDay(demand.lane), today.tenths + demand.kind.dayTenths > most * 10 {
            return .at(Self.midnight(after: now))
        }
        let most = [limits.concurrency, concurrencyQuota, cap?.most].compactMap(\.self).min() ?? limits.concurrency
        if underWay >= max(1, most) { return .afterAnswer }
        if let limit = [limits.requestsPerMinute, requestsQuota].compactMap(\.self).min() {
            let room = requests.room(for: 1, limit: limit)
            if room != .now { return room }
        }
        if let hint = requestsHint, hint.remaining < 1 { return .at(hint.until) }
        if let perMinute {
            let room = complexity.room(for: points, limit: perMinute)
            if room != .now { return room }
        }
        let hint = demand.kind.isWrite ? writesHint : readsHint
        return hint.map { $0.remaining < points ? .at($0.until) : .now } ?? .now
    }
}
