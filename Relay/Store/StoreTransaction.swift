import Foundation
import GRDB
import Mapping
import Sync
import WireProtocol

/// The engine's verbs as SQL, within one transaction.
///
/// Statements are cached by their text for each connection, so that a page of records costs no parsing.
struct StoreTransaction: StoreWriter {
    let database: Database

    // MARK: Boards

    func board(_ ref: BoardRef) throws -> BoardRow {
        var board = BoardRow(ref: ref)
        guard let row = try fetch("SELECT * FROM board WHERE board = ?", [ref.text]) else { return board }
        board.watermark = (row["watermark"] as String?).flatMap(SageStamp.init)
        board.company = row["company"]
        board.mapping = try (row["mapping"] as String?).map(Self.decode)
        board.needsDiscovery = row["needsDiscovery"]
        board.segments = try Self.decode(row["segments"])
        board.polledAt = row["polledAt"]
        board.sweptAt = row["sweptAt"]
        board.room = row["room"]
        board.fault = row["fault"]
        return board
    }

    func save(_ board: BoardRow) throws {
        try execute(
            """
            INSERT INTO board (board, watermark, mapping, segments, polledAt, sweptAt, room, fault, company,
                needsDiscovery)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (board) DO UPDATE SET watermark = ?2,
                mapping = ?3, segments = ?4, polledAt = ?5, sweptAt = ?6, room = ?7, fault = ?8, company = ?9,
                needsDiscovery = ?10
            """,
            [
                board.ref.text, board.watermark?.text, try board.mapping.map(Self.encode),
                try Self.encode(board.segments), board.polledAt, board.sweptAt, board.room, board.fault,
                board.company, board.needsDiscovery,
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

    // MARK: Records

    func record(_ ref: BoardRef, key: String) throws -> RecordRow? {
        try fetch("SELECT * FROM record WHERE board = ? AND key = ?", [ref.text, key]).map { try record($0, ref) }
    }

    func save(_ record: RecordRow) throws {
        try execute(
            """
            INSERT INTO record (board, key, state, digest, desired, confirmed, itemID, isGone, seenByScan, failures,
                dueAt, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (board, key) DO UPDATE SET state = excluded.state, digest = excluded.digest,
                desired = excluded.desired, confirmed = excluded.confirmed, itemID = excluded.itemID,
                isGone = excluded.isGone, seenByScan = excluded.seenByScan, failures = excluded.failures,
                dueAt = excluded.dueAt, problem = excluded.problem
            """,
            [
                record.board.text, record.key, record.state.rawValue, record.digest, try record.desired.json(),
                try record.confirmed?.json(), record.itemID, record.isGone, record.seenByScan, record.failures,
                record.dueAt, record.problem,
            ])
    }

    func forgetItems(_ ref: BoardRef) throws {
        try execute(
            """
            UPDATE record SET itemID = NULL, confirmed = NULL, dueAt = 0,
                state = CASE state WHEN 'skipped' THEN 'skipped' ELSE 'queued' END
            WHERE board = ?
            """,
            [ref.text])
    }

    func forget(fields: [String], _ ref: BoardRef) throws {
        for field in fields {
            try execute(
                """
                UPDATE record SET confirmed = json_remove(confirmed, ?2),
                    state = CASE state WHEN 'done' THEN 'queued' ELSE state END
                WHERE board = ?1 AND json_extract(confirmed, ?2) IS NOT NULL
                """,
                [ref.text, "$.fields.\"\(field)\""])
        }
    }

    func due(_ ref: BoardRef, now: Int64, limit: Int) throws -> [RecordRow] {
        var due: [RecordRow] = []
        for isNew in [false, true] where due.count < limit {
            due += try fetchAll(
                """
                SELECT * FROM record WHERE board = ? AND (itemID IS NULL) = ? AND dueAt <= ?
                AND state IN ('queued', 'retry-at') ORDER BY dueAt, key LIMIT ?
                """,
                [ref.text, isNew, now, limit - due.count]
            ).map { try record($0, ref) }
        }
        return due
    }

    func nextDue(_ ref: BoardRef) throws -> Int64? {
        let row = try fetch(
            "SELECT min(dueAt) AS due FROM record WHERE board = ? AND state IN ('queued', 'retry-at')", [ref.text])
        return row?["due"]
    }

    func isSettled(_ ref: BoardRef) throws -> Bool {
        let open = try fetch(
            """
            SELECT 1 FROM record WHERE board = ? AND state <> 'done'
            AND state IN ('queued', 'sending', 'in-doubt', 'retry-at') LIMIT 1
            """,
            [ref.text])
        return try open == nil && !board(ref).needsDiscovery
    }

    func unseen(_ ref: BoardRef, scan: Int64, after: String?, limit: Int) throws -> [RecordRow] {
        try fetchAll(
            """
            SELECT * FROM record WHERE board = ? AND key > ? AND seenByScan < ? AND NOT isGone ORDER BY key LIMIT ?
            """,
            [ref.text, after ?? "", scan, limit]
        ).map { try record($0, ref) }
    }

    func known(_ ref: BoardRef, scan: Int64) throws -> (all: Int, unseen: Int) {
        let row = try fetch(
            """
            SELECT count(*) AS every, coalesce(sum(seenByScan < ?), 0) AS unseen
            FROM record WHERE board = ? AND NOT isGone
            """,
            [scan, ref.text])
        return (row?["every"] ?? 0, row?["unseen"] ?? 0)
    }

    func counts(_ ref: BoardRef) throws -> [RecordRow.State: Int] {
        let rows = try fetchAll(
            "SELECT state, count(*) AS number FROM record WHERE board = ? GROUP BY state", [ref.text])
        return Dictionary(
            rows.compactMap { row in RecordRow.State(rawValue: row["state"]).map { ($0, row["number"]) } },
            uniquingKeysWith: { first, _ in first })
    }

    func note(problem: String?, board: BoardRef, key: String, now: Int64) throws {
        guard let problem else {
            return try execute("DELETE FROM problem WHERE board = ? AND key = ?", [board.text, key])
        }
        try execute("INSERT OR REPLACE INTO problem VALUES (?, ?, ?, ?)", [board.text, key, problem, now])
    }

    private func record(_ row: Row, _ ref: BoardRef) throws -> RecordRow {
        guard let state = RecordRow.State(rawValue: row["state"]) else {
            throw StoreError("A record of \(ref) is in a state this version does not know.")
        }
        return RecordRow(
            board: ref, key: row["key"], state: state, digest: row["digest"],
            desired: try ItemContent(json: row["desired"]),
            confirmed: try (row["confirmed"] as String?).map(ItemContent.init(json:)), itemID: row["itemID"],
            isGone: row["isGone"], seenByScan: row["seenByScan"], failures: row["failures"], dueAt: row["dueAt"],
            problem: row["problem"])
    }

    // MARK: Attempts

    func attempts(_ ref: BoardRef) throws -> [AttemptRow] {
        try fetchAll("SELECT * FROM attempt WHERE board = ? ORDER BY id", [ref.text]).map { row in
            guard let action = AttemptRow.Action(rawValue: row["action"]) else {
                throw StoreError("A request to \(ref) is of a kind this version does not know.")
            }
            return AttemptRow(
                id: row["id"], board: ref, action: action, idempotencyKey: row["idempotencyKey"], body: row["body"],
                members: try Self.decode(row["members"]), createdAt: row["createdAt"], dueAt: row["dueAt"],
                looks: row["looks"], found: row["found"])
        }
    }

    func openAttempt(
        board: BoardRef, action: AttemptRow.Action, idempotencyKey: String, body: Data,
        members: [AttemptRow.Member], now: Int64, dueAt: Int64
    ) throws -> AttemptRow {
        try execute(
            """
            INSERT INTO attempt (board, action, idempotencyKey, body, members, createdAt, dueAt, looks, found)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)
            """,
            [board.text, action.rawValue, idempotencyKey, body, try Self.encode(members), now, dueAt])
        return AttemptRow(
            id: database.lastInsertedRowID, board: board, action: action, idempotencyKey: idempotencyKey, body: body,
            members: members, createdAt: now, dueAt: dueAt)
    }

    func save(_ attempt: AttemptRow) throws {
        try execute(
            "UPDATE attempt SET dueAt = ?, looks = ?, found = ? WHERE id = ?",
            [attempt.dueAt, attempt.looks, attempt.found, attempt.id])
    }

    func close(attempt id: Int64) throws {
        try execute("DELETE FROM attempt WHERE id = ?", [id])
    }

    // MARK: Scans and runs

    func scan(_ ref: BoardRef) throws -> ScanRow? {
        guard let row = try fetch("SELECT * FROM scan WHERE board = ?", [ref.text]) else { return nil }
        guard let mode = ScanRow.Mode(rawValue: row["mode"]), let startedAt = SageStamp(row["startedAt"]) else {
            throw StoreError("A scan of \(ref) is of a kind this version does not know.")
        }
        return ScanRow(
            id: row["id"], board: ref, mode: mode, since: (row["since"] as String?).flatMap(SageStamp.init),
            startedAt: startedAt, cursor: row["cursor"],
            highWater: (row["highWater"] as String?).flatMap(SageStamp.init))
    }

    func openScan(_ make: (Int64) -> ScanRow) throws -> ScanRow {
        // AUTOINCREMENT keeps numbers growing after rows are deleted: an older scan's number is always smaller.
        let last = try fetch("SELECT seq FROM sqlite_sequence WHERE name = 'scan'", [])
        let scan = make((last?["seq"] ?? 0) + 1)
        try execute(
            "INSERT INTO scan (id, board, mode, since, startedAt) VALUES (?, ?, ?, ?, ?)",
            [scan.id, scan.board.text, scan.mode.rawValue, scan.since?.text, scan.startedAt.text])
        return scan
    }

    func save(_ scan: ScanRow) throws {
        try execute(
            "UPDATE scan SET cursor = ?, highWater = ? WHERE id = ?", [scan.cursor, scan.highWater?.text, scan.id])
    }

    func close(scan id: Int64) throws {
        try execute("DELETE FROM scan WHERE id = ?", [id])
    }

    func run(_ id: Int64) throws -> RunRow? {
        try fetch("SELECT run FROM run WHERE id = ?", [id]).map { try Self.decode($0["run"]) }
    }

    func openRun(board: BoardRef, mode: ScanRow.Mode, now: Int64) throws -> RunRow {
        try execute(
            "INSERT INTO run (board, startedAt, outcome, run) VALUES (?, ?, 'running', '')", [board.text, now])
        let run = RunRow(id: database.lastInsertedRowID, board: board.text, mode: mode.rawValue, startedAt: now)
        try save(run)
        try execute(
            "DELETE FROM run WHERE board = ?1 AND id <= (SELECT max(id) FROM run WHERE board = ?1) - 1000", [board.text]
        )
        return run
    }

    func save(_ run: RunRow) throws {
        try execute(
            "UPDATE run SET outcome = ?, run = ? WHERE id = ?",
            [run.outcome.rawValue, try Self.encode(run), run.id])
    }

    // MARK: SQL

    private func fetch(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> Row? {
        try Row.fetchOne(try database.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    private func fetchAll(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> [Row] {
        try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    private func execute(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }

    private static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    private static func decode<Value: Decodable>(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }
}
