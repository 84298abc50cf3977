/// Who waits for an account's limits, and whose turn it is: pure.
///
/// The most urgent lane goes first, and within a lane the board that was served longest ago. Whom only their board's limit
/// holds back are passed over; whom the account's limits hold back are not, so that a large request is not put off forever by
/// small ones.
struct WaitingRequests: Sendable {
    private struct Entry {
        let id: Int
        var demand: Demand
        let since: Int64

        /// The same as what people wait for, where they do: what is live or settles a doubt, and no backfill.
        func asked(_ boards: Set<String>) -> Entry {
            guard demand.lane == .live || demand.lane == .settling, boards.contains(demand.owner) else { return self }
            var entry = self
            entry.demand.lane = .manual
            return entry
        }
    }

    /// What happens next.
    enum Decision: Hashable {
        /// This one goes out; it no longer waits.
        case go(id: Int, ticket: Int, members: Int)
        /// Nobody goes before a moment, in milliseconds since 1970, or before an answer or another demand.
        case wait(until: Int64?)
    }

    private var entries: [Entry] = []
    private var served: [String: Int] = [:]
    private var turn = 0

    /// Has a demand wait.
    ///
    /// - Parameters:
    ///   - demand: what is wanted.
    ///   - id: names it; greater than those before.
    ///   - now: milliseconds since 1970.
    mutating func add(_ demand: Demand, id: Int, now: Int64) {
        entries.append(Entry(id: id, demand: demand, since: now))
    }

    /// Has a demand wait no longer.
    mutating func remove(_ id: Int) {
        entries.removeAll { $0.id == id }
    }

    /// Lets the next one go.
    ///
    /// - Parameters:
    ///   - budget: counts it.
    ///   - limits: the account's.
    ///   - asked: the boards that a person waits for.
    ///   - now: milliseconds since 1970.
    /// - Returns: who goes, or until when nobody does.
    mutating func next(
        _ budget: inout AccountBudget, within limits: RateGovernor.Limits, asked: Set<String> = [], now: Int64
    ) -> Decision {
        var earliest: Int64?
        func wait(_ moment: Int64?) { earliest = [earliest, moment].compactMap(\.self).min() }
        for entry in entries.map({ $0.asked(asked) }).sorted(by: goesBefore) {
            switch budget.admit(entry.demand, since: entry.since, within: limits, now: now) {
            case .granted(let ticket, let members):
                turn += 1
                served[entry.demand.board] = turn
                remove(entry.id)
                return .go(id: entry.id, ticket: ticket, members: members)
            case .waitForBoard(let moment): wait(moment)
            case .wait(let moment):
                wait(moment)
                return .wait(until: earliest)
            }
        }
        return .wait(until: earliest)
    }

    private func goesBefore(_ left: Entry, _ right: Entry) -> Bool {
        func rank(_ entry: Entry) -> (Int, Int, Int) {
            (entry.demand.lane.rawValue, served[entry.demand.board] ?? 0, entry.id)
        }
        return rank(left) < rank(right)
    }
}
