/// What one monday account may still be asked: counts over a clock, without any waiting of its own.
///
/// It is saved before each request goes out, and a relay that starts takes what the one before it had under way for
/// answered only then. So it never counts less than monday does, however often the relay dies.
package struct AccountBudget: Sendable, Hashable {
    static let minute: Int64 = 60_000
    static let day: Int64 = 86_400_000
    /// An hour, and a minute more: a bulk job begins some moments after it was counted.
    static let bulkHour: Int64 = 3_660_000

    /// What went out on one of monday's days.
    package struct Day: Sendable, Hashable, Codable {
        /// Days since 1970, in UTC.
        package var number: Int64
        /// In tenths of a request.
        package var tenths: Int

        package init(number: Int64, tenths: Int) {
            self.number = number
            self.tenths = tenths
        }
    }

    /// A request that is under way.
    struct Ticket: Sendable, Hashable {
        let demand: Demand
        var members: Int
        var cost: Int
        /// What was under way when it went out, and all that had gone out by then: what its answer may not know of.
        let openBefore: Flow
        let flowAfter: Flow
        var isAnswered = false
    }

    /// How much went out since the relay started.
    struct Flow: Sendable, Hashable {
        var requests = 0
        /// Complexity.
        var points = 0

        static func - (left: Flow, right: Flow) -> Flow {
            Flow(requests: left.requests - right.requests, points: left.points - right.points)
        }
    }

    /// What monday said was left of a window: so much until a moment.
    struct Hint: Codable, Sendable, Hashable {
        var remaining: Int
        var until: Int64
    }

    /// How many requests may be under way until a moment.
    struct Cap: Codable, Sendable, Hashable {
        var most: Int
        var until: Int64
    }

    var today = Day(number: 0, tenths: 0)
    var requests = RateWindow(milliseconds: minute)
    var complexity = RateWindow(milliseconds: minute)
    var boards: [String: RateWindow] = [:]
    var bulkJobs = RateWindow(milliseconds: bulkHour)
    var bulkRows = RateWindow(milliseconds: bulkHour)
    var parking: Parking?
    /// Until when no bulk job starts, in milliseconds since 1970.
    var bulkParkedUntil: Int64 = 0
    var cap: Cap?
    var requestsHint: Hint?
    var readsHint: Hint?
    var writesHint: Hint?
    /// What monday's headers say a full window holds, the latest word.
    var requestsQuota: Int?
    var complexityQuota: Int?
    var concurrencyQuota: Int?
    /// What a member of a request costs, by kind.
    var costs: [String: Int] = [:]

    // What follows is of one life of the relay, and not saved.
    private(set) var tickets: [Int: Ticket] = [:]
    private var lastTicket = 0
    var flow = Flow()

    package init() {}

    /// A budget of which only the day is known.
    package init(today: Day) {
        self.today = today
    }

    /// What a request of one member is expected to cost, in points of complexity.
    package func cost(_ kind: RequestKind) -> Int { max(1, costs[kind.rawValue] ?? kind.assumedCost) }

    /// How many requests are under way.
    package var underWay: Int { tickets.count }

    /// What went out on the day of a moment, in tenths of a request.
    package func spent(now: Int64) -> Int { today.number == now / Self.day ? today.tenths : 0 }

    /// When a moment's day ends, at 00:00 UTC, in milliseconds since 1970.
    package static func midnight(after now: Int64) -> Int64 { (now / day + 1) * day }

    /// Takes over from a relay that ended, whatever it had under way.
    ///
    /// - Parameter now: milliseconds since 1970.
    package mutating func recover(now: Int64) {
        requests.closeAll(now: now)
        complexity.closeAll(now: now)
        for board in boards.keys { boards[board]?.closeAll(now: now) }
        (tickets, flow) = ([:], Flow())
    }

    /// Brings every count to a moment.
    mutating func move(to now: Int64) {
        let number = now / Self.day
        // Where the clock was set back a day, what was counted stays counted.
        if number != today.number { today = Day(number: number, tenths: number > today.number ? 0 : today.tenths) }
        requests.move(to: now)
        complexity.move(to: now)
        for board in boards.keys { boards[board]?.move(to: now) }
        boards = boards.filter { !$0.value.isEmpty }
        bulkJobs.move(to: now)
        bulkRows.move(to: now)
        if let parking, parking.until <= now { self.parking = nil }
        if let cap, cap.until <= now { self.cap = nil }
        if let hint = requestsHint, hint.until <= now { requestsHint = nil }
        if let hint = readsHint, hint.until <= now { readsHint = nil }
        if let hint = writesHint, hint.until <= now { writesHint = nil }
    }

    // MARK: One request

    /// Counts a request that goes out now.
    ///
    /// - Returns: its ticket.
    mutating func open(_ demand: Demand, members: Int, cost: Int) -> Int {
        let before = Flow(requests: requests.open, points: complexity.open)
        requests.open(1)
        complexity.open(cost)
        if demand.kind.writesItems {
            boards[demand.board, default: RateWindow(milliseconds: Self.minute)].open(members)
        }
        today.tenths += demand.kind.dayTenths
        flow.requests += 1
        flow.points += cost
        requestsHint?.remaining -= 1
        readsHint?.remaining -= demand.kind.isWrite ? 0 : cost
        writesHint?.remaining -= demand.kind.isWrite ? cost : 0
        lastTicket += 1
        tickets[lastTicket] = Ticket(
            demand: demand, members: members, cost: cost, openBefore: before, flowAfter: flow)
        return lastTicket
    }

    /// Notes that a request is over.
    ///
    /// - Parameters:
    ///   - id: its ticket.
    ///   - now: milliseconds since 1970.
    mutating func close(_ id: Int, now: Int64) {
        guard let ticket = tickets.removeValue(forKey: id) else { return }
        move(to: now)
        requests.close(1, now: now)
        complexity.close(ticket.cost, now: now)
        if ticket.demand.kind.writesItems { boards[ticket.demand.board]?.close(ticket.members, now: now) }
    }

    /// Has a request carry fewer members than were granted; none at all means that it is not sent.
    ///
    /// - Parameters:
    ///   - id: its ticket.
    ///   - members: how many it carries.
    mutating func shrink(_ id: Int, to members: Int) {
        guard var ticket = tickets[id], members < ticket.members else { return }
        let cost = ticket.members > 0 ? ticket.cost / ticket.members * members : 0
        if ticket.demand.kind.writesItems { boards[ticket.demand.board]?.correct(members - ticket.members) }
        complexity.correct(cost - ticket.cost)
        if members == 0 {
            requests.correct(-1)
            today.tenths -= min(today.tenths, ticket.demand.kind.dayTenths)
            tickets[id] = nil
        } else {
            (ticket.members, ticket.cost) = (members, cost)
            tickets[id] = ticket
        }
    }

    mutating func update(_ id: Int, _ change: (inout Ticket) -> Void) {
        if var ticket = tickets[id] {
            change(&ticket)
            tickets[id] = ticket
        }
    }
}

extension AccountBudget: Codable {
    private enum CodingKeys: String, CodingKey {
        case today, requests, complexity, boards, bulkJobs, bulkRows, parking, bulkParkedUntil, cap, requestsHint,
            readsHint, writesHint, requestsQuota, complexityQuota, concurrencyQuota, costs
    }

    /// Reads what an earlier version may have left out as nothing.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        today = try values.decode(Day.self, forKey: .today)
        requests = try values.decodeIfPresent(RateWindow.self, forKey: .requests) ?? requests
        complexity = try values.decodeIfPresent(RateWindow.self, forKey: .complexity) ?? complexity
        boards = try values.decodeIfPresent([String: RateWindow].self, forKey: .boards) ?? [:]
        bulkJobs = try values.decodeIfPresent(RateWindow.self, forKey: .bulkJobs) ?? bulkJobs
        bulkRows = try values.decodeIfPresent(RateWindow.self, forKey: .bulkRows) ?? bulkRows
        parking = try values.decodeIfPresent(Parking.self, forKey: .parking)
        bulkParkedUntil = try values.decodeIfPresent(Int64.self, forKey: .bulkParkedUntil) ?? 0
        cap = try values.decodeIfPresent(Cap.self, forKey: .cap)
        requestsHint = try values.decodeIfPresent(Hint.self, forKey: .requestsHint)
        readsHint = try values.decodeIfPresent(Hint.self, forKey: .readsHint)
        writesHint = try values.decodeIfPresent(Hint.self, forKey: .writesHint)
        requestsQuota = try values.decodeIfPresent(Int.self, forKey: .requestsQuota)
        complexityQuota = try values.decodeIfPresent(Int.self, forKey: .complexityQuota)
        concurrencyQuota = try values.decodeIfPresent(Int.self, forKey: .concurrencyQuota)
        costs = try values.decodeIfPresent([String: Int].self, forKey: .costs) ?? [:]
    }
}
