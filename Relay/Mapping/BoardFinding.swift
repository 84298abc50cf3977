/// One thing about a board that is not as it should be, for people.
package struct BoardFinding: Codable, Hashable, Sendable {
    /// What it costs, worst first.
    package enum Weight: String, Codable, Sendable, CaseIterable, Comparable {
        /// Nothing is written to the board.
        case board
        /// Some records wait.
        case records
        /// One field is not shown.
        case field
        /// Nothing yet.
        case notice

        package static func < (left: Weight, right: Weight) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// What `boards fix` can do about it.
    package enum Mend: Codable, Hashable, Sendable {
        /// Add the column of a field.
        case column(field: String)
        /// Add the column of a relation.
        case relation(name: String)
        /// Add these labels to the status column.
        case labels([String])
        /// Add the column of subitems.
        case subitems
        /// Add these groups.
        case groups([String])
    }

    package var weight: Weight
    /// The field or relation that it is about; `nil` for the board as a whole.
    package var field: String?
    /// What is wrong, and what to do.
    package var sentence: String
    /// `nil` where only a person can put it right.
    package var mend: Mend?

    package init(_ weight: Weight, field: String? = nil, _ sentence: String, mend: Mend? = nil) {
        self.weight = weight
        self.field = field
        self.sentence = sentence
        self.mend = mend
    }
}
