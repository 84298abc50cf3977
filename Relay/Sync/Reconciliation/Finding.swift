import Mapping

/// One thing that a comparison of a board with the ledger found, for people.
package struct Finding: Codable, Hashable, Sendable {
    /// What is wrong, and so what to do.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// The record's item was deleted, or moved to another board.
        case missing
        /// The record's item was archived; it is left so, since somebody put it away.
        case archived
        /// The item shows something else than was written to it.
        case edited
        /// An item of a record that the ledger holds without one.
        case unclaimed
        /// Another item of a record that has one.
        case duplicate
        /// An item with a key of this board that no record has.
        case unknown

        /// Whether the relay puts it right by itself, where it may.
        package var isRepairable: Bool { self == .missing || self == .edited || self == .unclaimed }
    }

    package var kind: Kind
    /// The record's key in its text form.
    package var key: String
    package var itemID: String
    /// What was found, in one plain sentence.
    package var sentence: String
    /// The fields of an edited item.
    package var differences: [FieldDifference]?

    private init(_ kind: Kind, _ key: String, _ itemID: String, _ sentence: String) {
        self.kind = kind
        self.key = key
        self.itemID = itemID
        self.sentence = sentence
    }

    /// Judges a record whose item is not on the board; `nil` where there is nothing to find fault with.
    static func lost(_ row: RecordRow, _ place: ItemPlace) -> Finding? {
        // What the relay archived itself is where it belongs, also when a person deleted it from the archive.
        guard row.isSettled, row.state != .archived, let itemID = row.itemID else { return nil }
        return switch place {
        case .listed, .unlisted: nil
        case .archived: Finding(.archived, row.key, itemID, "The item was archived on the board, and is left so.")
        case .deleted: Finding(.missing, row.key, itemID, "The item was deleted.")
        case .moved: Finding(.missing, row.key, itemID, "The item was moved to another board.")
        }
    }

    /// Judges an item that shows something else than was written, if nothing was written to it meanwhile.
    static func edited(_ row: RecordRow, _ item: ReadBackItem, _ mapping: BoardMapping) -> Finding? {
        guard row.isSettled, row.itemID == item.itemID, let shown = item.shown, let expected = row.confirmed,
            expected == item.expected
        else { return nil }
        if row.state == .archived {
            return Finding(
                .unclaimed, row.key, item.itemID,
                "The relay archived the item, and somebody restored it: it is kept up to date again.")
        }
        let differences = mapping.differences(expected: expected, shown: shown)
        guard !differences.isEmpty else { return nil }
        let parts = differences.map { "\($0.field): \(quoted($0.shown)) instead of \(quoted($0.expected))" }
        var finding = Finding(
            .edited, row.key, item.itemID, "Changed on the board. " + parts.joined(separator: "; ") + ".")
        finding.differences = differences
        return finding
    }

    /// Judges an item with a key of ours that no record owns.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - key: its key.
    ///   - row: the record of the key.
    ///   - ownIsLost: whether the record's own item was deleted or moved.
    ///   - isOldest: whether it is the oldest such item of its key.
    /// - Returns: `nil` where there is nothing to find fault with, or nothing that could be judged now.
    static func ownerless(
        _ item: ReadBackItem, key: String, row: RecordRow?, ownIsLost: Bool, isOldest: Bool
    ) -> Finding? {
        guard let row else {
            return Finding(
                .unknown, key, item.itemID,
                "No record of this key is known: it is not in the company, or it was never read. Look at it in Sage.")
        }
        guard row.isSettled else { return nil }
        if row.itemID == nil, isOldest {
            return Finding(.unclaimed, key, item.itemID, "The record has this item, and the ledger did not know.")
        }
        // The look-up before the record goes out again finds this one.
        if ownIsLost, isOldest { return nil }
        let own = row.itemID.map { "is \($0)" } ?? "is an older one"
        return Finding(
            .duplicate, key, item.itemID, "A further item of the record, whose own item \(own). Delete one of them.")
    }

    /// An item of a record that has its item on another board of these records.
    static func elsewhere(_ item: ReadBackItem, key: String, on board: BoardRef, item own: String) -> Finding {
        Finding(
            .duplicate, key, item.itemID,
            "A further item of the record, whose own item \(own) is on the board \(board). Delete one of them.")
    }

    /// A value in a sentence, cut where it would fill the page.
    private static func quoted(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "nothing" }
        return "\"\(text.count > 60 ? text.prefix(59) + "…" : text[...])\""
    }
}

/// Findings: how many of each kind, and the first of each.
package struct FindingList: Codable, Hashable, Sendable {
    /// So many of a kind are named; counts are of all.
    package static let named = 100

    /// By the kind's name.
    package private(set) var counts: [String: Int] = [:]
    package private(set) var first: [Finding] = []

    package init() {}

    mutating func add(_ finding: Finding) {
        let count = self[finding.kind]
        counts[finding.kind.rawValue] = count + 1
        if count < Self.named { first.append(finding) }
    }

    /// How many there are of a kind.
    package subscript(_ kind: Finding.Kind) -> Int { counts[kind.rawValue] ?? 0 }

    /// How many the relay would put right.
    package var repairable: Int { Finding.Kind.allCases.filter(\.isRepairable).reduce(0) { $0 + self[$1] } }

    /// How many need somebody or something; what was archived on purpose does not.
    package var open: Int { Finding.Kind.allCases.filter { $0 != .archived }.reduce(0) { $0 + self[$1] } }
}
