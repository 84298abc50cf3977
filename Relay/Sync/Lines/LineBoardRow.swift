import Mapping

/// What is known of the board on which the subitems of a board's items live.
package struct LineBoardRow: Hashable, Sendable {
    /// The board of the items.
    package let ref: BoardRef
    /// The id of the subitems' board; `nil` while there is none.
    package private(set) var boardID: String?
    /// Which of its columns shows which field; `nil` until it was looked at.
    package private(set) var mapping: BoardMapping?
    /// Why no lines are written now, in one sentence.
    package private(set) var fault: String?
    /// Nothing of it is asked before this time, in milliseconds since 1970.
    package private(set) var dueAt: Int64
    /// Whether the board is to be looked at before the next write.
    package private(set) var needsLook: Bool

    package init(
        ref: BoardRef, boardID: String? = nil, mapping: BoardMapping? = nil, fault: String? = nil, dueAt: Int64 = 0,
        needsLook: Bool = true
    ) {
        self.ref = ref
        self.boardID = boardID
        self.mapping = mapping
        self.fault = fault
        self.dueAt = dueAt
        self.needsLook = needsLook
    }

    /// Takes in which board it is; it is looked at before anything is written to it.
    ///
    /// - Parameter boardID: the board's id; `nil` where there is none.
    /// - Returns: whether subitems were known on another one.
    mutating func find(_ boardID: String?) -> Bool {
        let isOther = self.boardID != nil && self.boardID != boardID
        self.boardID = boardID
        if isOther { mapping = nil }
        dueAt = 0
        needsLook = true
        fault =
            boardID == nil
            ? "The board has no column of subitems, or no board behind it. `sage-relay boards fix` adds the column."
            : nil
        return isOther
    }

    /// Takes in its columns.
    ///
    /// - Parameter mapping: what was found.
    /// - Returns: whether fields stand in other columns than before.
    mutating func look(_ mapping: BoardMapping) -> Bool {
        let isOther = self.mapping.map { !mapping.fieldsMoved(since: $0).isEmpty } ?? false
        self.mapping = mapping
        needsLook = false
        fault = nil
        dueAt = 0
        return isOther
    }

    /// Has it looked at again at once: somebody gave it what it lacked.
    mutating func wake() {
        needsLook = true
        dueAt = 0
        if boardID != nil { fault = nil }
    }

    /// It cannot be used: it is looked at again after a while.
    mutating func fail(_ sentence: String, until: Int64) {
        fault = sentence
        dueAt = until
        needsLook = true
    }
}
