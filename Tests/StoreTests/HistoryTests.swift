import Foundation
import GRDB
import Store
import Sync
import TestSupport
import Testing
import WireProtocol

/// The chain of the history: what it proves, what pruning leaves of it, and how it is read.
@Suite(.timeLimit(.minutes(1)))
struct HistoryTests {
    private let folder: ScratchFolder
    private let store: RelayStore
    private let path: String
    private let board = BoardRef(connection: "acme", kind: .apInvoice)

    init() throws {
        folder = try ScratchFolder()
        path = folder.path + "/relay.sqlite"
        store = try RelayStore(path: path)
    }

    /// Writes rows with the times 1000, 2000, 3000 …, each of a record of its own.
    private func write(_ count: Int, from first: Int = 1) async throws {
        try await store.write { [board] transaction in
            for number in first..<first + count {
                try transaction.append(
                    HistoryEntry(
                        board: board, key: "00/V/\(number)", event: .changed,
                        cause: HistoryEntry.Cause(
                            at: Int64(number) * 1000, attempt: Int64(number), requestID: "r\(number)", note: "n"),
                        changes: ["amount": HistoryEntry.Change(old: nil, new: "\(number).00")], itemID: "\(number)"))
            }
        }
    }

    /// Does what the product's own triggers refuse: a hand with the right to write the file.
    private func tamper(_ sql: String) throws {
        try DatabaseQueue(path: path).write { database in
            try database.execute(sql: "DROP TRIGGER historyIsWrittenOnce; DROP TRIGGER historyIsPrunedOnly")
            try database.execute(sql: sql)
        }
    }

    private func rows(
        _ filter: HistoryFilter = HistoryFilter(), limit: Int? = nil, newestFirst: Bool = false
    ) throws -> [HistoryRow] {
        var all: [HistoryRow] = []
        try store.history(filter, limit: limit, newestFirst: newestFirst) { all += $0 }
        return all
    }

    private func faults(_ noted: HistoryLink? = nil) throws -> [String] {
        try store.verifyHistory(noted: noted).faults.map { "\($0.kind.rawValue) \($0.first)-\($0.last)" }
    }

    // MARK: What the chain proves

    @Test func `what was written is proved, page by page, with its head`() async throws {
        try await write(1201)
        let report = try store.verifyHistory()
        #expect(report.rows == 1201 && report.from == 1000 && report.to == 1_201_000 && report.faults.isEmpty)
        #expect(report.head == HistoryLink(id: 1201, hash: try rows(limit: 1)[0].hash))
    }

    @Test func `a row's hash is the one that another program makes by the form in the documentation`() async throws {
        try await store.write { [board] transaction in
            try transaction.append(
                HistoryEntry(
                    board: board, key: "00/V/1", event: .created,
                    cause: HistoryEntry.Cause(at: 1_795_435_200_123, attempt: 3, requestID: "r-é"),
                    changes: ["amount": HistoryEntry.Change(old: nil, new: "1.00")], itemID: "7"))
        }
        // By Python's hashlib.
        #expect(try rows().first?.hash == "7a17e6df572e083aff8369124c521017d75ecd44d66b99c7fda6a1a47fff2b31")
    }

    @Test func `an empty history has nothing wrong, and a head`() throws {
        let report = try store.verifyHistory()
        #expect(report.rows == 0 && report.from == nil && report.faults.isEmpty && report.head.id == 0)
    }

    @Test(
        arguments: [
            "at = at + 1", "board = 'x'", "key = 'x'", "event = 'created'", "run = 1", "attempt = NULL",
            "itemID = '0'", "requestID = NULL", "changes = replace(changes, '5', '6')", "note = note || ' '",
            "previous = hash", "hash = previous",
        ])
    func `a value that is altered names its row, whichever it is`(change: String) async throws {
        try await write(9)
        try tamper("UPDATE history SET \(change) WHERE id = 5")
        let found = try store.verifyHistory().faults
        #expect(found.allSatisfy { $0.kind == .altered && 4...6 ~= $0.first && 5...6 ~= $0.last }, "\(found)")
        #expect(found.contains { $0.first == 5 || $0.last == 5 }, "\(found)")
    }

    @Test func `an altered row that was given a hash of its own breaks with the row behind it`() async throws {
        try await write(9)
        let other = try rows()[4]
        try tamper("UPDATE history SET note = 'x', hash = '\(String(repeating: "a", count: 64))' WHERE id = 5")
        #expect(try faults().contains("altered 5-6"))
        #expect(other.hash != String(repeating: "a", count: 64))
    }

    @Test func `moving a text from one value to the next makes another hash`() async throws {
        try await write(1)
        let row = try #require(try rows().first)
        try tamper("UPDATE history SET requestID = 'r1n', note = '' WHERE id = 1")
        #expect(try rows().first?.computedHash() != row.hash)
    }

    @Test(arguments: [(3, 3), (1, 1), (2, 5)])
    func `rows that are removed are named`(first: Int, last: Int) async throws {
        try await write(9)
        try tamper("DELETE FROM history WHERE id BETWEEN \(first) AND \(last)")
        #expect(try faults() == ["removed \(first)-\(last)"])
    }

    @Test func `an end that is cut off is named`() async throws {
        try await write(9)
        try tamper("DELETE FROM history WHERE id > 6")
        #expect(try faults() == ["removed 7-9"])
    }

    @Test func `a row that is put behind the end is named`() async throws {
        try await write(2)
        let last = try #require(try rows().last)
        try tamper(
            "INSERT INTO history SELECT 3, at, board, key, event, run, attempt, itemID, requestID, changes, note,"
                + " '\(last.hash)', hash FROM history WHERE id = 2")
        #expect(try faults() == ["added 3-3"])
    }

    @Test func `an end whose hash was made anew is not the one the chain ended with`() async throws {
        try await write(3)
        try tamper("UPDATE historyChain SET hash = '\(String(repeating: "b", count: 64))'")
        #expect(try faults() == ["altered 3-3"])
    }

    @Test func `a chain that somebody made anew from end to end is betrayed by a head that was noted`() async throws {
        try await write(5)
        let noted = try #require(try rows().last.map { HistoryLink(id: $0.id, hash: $0.hash) })
        try tamper(
            "DELETE FROM history; UPDATE historyChain SET id = 0, hash = prunedHash, prunedID = 0")
        try await write(5, from: 2)
        #expect(try faults().isEmpty)
        #expect(try faults(noted) == ["altered 5-5"])
    }

    @Test func `a head that was noted stays proved while the chain grows, and shows when it became shorter`()
        async throws
    {
        try await write(5)
        let noted = try #require(try rows().last.map { HistoryLink(id: $0.id, hash: $0.hash) })
        try await write(700, from: 6)
        #expect(try faults(noted).isEmpty)
        #expect(try faults(HistoryLink(id: 800, hash: noted.hash)) == ["removed 706-800"])
        _ = try store.pruneHistory(before: 4500)
        #expect(try faults(noted).isEmpty)
        // Once the noted row itself is removed, nothing says any more that what is left follows it.
        _ = try store.pruneHistory(before: 5500)
        #expect(try faults(noted) == ["unknown 5-5"])
        _ = try store.pruneHistory(before: 6500)
        #expect(try faults(noted) == ["unknown 5-5"])
    }

    @Test func `a history without its beginning and end is refused in words`() async throws {
        try await write(2)
        try tamper("DELETE FROM historyChain")
        let error = #expect(throws: StoreError.self) { try store.verifyHistory() }
        #expect(error?.description.contains("somebody removed them") == true)
    }

    @Test func `many faults are told up to a number`() async throws {
        try await write(100)
        try tamper("UPDATE history SET note = 'x'")
        #expect(try faults().count == 20)
    }

    @Test(arguments: ["UPDATE history SET note = ''", "DELETE FROM history WHERE id = 2"])
    func `the state refuses to have its history altered by mistake`(sql: String) async throws {
        try await write(3)
        #expect(throws: DatabaseError.self) { try DatabaseQueue(path: path).write { try $0.execute(sql: sql) } }
        #expect(try rows().count == 3)
    }

    // MARK: Pruning

    @Test func `old rows go in batches, and what is left is proved still`() async throws {
        try await write(10)
        #expect(try store.pruneHistory(before: 5000, limit: 3) == 3)
        #expect(try store.pruneHistory(before: 5000, limit: 3) == 1)
        #expect(try store.pruneHistory(before: 5000, limit: 3) == 0)
        #expect(try rows().map(\.id) == Array(5...10))
        let report = try store.verifyHistory()
        #expect(report.rows == 6 && report.faults.isEmpty)
        try await write(1, from: 11)
        #expect(try faults().isEmpty)
    }

    @Test func `a history that is pruned whole goes on where it ended`() async throws {
        try await write(3)
        #expect(try store.pruneHistory(before: .max) == 3)
        try await write(2, from: 4)
        #expect(try rows().map(\.id) == [4, 5] && faults().isEmpty)
    }

    @Test func `after pruning a removed first row and a row that was put back are still named`() async throws {
        try await write(6)
        let first = try #require(try rows().first)
        _ = try store.pruneHistory(before: 3000)
        try tamper(
            "INSERT INTO history SELECT 1, 1000, board, key, event, run, attempt, itemID, requestID, changes, note,"
                + " '\(first.previous)', '\(first.hash)' FROM history WHERE id = 3; DELETE FROM history WHERE id = 3")
        #expect(try faults() == ["added 1-1", "removed 3-3"])
    }

    @Test func `rows are pruned from the beginning only, whatever a clock did`() async throws {
        try await write(2, from: 5)
        try await write(2, from: 1)
        #expect(try store.pruneHistory(before: 4000) == 0)
        #expect(try rows().count == 4)
    }

    // MARK: Reading

    @Test func `both orders, limits and pages give every row once`() async throws {
        try await write(1100)
        #expect(try rows().map(\.id) == Array(1...1100))
        #expect(try rows(newestFirst: true).map(\.id) == Array((1...1100).reversed()))
        #expect(try rows(limit: 3).map(\.id) == [1098, 1099, 1100])
        #expect(try rows(limit: 3, newestFirst: true).map(\.id) == [1100, 1099, 1098])
        #expect(try rows(HistoryFilter(key: "none"), limit: 3).isEmpty)
    }

    @Test(arguments: [
        (HistoryFilter(board: "acme/ap-invoices"), [1, 2, 3, 4]), (HistoryFilter(board: "acme/ap-vendors"), []),
        (HistoryFilter(key: "00/V/2"), [2]), (HistoryFilter(key: "00/v/2"), []),
        (HistoryFilter(find: "V/"), [1, 2, 3, 4]),
        (HistoryFilter(find: "/3"), [3]), (HistoryFilter(since: 2000, until: 4000), [2, 3]),
        (HistoryFilter(board: "acme/ap-invoices", find: "2", since: 1), [2]), (HistoryFilter(find: "%"), []),
    ])
    func `a filter holds as a whole`(filter: HistoryFilter, ids: [Int64]) async throws {
        try await write(4)
        #expect(try rows(filter).map(\.id) == ids)
    }

    @Test func `a number as Sage holds it is found, blanks, slashes and lower case included`() async throws {
        let key = RecordKey(["00", "V", " 45/7a"]).text
        try await store.write { [board] transaction in
            try transaction.append(
                HistoryEntry(board: board, key: key, event: .created, cause: HistoryEntry.Cause(at: 1)))
        }
        #expect(try rows(HistoryFilter(find: " 45/7a")).count == 1)
        #expect(try rows(HistoryFilter(find: "45%2F7")).count == 1)
    }

    // MARK: Export

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_435_200_007, "2026-11-23T12:00:00.007Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "253402300800000"), (-1, "-1"),
            (Int64.max, "9223372036854775807"),
        ] as [(Int64, String)])
    func `a moment is exact, and one that nobody can mean stays a number`(at: Int64, text: String) {
        #expect(HistoryRow.moment(at) == text)
    }

    @Test func `CSV is exact, quoted where it must be, and times are UTC`() async throws {
        try await store.write { [board] transaction in
            try transaction.append(
                HistoryEntry(
                    board: board, key: "00/V/1", event: .blocked,
                    cause: HistoryEntry.Cause(at: 1_795_435_200_123, note: "=A1, \"\u{301}\r\nline"),
                    changes: ["name": HistoryEntry.Change(old: "a\"b", new: nil)]))
        }
        let row = try #require(try rows().first)
        let expected =
            "1,2026-11-23T12:00:00.123Z,acme/ap-invoices,00/V/1,blocked,,,,,"
            + #""{""name"":[""a\""b"",null]}","=A1, """# + "\u{301}\r\nline\",\(row.previous),\(row.hash)\r\n"
        #expect(row.csv == expected)
        #expect(HistoryRow.csvHeader.split(separator: ",").count == 13)
        let json = String(decoding: try JSONEncoder().encode(row), as: UTF8.self)
        #expect(json.contains(#""changes":{"name":["a\"b",null]}"#))
    }
}
