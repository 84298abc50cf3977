/// How many mutations the next request of a board carries, and which: learnt from what monday answered.
///
/// Pure: it is told what became of requests, and says what comes next. A request that was refused as a whole without naming
/// a member is halved until the bad record is alone; where no record turns out to be bad, the request was too large, and
/// the next ones stay smaller.
struct BatchSize: Sendable {
    /// monday takes requests of at most so many points of complexity (developer.monday.com, "Rate limits").
    static let mostPoints = 5_000_000
    /// What a mutation is thought to cost before the first answer says so, in points: the documentation names no figure,
    /// and the two that its samples show are smaller and larger than this.
    static let firstPoints = 10_000
    /// After so many requests in a row that were carried out, one that was too large once is tried at twice the size.
    static let patience = 50

    /// A search for the bad record of a request.
    private struct Search {
        /// The records among which it is.
        var suspects: [String]
        /// How many mutations the refused request had.
        let size: Int
    }

    private let most: Int
    private let longest: Int
    private var learntMost: Int
    private var successes = 0
    private var points = Self.firstPoints
    private var milliseconds = 0
    private var left: (points: Int, until: Int64)?
    private var search: Search?

    /// Begins with what the settings allow.
    ///
    /// - Parameters:
    ///   - most: the most mutations in a request, at least 1.
    ///   - longest: how long a request shall take at most, in milliseconds.
    init(most: Int, longest: Int) {
        self.most = max(1, most)
        self.longest = longest
        learntMost = self.most
    }

    /// Says how much the next request may carry.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: how many mutations, at least 1.
    func size(now: Int64) -> Int {
        var size = min(learntMost, Self.mostPoints / points)
        if milliseconds > 0 { size = min(size, longest / milliseconds) }
        if let left, now < left.until { size = min(size, left.points / points) }
        return max(1, size)
    }

    /// Chooses the members of the next request.
    ///
    /// - Parameters:
    ///   - keys: records that may go out, the next ones first.
    ///   - now: milliseconds since 1970.
    /// - Returns: some of them, at least one where there is one.
    func next(_ keys: [String], now: Int64) -> [String] {
        if let search {
            let suspects = keys.filter(search.suspects.contains)
            if !suspects.isEmpty { return Array(suspects.prefix(max(1, suspects.count / 2))) }
        }
        return Array(keys.prefix(size(now: now)))
    }

    /// Takes in what a request cost.
    ///
    /// - Parameters:
    ///   - cost: what monday said of it; `nil` where it said nothing.
    ///   - count: how many mutations it carried, at least 1.
    ///   - duration: how long it took, in milliseconds; `nil` where it was not carried out.
    ///   - now: milliseconds since 1970.
    mutating func learn(_ cost: RequestCost?, mutations count: Int, took duration: Int?, now: Int64) {
        let count = max(1, count)
        if let cost {
            let each = max(1, cost.points / count)
            // Dearer ones count at once, cheaper ones little by little.
            points = max(each, (3 * points + each) / 4)
            left = cost.left.map { (max(0, $0), now + Int64(max(0, cost.resetsIn))) }
        }
        guard let duration else { return }
        let each = max(0, duration) / count
        milliseconds = milliseconds == 0 ? each : (3 * milliseconds + each) / 4
    }

    /// A request was refused as a whole, and no member was named.
    mutating func refusedWhole(_ keys: [String]) {
        successes = 0
        guard keys.count > 1 else { return }
        search = Search(suspects: keys, size: search?.size ?? keys.count)
    }

    /// A request was answered member by member.
    ///
    /// - Parameters:
    ///   - keys: its members.
    ///   - foundBad: whether it had one member, which was refused.
    mutating func answered(_ keys: [String], foundBad: Bool) {
        successes += 1
        if successes >= Self.patience, learntMost < most {
            learntMost = min(most, learntMost * 2)
            successes = 0
        }
        guard var search else { return }
        search.suspects.removeAll(where: keys.contains)
        if search.suspects.isEmpty, !foundBad { learntMost = max(1, search.size / 2) }
        self.search = search.suspects.isEmpty || foundBad ? nil : search
    }
}
