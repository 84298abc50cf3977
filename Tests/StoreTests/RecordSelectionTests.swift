import Foundation
import Mapping
import Store
import Sync
import TestSupport
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct RecordSelectionTests {
    private let folder: ScratchFolder
    private let store: RelayStore
    private let board = BoardRef(connection: "acme", kind: .apInvoice)

    init() async throws {
        folder = try ScratchFolder()
        store = try RelayStore(path: folder.path + "/relay.sqlite")
        let rows: [(key: String, state: RecordRow.State, date: String?, item: String?, isGone: Bool)] = [
            ("00/A/1", .done, "2026-10-01", "1", false), ("00/A/2", .queued, "2026-10-31", nil, false),
            ("00/B/1", .blocked, "2026-11-01", "3", false), ("00/B/3", .skipped, "2026-10-15", nil, false),
            ("00/C/4", .done, nil, "5", true),
        ]
        for board in [board, BoardRef(connection: "other", kind: .apInvoice)] {
            try await store.write { transaction in
                for row in rows {
                    var fields = ["invoice-number": row.key.split(separator: "/").last.map(String.init) ?? ""]
                    fields["invoice-date"] = row.date
                    try transaction.save(
                        RecordRow(
                            board: board, key: row.key, state: row.state,
                            desired: ItemContent(name: row.key, fields: fields), confirmed: nil, itemID: row.item,
                            isGone: row.isGone, failures: 0, dueAt: 0, problem: nil))
                }
            }
        }
    }

    private func keys(_ selection: RecordSelection, after: String? = nil, limit: Int = 100) async throws -> [String] {
        try await store.read { [board] in try $0.keys(board, selection, after: after, limit: limit) }
    }

    private static func dates(_ first: String, _ last: String) -> RecordSelection {
        RecordSelection(range: RecordSelection.Range(field: "invoice-date", first: first, last: last))
    }

    @Test func `without a condition it is every record, in pages by key`() async throws {
        #expect(try await keys(RecordSelection(), limit: 2) == ["00/A/1", "00/A/2"])
        #expect(try await keys(RecordSelection(), after: "00/A/2", limit: 2) == ["00/B/1", "00/B/3"])
        #expect(try await keys(RecordSelection(), after: "00/C/4").isEmpty)
    }

    @Test func `a range holds both its ends, and no record without a date`() async throws {
        #expect(try await keys(Self.dates("2026-10-01", "2026-10-31")) == ["00/A/1", "00/A/2", "00/B/3"])
        #expect(try await keys(Self.dates("2026-10-02", "2026-10-30")) == ["00/B/3"])
        #expect(try await keys(Self.dates("0000-01-01", "9999-12-31")).count == 4)
        #expect(try await keys(Self.dates("2026-10-31", "2026-10-01")).isEmpty)
    }

    @Test func `an invoice's number may be several records'`() async throws {
        let number = RecordSelection.Range(field: "invoice-number", first: "1", last: "1")
        #expect(try await keys(RecordSelection(range: number)) == ["00/A/1", "00/B/1"])
    }

    @Test func `conditions narrow each other`() async throws {
        #expect(try await keys(RecordSelection(states: [.done, .blocked])) == ["00/A/1", "00/B/1", "00/C/4"])
        #expect(try await keys(RecordSelection(states: [.done], isGone: true)) == ["00/C/4"])
        #expect(try await keys(RecordSelection(hasItem: false)) == ["00/A/2", "00/B/3"])
        #expect(try await keys(RecordSelection(keys: ["00/A/2", "00/B/1", "none"], hasItem: true)) == ["00/B/1"])
        #expect(try await keys(RecordSelection(keys: [])).isEmpty)
        #expect(try await keys(RecordSelection(states: [])).isEmpty)
        let all = try await store.read { [board] in try $0.tally(board, RecordSelection()) }
        #expect(all == RecordTally(withItem: 3, withoutItem: 2) && all.all == 5)
    }

    @Test func `a value is never taken for SQL`() async throws {
        let hostile = "x' OR '1'='1"
        #expect(try await keys(RecordSelection(keys: [hostile, "\"", "%"])).isEmpty)
        let range = RecordSelection.Range(field: "invoice-number", first: hostile, last: hostile)
        #expect(try await keys(RecordSelection(range: range)).isEmpty)
    }

    @Test func `a mark touches its board alone, in one transaction`() async throws {
        let marked = try await store.write { [board] in
            try $0.sendAgain(board, Self.dates("2026-10-01", "2026-10-31"))
        }
        #expect(marked == 2)
        #expect(try await keys(RecordSelection(states: [.queued])) == ["00/A/1", "00/A/2"])
        let other = BoardRef(connection: "other", kind: .apInvoice)
        #expect(
            try await store.read { try $0.keys(other, RecordSelection(states: [.queued]), after: nil, limit: 9) } == [
                "00/A/2"
            ])
    }
}
