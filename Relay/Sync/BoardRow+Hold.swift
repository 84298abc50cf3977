import Mapping

/// What a board does with changes that are too many to believe.
extension BoardRow {
    /// Whether what a scan finds changed is held until the scan's end: the board was read before and has items, or it is
    /// held already.
    ///
    /// - Parameters:
    ///   - changes: how many changes are believed.
    ///   - others: the other boards of its records; a new one among them is guarded as they are.
    ///   - reader: what is known of its records.
    /// - Returns: whether so.
    /// - Throws: what the store throws.
    func isGuarded(_ changes: ChangeGuard, _ others: [BoardRef] = [], _ reader: any StoreReader) throws -> Bool {
        if hold != nil { return true }
        return try changes.share != nil && (watermark != nil || isRebuilt) && reader.hasItems(ref, or: others)
    }

    /// Judges what is held, with the end of a scan: lets it out, or says why it waits.
    ///
    /// What a scan in the other lane has found so far is left to that one's end, unless the board is held: then nothing
    /// goes out before everything that waits is believed.
    ///
    /// - Parameters:
    ///   - changes: how many changes are believed.
    ///   - others: the other boards of its records, whose items count with its own.
    ///   - scan: the scan that came to its end.
    ///   - transaction: the one that ends the scan.
    /// - Throws: what the store throws.
    mutating func judge(
        _ changes: ChangeGuard, _ others: [BoardRef] = [], after scan: ScanRow, _ transaction: any StoreWriter
    ) throws {
        let other = try hold == nil ? transaction.scan(ref, scan.lane.other)?.id : nil
        let held = try transaction.held(ref, besides: other)
        guard held > 0 || hold != nil else { return }
        // Counted only where it matters: few changes are always believed.
        let items = held > ChangeGuard.allowance || hold != nil ? try transaction.items(ref) : 0
        // Of which no item is known, is held for another reason than a scan's.
        if hold != nil && items == 0 { return }
        let all = try items + others.reduce(0) { try $0 + (held > ChangeGuard.allowance ? transaction.items($1) : 0) }
        if changes.allows(held, of: all) {
            hold = nil
            try transaction.release(ref, besides: other)
        } else {
            hold = changes.sentence(held: held, of: all, board: ref)
        }
    }

    /// Holds a board before its first write when it has many items that the state knows nothing of.
    ///
    /// - Parameters:
    ///   - items: how many items it has, as far as that is known.
    ///   - boardID: the board.
    ///   - transaction: the one that notes what was discovered.
    /// - Throws: what the store throws.
    mutating func holdStrangeBoard(items: Int?, boardID: String, _ transaction: any StoreWriter) throws {
        guard let items, items > ChangeGuard.strangers, approvedBoardID != boardID,
            try transaction.known(ref, scan: 0).all == 0
        else { return }
        hold = ChangeGuard.strangeBoard(items: items, board: ref)
        try transaction.holdWaiting(ref)
    }
}

extension StoreWriter {
    /// Lets out what a board holds, on a person's word.
    ///
    /// - Parameters:
    ///   - ref: the board.
    ///   - cause: who said so, for the history.
    /// - Returns: how many records were let out.
    /// - Throws: what the store throws.
    package func approve(_ ref: BoardRef, _ cause: HistoryEntry.Cause) throws -> Int {
        var board = try board(ref)
        let held = try held(ref, besides: nil)
        board.hold = nil
        board.approvedBoardID = board.mapping?.boardID
        try release(ref, besides: nil)
        try save(board)
        try append(.decision(.approved, ref, cause, "\(held) records were let out."))
        return held
    }
}
