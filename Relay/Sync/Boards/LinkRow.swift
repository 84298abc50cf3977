/// Where a record's item is to lead on another board, and where it is known to lead.
///
/// Kept apart from what the item shows: a link never keeps its record back, and one whose target has no item yet waits
/// here. What is sent names all items that a relation leads to, so that sending it twice shows the same.
package struct LinkRow: Hashable, Sendable {
    /// How long after a look the targets of a link that have no item are looked for again, at first, in milliseconds.
    static let pause: Int64 = 600_000
    /// How long at most: they are looked for at once when one of them gets its item.
    static let longestPause: Int64 = 86_400_000
    /// A link that failed so often is left until the record or the board changes.
    static let mostTries = 8

    package let board: BoardRef
    /// The record's key in its text form.
    package let key: String
    /// The relation's name.
    package let name: String
    /// The keys of the records that it leads to, in their text form.
    package var targets: [String]
    /// The items that it is known to lead to; `nil` when that is not known.
    package var shown: [String]?
    /// Whether there may be something to send.
    package var isOpen: Bool
    /// Not to be looked at before this time, in milliseconds since 1970.
    package var dueAt: Int64
    /// How many attempts failed in a row.
    package var failures: Int
    /// How many looks in a row found a target without an item.
    package var looks: Int

    package init(
        board: BoardRef, key: String, name: String, targets: [String], shown: [String]?, isOpen: Bool, dueAt: Int64,
        failures: Int, looks: Int = 0
    ) {
        self.board = board
        self.key = key
        self.name = name
        self.targets = targets
        self.shown = shown
        self.isOpen = isOpen
        self.dueAt = dueAt
        self.failures = failures
        self.looks = looks
    }

    /// Judges where it is to lead now.
    ///
    /// - Parameters:
    ///   - items: the items of the targets that have one.
    ///   - now: milliseconds since 1970.
    /// - Returns: the items to send; `nil` when nothing is to be sent, and the row says when to look again.
    mutating func judge(_ items: [String: String], now: Int64) -> [String]? {
        let wanted = targets.compactMap { items[$0] }
        guard wanted == shown else { return wanted }
        settle(hasAll: wanted.count == targets.count, now: now)
        return nil
    }

    /// Takes in that its item leads to these items.
    mutating func confirm(_ items: [String], now: Int64) {
        shown = items
        failures = 0
        settle(hasAll: items.count == targets.count, now: now)
    }

    /// Takes in that it could not be sent for a passing reason: 1 min, 2 min, 4 min … two hours, and then no more.
    mutating func fail(now: Int64) {
        failures += 1
        dueAt = now + 60_000 << Int64(min(failures - 1, 7))
        if failures >= Self.mostTries { isOpen = false }
    }

    /// Puts it off.
    mutating func postpone(until: Int64) { dueAt = until }

    /// Takes in that a look found a target without an item, or no column to show it: 10 min, 20 min, 40 min … a day.
    mutating func wait(now: Int64) {
        looks += 1
        dueAt = now + min(Self.pause << Int64(min(looks - 1, 10)), Self.longestPause)
    }

    private mutating func settle(hasAll: Bool, now: Int64) {
        isOpen = !hasAll
        guard hasAll else { return wait(now: now) }
        (looks, dueAt) = (0, 0)
    }
}

/// What a transaction can read of links.
package protocol LinkReader {
    /// Links of records with an item that may have something to send, those waiting longest first.
    func dueLinks(_ ref: BoardRef, now: Int64, limit: Int) throws -> [LinkRow]
    /// When the next link is to be looked at, in milliseconds since 1970; `nil` when none is.
    func nextLinkDue(_ ref: BoardRef) throws -> Int64?
    /// The items of some records, those that are archived left out.
    func itemIDs(of keys: [String], _ ref: BoardRef) throws -> [String: String]
}

/// What a transaction can change of links.
package protocol LinkWriter: LinkReader {
    /// Notes where a record is to lead, by relation's name; what it is known to lead to stays.
    func keep(links: [String: [String]], _ ref: BoardRef, key: String) throws
    func save(_ link: LinkRow) throws
    /// Has every link looked at again.
    func reopenLinks(_ ref: BoardRef) throws
    /// Forgets what links are known to show: the columns are other ones than before.
    func forgetLinks(_ ref: BoardRef) throws
}
