import Cryptography
import Foundation
import GRDB
import JSONWriting
import Sync

/// One row of the history as it is kept: what happened, and its place in the chain.
package struct HistoryRow: Hashable, Sendable {
    /// What the first row was written after.
    static let origin = String(repeating: "0", count: 2 * SHA256.byteCount)

    /// Counts from 1, without a gap.
    package let id: Int64
    /// Milliseconds since 1970.
    package let at: Int64
    package let board: String
    /// The record's key; empty for what concerns the whole board.
    package let key: String
    /// As ``HistoryEntry/Event``; of a later version perhaps another one.
    package let event: String
    package let run: Int64?
    package let attempt: Int64?
    package let itemID: String?
    package let requestID: String?
    /// JSON as it was written, `{"amount":["1.00","2.00"]}`; `nil` for none.
    package let changes: String?
    package let note: String?
    /// The hash of the row before.
    package let previous: String
    /// What ``computedHash()`` gave when it was written.
    package let hash: String

    /// Makes the row that follows another.
    init(_ entry: HistoryEntry, id: Int64, previous: String) throws {
        let row = HistoryRow(
            id: id, at: entry.cause.at, board: entry.board.text, key: entry.key, event: entry.event.rawValue,
            run: entry.cause.run, attempt: entry.cause.attempt, itemID: entry.itemID,
            requestID: entry.cause.requestID, changes: Self.json(entry.changes), note: entry.cause.note,
            previous: previous, hash: "")
        self = row.with(hash: try row.computedHash())
    }

    init(_ row: Row) {
        self.init(
            id: row["id"], at: row["at"], board: row["board"], key: row["key"], event: row["event"], run: row["run"],
            attempt: row["attempt"], itemID: row["itemID"], requestID: row["requestID"], changes: row["changes"],
            note: row["note"], previous: row["previous"], hash: row["hash"])
    }

    private init(
        id: Int64, at: Int64, board: String, key: String, event: String, run: Int64?, attempt: Int64?, itemID: String?,
        requestID: String?, changes: String?, note: String?, previous: String, hash: String
    ) {
        (self.id, self.at, self.board, self.key, self.event) = (id, at, board, key, event)
        (self.run, self.attempt, self.itemID, self.requestID) = (run, attempt, itemID, requestID)
        (self.changes, self.note, self.previous, self.hash) = (changes, note, previous, hash)
    }

    private func with(hash: String) -> HistoryRow {
        HistoryRow(
            id: id, at: at, board: board, key: key, event: event, run: run, attempt: attempt, itemID: itemID,
            requestID: requestID, changes: changes, note: note, previous: previous, hash: hash)
    }

    /// The changes by field; `nil` where there are none.
    package var changedFields: [String: HistoryEntry.Change]? {
        changes.flatMap { try? JSONDecoder().decode([String: HistoryEntry.Change].self, from: Data($0.utf8)) }
    }

    /// SHA-256 over the previous hash and the row's values in the order of the table, as 64 lower-case hexadecimal digits.
    ///
    /// Each value is written as its length in bytes, `:`, its bytes in UTF-8 and `,` (a netstring; numbers in decimal), and
    /// an absent one as `-,`: no two rows have one form, and a program of five lines can make it.
    ///
    /// - Returns: the hash.
    /// - Throws: `CryptographyError` when OpenSSL has no SHA-256.
    package func computedHash() throws -> String {
        let values = [
            "\(id)", "\(at)", board, key, event, run.map(String.init), attempt.map(String.init), itemID, requestID,
            changes, note,
        ]
        let form = values.map { $0.map { "\($0.utf8.count):\($0)," } ?? "-," }.joined()
        return try SHA256.hexadecimal(of: Array((previous + form).utf8))
    }

    private static func json(_ changes: [String: HistoryEntry.Change]) -> String? {
        guard !changes.isEmpty else { return nil }
        var json = JSONWriter()
        json.object { json in
            for (field, change) in changes.sorted(by: { $0.key < $1.key }) {
                json.member(field)
                json.array { json in
                    for text in [change.old, change.new] {
                        json.element()
                        json.string(text)
                    }
                }
            }
        }
        return json.text
    }
}

extension HistoryRow: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, at, board, key, event, run, attempt, itemID, requestID, changes, note, previous, hash
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(at, forKey: .at)
        try container.encode(board, forKey: .board)
        try container.encode(key, forKey: .key)
        try container.encode(event, forKey: .event)
        try container.encodeIfPresent(run, forKey: .run)
        try container.encodeIfPresent(attempt, forKey: .attempt)
        try container.encodeIfPresent(itemID, forKey: .itemID)
        try container.encodeIfPresent(requestID, forKey: .requestID)
        try container.encodeIfPresent(changedFields, forKey: .changes)
        try container.encodeIfPresent(note, forKey: .note)
        try container.encode(previous, forKey: .previous)
        try container.encode(hash, forKey: .hash)
    }
}
