/// Which records of a board are meant: those that meet every condition that is given.
package struct RecordSelection: Hashable, Sendable {
    /// A range of texts of one field, both ends included, compared byte by byte.
    package struct Range: Hashable, Sendable {
        /// The field's own name, `invoice-date`.
        package var field: String
        package var first: String
        package var last: String

        package init(field: String, first: String, last: String) {
            self.field = field
            self.first = first
            self.last = last
        }
    }

    /// Only records with these keys, in their text form.
    package var keys: [String]?
    /// Only records whose item shall show a text of this range.
    package var range: Range?
    /// Only records in these states.
    package var states: Set<RecordRow.State>?
    /// Only records that have an item, or only those that have none.
    package var hasItem: Bool?
    /// Only records that Sage no longer holds, or only those that it holds.
    package var isGone: Bool?

    package init(
        keys: [String]? = nil, range: Range? = nil, states: Set<RecordRow.State>? = nil, hasItem: Bool? = nil,
        isGone: Bool? = nil
    ) {
        self.keys = keys
        self.range = range
        self.states = states
        self.hasItem = hasItem
        self.isGone = isGone
    }
}

/// How many records a selection holds.
package struct RecordTally: Hashable, Sendable {
    package var withItem: Int
    package var withoutItem: Int
    package var all: Int { withItem + withoutItem }

    package init(withItem: Int = 0, withoutItem: Int = 0) {
        self.withItem = withItem
        self.withoutItem = withoutItem
    }
}
