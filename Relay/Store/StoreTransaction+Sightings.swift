import Foundation
import GRDB
import Sync

/// What scans saw of records, and what is held until it is judged.
///
/// A page is one statement, whatever its size: its keys travel as one JSON text.
extension StoreTransaction {
    func differing(_ ref: BoardRef, _ sightings: [Sighting]) throws -> Set<String> {
        let keys = try String.fetchAll(
            try database.cachedStatement(
                sql: """
                    SELECT line.key FROM json_each(?2) AS line
                    LEFT JOIN sighting ON sighting.board = ?1 AND sighting.key = line.key
                    WHERE sighting.digest IS NOT line.value
                    """),
            arguments: [ref.text, try Self.object(sightings)])
        return Set(keys)
    }

    func see(_ ref: BoardRef, _ sighting: Sighting, scan: Int64) throws {
        try execute(
            """
            INSERT INTO sighting VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (board, key) DO UPDATE SET digest = ?3, scan = max(scan, ?4)
            """,
            [ref.text, sighting.key, sighting.digest, scan])
    }

    func seeUnreadable(_ ref: BoardRef, key: String, scan: Int64) throws {
        try execute(
            "UPDATE sighting SET digest = '', scan = max(scan, ?) WHERE board = ? AND key = ?", [scan, ref.text, key])
    }

    func mark(_ ref: BoardRef, keys: [String], scan: Int64) throws {
        guard !keys.isEmpty else { return }
        try execute(
            "UPDATE sighting SET scan = max(scan, ?) WHERE board = ? AND key IN (SELECT value FROM json_each(?))",
            [scan, ref.text, Self.array(keys)])
    }

    func forgetSighting(_ ref: BoardRef, key: String) throws {
        try execute("DELETE FROM sighting WHERE board = ? AND key = ?", [ref.text, key])
    }

    func unseen(_ ref: BoardRef, scan: Int64, after: String?, limit: Int) throws -> [RecordRow] {
        try fetchAll(
            """
            SELECT record.* FROM sighting JOIN record USING (board, key)
            WHERE board = ? AND key > ? AND scan < ? ORDER BY key LIMIT ?
            """,
            [ref.text, after ?? "", scan, limit]
        ).map { try record($0, ref) }
    }

    func known(_ ref: BoardRef, scan: Int64) throws -> (all: Int, unseen: Int) {
        let item = "(itemID IS NOT NULL OR state IN ('sending', 'in-doubt'))"
        let unseen = try count(
            "SELECT count(*) FROM sighting JOIN record USING (board, key) WHERE board = ? AND scan < ? AND \(item)",
            [ref.text, scan])
        return (try count("SELECT count(*) FROM record WHERE board = ? AND NOT isGone AND \(item)", [ref.text]), unseen)
    }

    func hasItems(_ ref: BoardRef) throws -> Bool {
        try fetch("SELECT 1 FROM record WHERE board = ? AND \(Self.onBoard) LIMIT 1", [ref.text]) != nil
    }

    func items(_ ref: BoardRef) throws -> Int {
        try count("SELECT count(*) FROM record WHERE board = ? AND \(Self.onBoard)", [ref.text])
    }

    func held(_ ref: BoardRef, besides scan: Int64?) throws -> Int {
        try count("SELECT count(*) FROM record WHERE \(Self.heldBesides)", [ref.text, scan])
    }

    func release(_ ref: BoardRef, besides scan: Int64?) throws {
        try execute(
            """
            UPDATE record SET isHeld = 0, state = CASE state WHEN 'held' THEN 'queued' ELSE state END
            WHERE \(Self.heldBesides)
            """,
            [ref.text, scan])
    }

    func holdWaiting(_ ref: BoardRef) throws {
        try execute(
            "UPDATE record SET isHeld = 1, state = 'held' WHERE board = ? AND state IN ('queued', 'retry-at')",
            [ref.text])
    }

    private static let onBoard = "(itemID IS NOT NULL OR NOT isHeld) AND state NOT IN ('skipped', 'archived')"

    private static let heldBesides = """
        record.board = ?1 AND isHeld AND NOT EXISTS (
            SELECT 1 FROM sighting WHERE sighting.board = ?1 AND sighting.key = record.key AND sighting.scan = ?2)
        """

    private func count(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> Int {
        try Int.fetchOne(try database.cachedStatement(sql: sql), arguments: StatementArguments(arguments)) ?? 0
    }

    /// `{"key":"digest"}`; keys are percent-encoded, and need no escape.
    private static func object(_ sightings: [Sighting]) throws -> String {
        var json: [UInt8] = []
        json.reserveCapacity(sightings.count * 96 + 2)
        for sighting in sightings {
            json += json.isEmpty ? "{\"".utf8 : ",\"".utf8
            json += sighting.key.utf8
            json += "\":".utf8
            if sighting.digest.utf8.allSatisfy({ isPlain($0) }) {
                json += "\"".utf8
                json += sighting.digest.utf8
                json += "\"".utf8
            } else {
                json += try JSONEncoder().encode(sighting.digest)
            }
        }
        json += json.isEmpty ? "{}".utf8 : "}".utf8
        return String(decoding: json, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        0x20...0x7E ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func array(_ keys: [String]) -> String {
        "[\"" + keys.joined(separator: "\",\"") + "\"]"
    }
}
