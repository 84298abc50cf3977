import Mapping

/// What is known of the subitems below one record's item, one for each line of the record.
///
/// A pure state machine: every method is a transition, and the store saves what comes out. What the subitems shall show
/// stands in the record itself, so that what is held back of a record holds back its lines. Nothing is made or deleted
/// before the item's subitems were read, since a key that nobody knows of may be there already.
package struct LineSet: Hashable, Sendable {
    /// The subitem of one line.
    package struct Row: Codable, Hashable, Sendable {
        /// The line's key.
        package var key: String
        /// The subitem; `nil` when there is none.
        package var itemID: String?
        /// What it is known to show; `nil` when that is not known.
        package var shown: ItemContent?
        /// What monday refused, which is not sent again before the subitems were read anew.
        package var refused: ItemContent?
        /// Why, in one sentence.
        package var problem: String?

        package init(key: String, itemID: String? = nil, shown: ItemContent? = nil) {
            self.key = key
            self.itemID = itemID
            self.shown = shown
        }
    }

    /// After so many failures in a row it is left until the record changes, or the board was looked at again.
    static let mostTries = 8

    package let board: BoardRef
    /// The record's key in its text form.
    package let key: String
    /// The item below which the rows' subitems are; `nil` before they were read.
    package private(set) var parentID: String?
    package private(set) var rows: [Row]
    /// Whether there may be something to send.
    package private(set) var isOpen: Bool
    /// Not to be looked at before this time, in milliseconds since 1970.
    package private(set) var dueAt: Int64
    /// When the subitems were read, in milliseconds since 1970; `nil` when they are to be read first.
    package private(set) var readAt: Int64?
    /// How many attempts failed in a row.
    package private(set) var failures: Int
    /// What a person should know, in one sentence.
    package private(set) var problem: String?
    /// When the subitems are read once more, since a request whose outcome was not known may show late; equal to ``dueAt``
    /// when nothing else is left to do.
    package private(set) var lateLookAt: Int64?

    package init(
        board: BoardRef, key: String, parentID: String? = nil, rows: [Row] = [], isOpen: Bool = true,
        dueAt: Int64 = 0, readAt: Int64? = nil, failures: Int = 0, problem: String? = nil, lateLookAt: Int64? = nil
    ) {
        self.board = board
        self.key = key
        self.parentID = parentID
        self.rows = rows
        self.isOpen = isOpen
        self.dueAt = dueAt
        self.readAt = readAt
        self.failures = failures
        self.problem = problem
        self.lateLookAt = lateLookAt
    }

    /// Has everything looked at again: the record's lines changed, or somebody asks for it.
    ///
    /// - Parameter isBackfill: whether it goes behind live changes.
    package mutating func open(isBackfill: Bool = false) {
        isOpen = true
        dueAt = isBackfill ? RecordRow.behindLive : 0
        readAt = nil
        failures = 0
        problem = nil
    }

    /// Whether the subitems of an item are known well enough for something to be made or deleted.
    ///
    /// - Parameters:
    ///   - itemID: the record's item.
    ///   - age: how long a reading is believed, in milliseconds.
    ///   - now: milliseconds since 1970.
    /// - Returns: whether so.
    func isRead(of itemID: String, within age: Int64, now: Int64) -> Bool {
        guard parentID == itemID, let readAt else { return false }
        return readAt <= now && now - readAt <= age
    }

    /// Takes in what stands below the item now.
    ///
    /// Keys are compared exactly. Of several subitems with one key the one that is known, else the oldest, is the line's;
    /// the others are told. Subitems without a key of the record's lines are people's.
    ///
    /// - Parameters:
    ///   - subitems: what was read.
    ///   - itemID: the item above.
    ///   - sageKey: what the item's key column holds.
    ///   - now: milliseconds since 1970.
    mutating func take(_ subitems: [ShownItem], below itemID: String, _ sageKey: String, now: Int64) {
        let before = parentID == itemID ? rows : []
        let known = Dictionary(before.map { ($0.key, $0.itemID) }, uniquingKeysWith: { first, _ in first })
        var found: [String: [ShownItem]] = [:]
        for subitem in subitems {
            guard let key = LineContent.key(in: subitem.key, below: sageKey) else { continue }
            found[key, default: []].append(subitem)
        }
        var doubled: [String] = []
        rows = found.sorted { $0.key < $1.key }.compactMap { key, items in
            // Ids grow with time, and longer ones are later than shorter ones.
            let ordered = items.sorted { ($0.id.utf8.count, $0.id) < ($1.id.utf8.count, $1.id) }
            guard let own = ordered.first(where: { $0.id == known[key] ?? nil }) ?? ordered.first else { return nil }
            if ordered.count > 1 { doubled.append("\(key) (\(ordered.map(\.id).joined(separator: ", ")))") }
            return Row(key: key, itemID: own.id, shown: own.content)
        }
        // A reading may lag behind what was made: a known subitem is gone only when monday says so to a change of it.
        rows += before.filter { found[$0.key] == nil && $0.itemID != nil }.map { Row(key: $0.key, itemID: $0.itemID) }
        parentID = itemID
        readAt = now
        problem =
            doubled.isEmpty
            ? nil
            : "Lines have several subitems: \(doubled.joined(separator: "; ")). One of each is kept up to date; delete the"
                + " others on the board."
    }

    /// The item is archived, deleted, or on another board: the lines wait until the record has an item there again.
    mutating func loseParent() {
        isOpen = false
        readAt = nil
        rows = []
        parentID = nil
        problem = "The item was archived, deleted or moved by people, so its lines are not written."
    }

    // MARK: Outcomes

    /// Monday made or changed a subitem.
    mutating func confirm(_ line: String, itemID: String, content: ItemContent) {
        set(line) { row in
            row = Row(key: line, itemID: itemID, shown: content)
        }
        failures = 0
    }

    /// Monday deleted a subitem, or it was not there any more.
    mutating func confirmDeleted(_ line: String) {
        rows.removeAll { $0.key == line }
        failures = 0
    }

    /// Monday refused what a line shows; the others go on.
    mutating func refuse(_ line: String, _ content: ItemContent, problem: String) {
        set(line) { row in
            row.refused = content
            row.problem = problem
        }
    }

    /// Nothing was written, and that is not the lines' fault.
    mutating func postpone(until: Int64) { dueAt = max(dueAt, until) }

    /// What the subitems show is not known any more: they are read first.
    mutating func forget() { readAt = nil }

    /// A request failed for a passing reason: another try after about 1 s, 4 s, 16 s … an hour, and then no more.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - problem: why, in one sentence.
    ///   - random: for the jitter, which is half of the time.
    mutating func fail(now: Int64, problem: String, _ random: (ClosedRange<Int64>) -> Int64) {
        let wait: Int64 = 500 << Int64(2 * min(failures, 6))
        failures += 1
        readAt = nil
        dueAt = now + wait + random(0...wait)
        guard failures >= Self.mostTries else { return }
        isOpen = false
        self.problem = problem
    }

    /// Has the subitems read once more at a time, after everything was done.
    mutating func lookLate(at: Int64) { lateLookAt = max(lateLookAt ?? 0, at) }

    /// Nothing is left to send.
    mutating func settle() {
        failures = 0
        if let refused = rows.first(where: { $0.problem != nil }) {
            problem = "The line \(refused.key) was refused. \(refused.problem ?? "")"
        }
        if let late = lateLookAt, dueAt != late {
            readAt = nil
            dueAt = late
            return
        }
        lateLookAt = nil
        isOpen = false
        dueAt = 0
    }

    private mutating func set(_ line: String, _ change: (inout Row) -> Void) {
        let index = rows.firstIndex { $0.key == line }
        var row = index.map { rows[$0] } ?? Row(key: line)
        change(&row)
        if let index { rows[index] = row } else { rows.append(row) }
    }
}
