import GRDB
import Sync
import WireProtocol

/// Scans under way, and the runs they belong to.
extension StoreTransaction {
    func scan(_ ref: BoardRef, _ lane: ScanRow.Lane) throws -> ScanRow? {
        guard let row = try fetch("SELECT * FROM scan WHERE board = ? AND lane = ?", [ref.text, lane.rawValue]) else {
            return nil
        }
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
            "INSERT INTO scan (id, board, lane, mode, since, startedAt) VALUES (?, ?, ?, ?, ?, ?)",
            [scan.id, scan.board.text, scan.lane.rawValue, scan.mode.rawValue, scan.since?.text, scan.startedAt.text])
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
}
