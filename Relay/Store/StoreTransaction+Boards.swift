import GRDB
import Mapping
import Sync
import WireProtocol

/// Boards as rows.
extension StoreTransaction {
    func board(_ ref: BoardRef) throws -> BoardRow {
        var board = BoardRow(ref: ref)
        guard let row = try fetch("SELECT * FROM board WHERE board = ?", [ref.text]) else { return board }
        board.coverage = try (row["coverage"] as String?).map(Self.decode) ?? Coverage()
        board.approvedBoardID = row["approvedBoardID"]
        board.company = row["company"]
        board.mapping = try (row["mapping"] as String?).map { try mappings.value(of: $0) }
        board.needsDiscovery = row["needsDiscovery"]
        board.segments = try Self.decode(row["segments"])
        board.polledAt = row["polledAt"]
        board.sweptAt = row["sweptAt"]
        board.room = row["room"]
        board.fault = row["fault"]
        board.hold = row["hold"]
        board.pause = try (row["pause"] as String?).map(Self.decode)
        board.nextPollAt = row["nextPollAt"]
        board.nextSweepAt = row["nextSweepAt"]
        board.isRebuilt = row["isRebuilt"]
        board.clock = try (row["clock"] as String?).map(Self.decode)
        return board
    }

    func pause(_ ref: BoardRef) throws -> BoardRow.Pause? {
        let row = try fetch("SELECT pause FROM board WHERE board = ?", [ref.text])
        return try (row?["pause"] as String?).map(Self.decode)
    }

    func save(_ board: BoardRow) throws {
        try execute(
            """
            INSERT INTO board (board, coverage, mapping, segments, polledAt, sweptAt, room, fault, company,
                needsDiscovery, hold, pause, nextPollAt, nextSweepAt, approvedBoardID,
                clock, isRebuilt)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            ON CONFLICT (board) DO UPDATE SET coverage = ?2, mapping = ?3, segments = ?4, polledAt = ?5, sweptAt = ?6,
                room = ?7, fault = ?8, company = ?9, needsDiscovery = ?10, hold = ?11, pause = ?12, nextPollAt = ?13,
                nextSweepAt = ?14, approvedBoardID = ?15, clock = ?16, isRebuilt = ?17
            """,
            [
                board.ref.text, try Self.encode(board.coverage), try board.mapping.map(Self.encode),
                try Self.encode(board.segments), board.polledAt, board.sweptAt, board.room, board.fault,
                board.company, board.needsDiscovery, board.hold, try board.pause.map(Self.encode), board.nextPollAt,
                board.nextSweepAt, board.approvedBoardID, try board.clock.map(Self.encode),
                board.isRebuilt,
            ])
    }

    func delivered(_ ref: BoardRef) throws -> DeliveryCounts {
        guard let row = try fetch("SELECT created, updated, calls FROM board WHERE board = ?", [ref.text]) else {
            return DeliveryCounts()
        }
        return DeliveryCounts(created: row["created"], updated: row["updated"], calls: row["calls"])
    }

    func count(_ counts: DeliveryCounts, _ ref: BoardRef) throws {
        try execute(
            """
            INSERT INTO board (board, segments, created, updated, calls) VALUES (?1, '[]', ?2, ?3, ?4)
            ON CONFLICT (board) DO UPDATE SET created = created + ?2, updated = updated + ?3, calls = calls + ?4
            """,
            [ref.text, counts.created, counts.updated, counts.calls])
    }
}
