import Foundation
import GRDB
import Mapping
import Sync
import TestSupport
import Testing
import WireProtocol

@testable import Store

/// What scans saw, kept beside the records, and how a state of an earlier version comes to it.
struct SightingTests {
    private let folder: ScratchFolder
    private let ref = BoardRef(connection: "acme", kind: .apVendor)

    init() throws {
        folder = try ScratchFolder()
    }

    private func row(_ key: String) -> RecordRow {
        RecordRow(board: ref, key: key, desired: ItemContent(name: key, fields: [:]), isInScope: true)
    }

    private func open() throws -> RelayStore { try RelayStore(path: folder.path + "/relay.sqlite") }

    @Test func `a record differs until it was seen with the same digest`() async throws {
        let (store, ref) = (try open(), ref)
        let rows = ["00/A", "00/B", "00/C"].map(row)
        try await store.write { transaction in
            for row in rows { try transaction.save(row) }
            try transaction.see(ref, Sighting(key: "00/A", digest: "1"), scan: 1)
            try transaction.see(ref, Sighting(key: "00/B", digest: "1"), scan: 1)
        }
        let lines = ["00/A": "1", "00/B": "2", "00/C": "", "00/D": "1"].map { Sighting(key: $0, digest: $1) }
        #expect(try await store.read { try $0.differing(ref, lines) } == ["00/B", "00/D"])
        #expect(try await store.read { try $0.differing(ref, []) }.isEmpty)
        let other = BoardRef(connection: "other", kind: .apVendor)
        #expect(try await store.read { try $0.differing(other, lines) }.count == 4)
    }

    @Test(arguments: ["\"", "\\", "é", "\u{1}", "a\"b\\c", String(repeating: "x", count: 5000), "'; --"])
    func `a digest of any text is compared to the byte`(digest: String) async throws {
        let (store, ref, row) = (try open(), ref, row("00/%61"))
        try await store.write { transaction in
            try transaction.save(row)
            try transaction.see(ref, Sighting(key: row.key, digest: digest), scan: 1)
        }
        let same = [Sighting(key: row.key, digest: digest)]
        #expect(try await store.read { try $0.differing(ref, same) }.isEmpty)
        let other = [Sighting(key: row.key, digest: digest + " ")]
        #expect(try await store.read { try $0.differing(ref, other) } == [row.key])
    }

    @Test func `what a scan did not see is what no scan marked since`() async throws {
        let (store, ref) = (try open(), ref)
        let rows = ["00/A", "00/B", "00/C", "00/D"].map(row)
        try await store.write { transaction in
            for row in rows {
                try transaction.save(row)
                try transaction.see(ref, Sighting(key: row.key, digest: "1"), scan: 1)
            }
            try transaction.mark(ref, keys: ["00/A", "00/C"], scan: 2)
            try transaction.seeUnreadable(ref, key: "00/D", scan: 2)
        }
        #expect(try await store.read { try $0.unseen(ref, scan: 2, after: nil, limit: 9).map(\.key) } == ["00/B"])
        #expect(try await store.read { try $0.unseen(ref, scan: 2, after: "00/B", limit: 9).isEmpty })
        #expect(try await store.read { try $0.unseen(ref, scan: 3, after: nil, limit: 2).count } == 2)
        let unreadable = [Sighting(key: "00/D", digest: "1")]
        #expect(try await store.read { try $0.differing(ref, unreadable) } == ["00/D"])
        try await store.write { try $0.forgetSighting(ref, key: "00/B") }
        #expect(try await store.read { try $0.unseen(ref, scan: 2, after: nil, limit: 9).isEmpty })
    }

    @Test func `a sighting does not outlive its record, and there is none without one`() async throws {
        let (store, ref, row) = (try open(), ref, row("00/A"))
        try await store.write { transaction in
            try transaction.save(row)
            try transaction.see(ref, Sighting(key: row.key, digest: "1"), scan: 1)
        }
        try store.writeNow { try $0.execute(sql: "DELETE FROM record") }
        let line = [Sighting(key: row.key, digest: "1")]
        #expect(try await store.read { try $0.differing(ref, line) } == [row.key])
        await #expect(throws: (any Error).self) {
            try await store.write { try $0.see(ref, Sighting(key: "00/Z", digest: "1"), scan: 1) }
        }
    }

    @Test func `a state of the version before keeps what it knows`() async throws {
        let path = folder.path + "/relay.sqlite"
        do {
            let queue = try DatabaseQueue(path: path)
            try StoreSchema.migrator.migrate(queue, upTo: "2")
            try await queue.write { database in
                try database.execute(
                    sql: """
                        INSERT INTO board (board, watermark, segments, needsDiscovery)
                            VALUES ('acme/ap-vendors', '20261123T11:00:00.000', '[]', 0), ('acme/ap-invoices', NULL, '[]', 1);
                        INSERT INTO record VALUES
                            ('acme/ap-vendors', '00/A', 'done', 'd1', '{"name":"A","fields":{}}', NULL, '1', 0, 7, 0, 0, NULL),
                            ('acme/ap-vendors', '00/B', 'done', 'd2', '{"name":"B","fields":{}}', NULL, '2', 1, 3, 0, 0, NULL);
                        INSERT INTO scan (id, board, mode, since, startedAt, cursor, highWater) VALUES
                            (8, 'acme/ap-vendors', 'sweep', NULL, '20261123T12:00:00.000', 'c', NULL);
                        UPDATE sqlite_sequence SET seq = 11 WHERE name = 'scan';
                        """)
            }
            try queue.close()
        }
        let (store, ref) = (try open(), ref)
        let board = try await store.read { try $0.board(ref) }
        #expect(board.coverage.spans.count == 1 && board.watermark?.text == "20261123T11:00:00.000")
        let invoices = BoardRef(connection: "acme", kind: .apInvoice)
        #expect(try await store.read { try $0.board(invoices).coverage } == Coverage())
        let lines = ["00/A": "d1", "00/B": "d2"].map { Sighting(key: $0, digest: $1) }
        #expect(
            try await store.read { try $0.differing(ref, lines) } == ["00/B"], "what is gone is read when it returns")
        #expect(try await store.read { try $0.record(ref, key: "00/A")?.itemID } == "1")
        #expect(try await store.read { try $0.unseen(ref, scan: 8, after: nil, limit: 9).map(\.key) } == ["00/A"])
        let scan = try #require(try await store.read { try $0.scan(ref, .deep) })
        #expect(scan.id == 8 && scan.cursor == "c")
        let next = try await store.write { transaction in
            try transaction.openScan { id in
                ScanRow(id: id, board: ref, mode: .poll, since: nil, startedAt: scan.startedAt)
            }
        }
        #expect(next.id == 12, "numbers go on growing")
    }
}
