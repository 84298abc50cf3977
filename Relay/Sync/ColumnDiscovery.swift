import Mapping

/// Finds a board's columns, and puts right what was known by other ones.
struct ColumnDiscovery: Sendable {
    let calls: BoardCalls

    /// Reads the board and keeps its mapping.
    ///
    /// - Parameter known: the board as it is known.
    /// - Throws: ``TargetError`` with the cause `board` when it cannot show the records; as ``BoardCalls/call(lane:kind:_:)``.
    func discover(_ known: BoardRow) async throws {
        let (ref, settings, target, now) = (calls.ref, calls.settings, calls.target, calls.now)
        let found = try await calls.call(kind: .describe) { () async throws(TargetError) in
            try await target.describe(boardID: settings.boardID)
        }
        FailPoint.boardDescribed.reached()
        let (board, mapping, findings) = try settings.mapped(found, segments: known.segments, before: known.mapping)
        try await calls.store.write { transaction in
            var row = try transaction.board(ref)
            var standing = try transaction.standing(ref)
            standing.note(board, findings, at: now)
            try transaction.save(standing)
            if let before = row.mapping, before.boardID != mapping.boardID {
                try transaction.forgetItems(ref)
                try transaction.append(.boardReplaced(ref, from: before.boardID, to: mapping.boardID, at: now))
                // Read in full next, so that the scope decides anew what the board shows.
                row.watermark = nil
                row.hold = nil
                for lane in ScanRow.Lane.allCases {
                    if let scan = try transaction.scan(ref, lane) { try transaction.close(scan: scan.id) }
                }
            } else if let before = row.mapping, before != mapping {
                try transaction.forget(fields: mapping.fieldsMoved(since: before), ref)
                try transaction.rearmBlocked(ref)
                if before.relations != mapping.relations { try transaction.forgetLinks(ref) }
            }
            try transaction.findLineBoard(ref, wanted: settings.lines.hasSubitems, mapping.subitemBoardID)
            // A linked item may have been made anew since.
            try transaction.reopenLinks(ref)
            row.mapping = mapping
            // The account structure may have changed while monday was asked.
            row.needsDiscovery = row.segments != known.segments
            row.fault = nil
            row.room = board.room
            var index = try transaction.index(ref)
            index.count(items: board.itemsCount)
            try transaction.save(index)
            try row.holdStrangeBoard(items: board.itemsCount, boardID: mapping.boardID, transaction)
            try transaction.save(row)
        }
        calls.absences.removeAll()
        FailPoint.discoveryDone.reached()
    }
}
