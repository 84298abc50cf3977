/// How full a board is, and when it will be full: pure.
package struct BoardCapacity: Codable, Hashable, Sendable {
    /// How full it is, as far as that needs somebody.
    package enum Level: String, Codable, Sendable, Comparable, CaseIterable {
        case ample
        /// From ``BoardCapacity/tightShare`` percent on.
        case tight
        /// From ``BoardCapacity/nearlyFullShare`` percent on.
        case nearlyFull = "nearly-full"
        case full

        package static func < (left: Level, right: Level) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// The first warning comes while a person still has weeks to act.
    package static let tightShare = 80
    package static let nearlyFullShare = 95
    /// How many days back the forecast looks.
    package static let days = 14
    /// Fewer days say nothing.
    static let fewestDays = 3

    /// How many items the board takes.
    package var limit: Int
    /// How many it has, as far as is known.
    package var items: Int
    /// Where new records go when the board is nearly full; `nil` where no board follows.
    package var next: Next?

    /// The board that follows one.
    package struct Next: Codable, Hashable, Sendable {
        /// Its name, `acme/ap-invoices/2`.
        package var board: String
        /// From how many percent of the limit on.
        package var level: Int
        /// Whether it is in use.
        package var isOpen: Bool

        package init(board: String, level: Int, isOpen: Bool) {
            self.board = board
            self.level = level
            self.isOpen = isOpen
        }
    }

    /// How many items were made a day lately; `nil` where that is not known yet.
    package var perDay: Double?

    /// Takes what is known.
    ///
    /// - Parameters:
    ///   - limit: how many items the board takes.
    ///   - items: how many it has.
    ///   - creations: how many items were made on each of the last days. The busiest one is left out: it is the one on
    ///     which the board was filled, or read again.
    package init(limit: Int, items: Int, creations: [Int]) {
        self.limit = limit
        self.items = items
        guard creations.count >= Self.fewestDays else { return }
        let usual = creations.sorted().dropLast()
        perDay = Double(usual.reduce(0, +)) / Double(usual.count)
    }

    /// Takes what is known of a board.
    ///
    /// - Parameters:
    ///   - board: its row.
    ///   - standing: what was seen of it.
    ///   - creations: as above.
    package init?(_ board: BoardRow, _ standing: BoardStanding, creations: [Int]) {
        guard let limit = standing.itemsLimit, limit > 0, let room = board.room else { return nil }
        self.init(limit: limit, items: max(0, limit - room), creations: creations)
    }

    package var level: Level {
        if items >= limit { return .full }
        if items * 100 >= limit * Self.nearlyFullShare { return .nearlyFull }
        return items * 100 >= limit * Self.tightShare ? .tight : .ample
    }

    /// Whether somebody is to do something about it: not where another board takes what comes.
    package var needsPerson: Bool {
        guard let next else { return level >= .nearlyFull }
        return level == .full && !next.isOpen
    }

    /// When the board will be full if it goes on like this.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: milliseconds since 1970; `nil` where that is not known, or more than ten years off.
    package func fullAt(now: Int64) -> Int64? {
        guard let perDay, perDay > 0, items < limit else { return nil }
        let days = Double(limit - items) / perDay
        guard days < 3650 else { return nil }
        return now + Int64(days * 86_400_000)
    }

    /// What a person should know.
    ///
    /// - Parameters:
    ///   - board: the board.
    ///   - now: milliseconds since 1970.
    /// - Returns: one or two sentences; `nil` while there is ample room.
    package func warning(_ board: BoardRef, now: Int64) -> String? {
        let advice =
            "Narrow what it shows (`scope`), go on on another board (`next-boards`), have done items archived (`rollover`),"
            + " or archive items by hand."
        if let next, next.isOpen { return nil }
        if let next, level < .full {
            let forecast = fullAt(now: now).map { ", and at the pace of late it is full on about \($0.dayText)" } ?? ""
            guard level > .ample else { return nil }
            return
                "The board holds \(items) of \(limit) items (\(items * 100 / limit)%)\(forecast). New records go to"
                + " \(next.board) from \(next.level)% on."
        }
        switch level {
        case .ample: return nil
        case .full:
            return
                "The board is full: it holds \(items) of \(limit) items. What does not fit stays queued; changes still"
                + " go out. \(advice)"
        case .tight, .nearlyFull:
            let forecast = fullAt(now: now).map { " At the pace of late it is full on about \($0.dayText)." } ?? ""
            return "The board holds \(items) of \(limit) items (\(items * 100 / limit)%).\(forecast) \(advice)"
        }
    }
}
