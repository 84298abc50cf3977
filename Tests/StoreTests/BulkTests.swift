import Foundation
import Mapping
import Store
import Sync
import Testing
import WireProtocol

/// Bulk imports as rows.
struct BulkTests {
    private let store: RelayStore
    private let ref = BoardRef(connection: "acme", kind: .apVendor)

    init() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "bulk-\(UUID().uuidString).sqlite").path
        store = try RelayStore(path: path)
    }

    private func put(_ key: String, dueAt: Int64 = 0, itemID: String? = nil, state: RecordRow.State = .queued)
        async throws
    {
        let row = RecordRow(
            board: ref, key: key, state: state, desired: ItemContent(name: key, fields: [:]), confirmed: nil,
            itemID: itemID, isGone: false, failures: 0, dueAt: dueAt, problem: nil)
        try await store.write { try $0.save(row) }
    }

    @Test func `candidates are what is to be created now, those waiting longest first`() async throws {
        try await put("b", dueAt: 1)
        try await put("c")
        try await put("a", dueAt: 1)
        try await put("later", dueAt: 11)
        try await put("done", itemID: "1")
        try await put("held", state: .held)
        try await put("tried", dueAt: 10, state: .retryAt)
        let ref = ref
        let rows = try await store.read { try $0.bulkCandidates(ref, now: 10, after: nil, limit: 10) }
        #expect(rows.map(\.key) == ["c", "a", "b", "tried"])
        let rest = try await store.read { [after = rows[1]] in
            try $0.bulkCandidates(ref, now: 10, after: after, limit: 1)
        }
        #expect(rest.map(\.key) == ["b"])
        #expect(try await store.read { try $0.bulkBacklog(ref, now: 10, limit: 100) } == 4)
        #expect(try await store.read { try $0.bulkBacklog(ref, now: 10, limit: 3) } == 3)
        #expect(try await store.read { try $0.bulkBacklog(ref, now: 11, limit: 100) } == 5)
    }

    @Test func `a record that jobs failed to bring twice is no candidate any more`() async throws {
        try await put("a")
        let ref = ref
        for left in [1, 0] {
            try await store.write { try $0.countBulkMiss(ref, key: "a", 1) }
            #expect(try await store.read { try $0.bulkBacklog(ref, now: 1, limit: 9) } == left)
        }
    }

    @Test func `of two members whose keys differ in case alone one is taken`() async throws {
        let ref = ref
        let taken = try await store.write { transaction in
            try [BulkMember(key: "1", sageKey: "x/A"), BulkMember(key: "2", sageKey: "x/a")].map {
                try transaction.add($0, folded: FoundItem.folded($0.sageKey), ref)
            }
        }
        #expect(taken == [true, false])
        #expect(try await store.read { try $0.bulkMember(ref, sageKey: "x/A")?.key } == "1")
        #expect(try await store.read { try $0.bulkMember(ref, sageKey: "x/a") } == nil)
    }

    @Test func `a job, its members and what it came to are kept, and forgotten with its end`() async throws {
        let ref = ref
        var job = BulkJobRow(board: ref, boardID: "7", now: 5)
        job.start()
        job.started(jobID: "9", now: 6)
        let kept = job
        try await store.write { transaction in
            try transaction.save(kept)
            for key in ["a", "b", "c"] {
                _ = try transaction.add(BulkMember(key: key, sageKey: key), folded: key, ref)
            }
            try transaction.save(BulkMember(key: "b", sageKey: "b", items: ["1", "2"]), ref)
        }
        #expect(try await store.read { try $0.bulkJob(ref) } == kept)
        #expect(try await store.read { try $0.bulkFound(ref) } == 1)
        #expect(try await store.read { try $0.bulkMembers(ref, found: true, limit: 9).map(\.items) } == [["1", "2"]])
        #expect(try await store.read { try $0.bulkMembers(ref, found: false, limit: 1).map(\.key) } == ["a"])
        #expect(try await store.read { try $0.bulkMembers(ref, found: nil, limit: 9).count } == 3)
        let status = try store.status(of: [ref])[0]
        #expect(status.bulkImport?.text == "starting a bulk import of 0 rows")
        try await store.write { try $0.closeBulkJob(ref) }
        #expect(try await store.read { try $0.bulkJob(ref) } == nil)
        #expect(try await store.read { try $0.bulkMembers(ref, found: nil, limit: 9).isEmpty })
        #expect(try await store.read { try $0.bulkStanding(ref) } == BulkStanding())
    }
}
