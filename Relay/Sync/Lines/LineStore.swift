import Mapping

/// What a transaction can read of subitems.
package protocol LineStoreReader {
    /// The board of a board's subitems; `nil` where lines are no subitems, or where the board was not looked at yet.
    func lineBoard(_ ref: BoardRef) throws -> LineBoardRow?
    func lineSet(_ ref: BoardRef, key: String) throws -> LineSet?
    /// Sets that may have something to send, of records whose item shows what it shall, those waiting longest first.
    func dueLines(_ ref: BoardRef, now: Int64, limit: Int) throws -> [LineSet]
    /// When the next such set is to be looked at, in milliseconds since 1970; `nil` when none is.
    func nextLinesDue(_ ref: BoardRef) throws -> Int64?
}

/// What a transaction can change of subitems.
package protocol LineStoreWriter: LineStoreReader {
    func save(_ board: LineBoardRow) throws
    /// Lines are no subitems any more: what there is stays as it is.
    func dropLineBoard(_ ref: BoardRef) throws
    func save(_ set: LineSet) throws
    /// Has sets that were given up looked at again.
    func reopenLines(_ ref: BoardRef) throws
    /// Has every set read anew, and what is known of subitems forgotten: they are on another board, or their state is not
    /// known.
    func forgetLines(_ ref: BoardRef) throws
}

extension StoreWriter {
    /// Notes on which board the subitems of a board live, and has what was given up tried again.
    ///
    /// - Parameters:
    ///   - ref: the board of the items.
    ///   - wanted: whether lines are shown as subitems.
    ///   - boardID: the board of the subitems; `nil` where there is none.
    /// - Throws: what the store throws.
    func findLineBoard(_ ref: BoardRef, wanted: Bool, _ boardID: String?) throws {
        guard wanted else { return try dropLineBoard(ref) }
        var board = try lineBoard(ref) ?? LineBoardRow(ref: ref)
        if board.find(boardID) { try forgetLines(ref) }
        try save(board)
        try reopenLines(ref)
    }

    /// Has the lines of a record looked at, where they are others than before.
    ///
    /// - Parameters:
    ///   - record: as it is saved.
    ///   - before: as it was known; `nil` for a new one.
    ///   - isBackfill: whether it goes behind live changes.
    /// - Throws: what the store throws.
    package func openLines(of record: RecordRow, was before: RecordRow?, isBackfill: Bool) throws {
        // A record without an item on this board has none, until it comes into its scope.
        guard record.state != .skipped, let lines = record.desired.lines else { return }
        let former = before?.state == .skipped ? nil : before?.desired.lines
        guard lines != former else { return }
        let known = try lineSet(record.board, key: record.key)
        // A record that never had lines needs no look at what is below its item.
        guard !lines.isEmpty || known != nil else { return }
        var set = known ?? LineSet(board: record.board, key: record.key)
        set.open(isBackfill: isBackfill)
        try save(set)
    }
}
