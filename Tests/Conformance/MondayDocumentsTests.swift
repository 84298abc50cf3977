import Foundation
import Monday
import Testing

/// Every GraphQL document the relay can send is valid for monday's schema, judged by graphql-core, not by our own code.
@Suite(.timeLimit(.minutes(1)))
struct MondayDocumentsTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    private static var documents: [(name: String, call: MondayCall)] {
        let queries: [(String, MondayCall)] = [
            ("who-am-i", WhoAmI.call()),
            ("account-tier", AccountTier.call()),
            ("board-discovery", BoardDiscovery.call(boards: ["1", "2"])),
            ("item-lookup", ItemLookup.call(board: "1", keyColumn: "k", groups: [["a", "b"]])),
            ("item-lookups", ItemLookup.call(board: "1", keyColumn: "k", groups: [["a", "b"], ["c"]])),
            ("key-items", KeyItems.call(after: nil, board: "1", keyColumn: "k")),
            ("next-key-items", KeyItems.call(after: "c", board: "1", keyColumn: "k")),
            ("board-items", BoardItems.call(board: "1", columns: ["k"])),
            ("next-items", NextItems.call(cursor: "c", columns: ["k"])),
            ("bulk-ingest", BulkIngest.call(board: "1", group: "g", matchColumn: "k")),
            ("bulk-ingest-of-new-items", BulkIngest.call(board: "1", group: "g", matchColumn: nil)),
            ("bulk-job-status", BulkJobStatus.call(job: "1")),
            ("items-by-id", ItemsByID.call(items: ["1", "2"], columns: ["k"])),
            ("subitems-of-items", SubitemsOfItems.call(items: ["1", "2"], columns: ["k"])),
        ]
        let label = BoardStructure.Label(text: "Paid", color: "done_green", index: 1, isDone: true)
        let structure: [(String, MondayCall)] = [
            ("board-list", BoardList.call(page: 2)),
            (
                "create-board",
                BoardStructure.board(
                    name: "b", isPrivate: true, description: "d", workspace: nil, idempotencyKey: "k")
            ),
            ("create-group", BoardStructure.group(board: "1", title: "g", color: nil, idempotencyKey: "k")),
            (
                "create-column",
                BoardStructure.column(
                    board: "1", title: "t", type: "text", id: "i", description: nil, defaults: nil, idempotencyKey: "k")
            ),
            (
                "create-status-column",
                BoardStructure.statusColumn(
                    board: "1", title: "t", id: nil, description: nil, labels: [label], idempotencyKey: "k")
            ),
            (
                "update-status-column",
                BoardStructure.labels(
                    board: "1", column: "c", revision: "7", labels: [label], idempotencyKey: "k")
            ),
            ("archive-items", ItemArchiving.call(items: ["1", "2"], idempotencyKey: "k")),
        ]
        let create = MutationBatch.Member.create(name: "a", values: "{}")
        let change = MutationBatch.Member.change(item: "7", values: "{}")
        let batches = [1, 2, 50].flatMap { count in
            [("creates", [create]), ("changes", [change]), ("mixed", [create, change])].map { name, members in
                let all = (0..<count).map { members[$0 % members.count] }
                let batch = MutationBatch(board: "1", group: "g", members: all)
                return ("\(name)-\(count)", batch.call(idempotencyKey: "k"))
            }
        }
        let lines: [(String, [LineBatch.Member])] = [
            ("lines-made", [.create(parent: "1", name: "a", values: "{}")]),
            ("lines-changed", [.change(item: "7", values: "{}")]), ("lines-deleted", [.delete(item: "7")]),
        ]
        let subitems = [1, 2, 50].flatMap { count in
            lines.map { name, members in
                let batch = LineBatch(board: "2", members: (0..<count).map { members[$0 % members.count] })
                return ("\(name)-\(count)", batch.call(idempotencyKey: "k"))
            }
        }
        return queries + structure + batches + subitems
    }

    @Test func `every document is valid for monday's schema`() throws {
        let (status, output) = try check(Self.documents.map { ($0.name, try Self.text(of: $0.call)) })
        #expect(status == 0, "\(output)")
        #expect(output.contains("\(Self.documents.count) documents are valid"))
    }

    @Test(
        arguments: [
            "query { me { id name is_admin } }", "query ($a: ID!) { me { id } }", "query { boards(id: 1) { id } }",
            "mutation { create_item(board_id: 1) { id } }", "query { me ",
        ])
    func `a wrong document is found`(document: String) throws {
        let (status, output) = try check([("wrong", document)])
        #expect(status == 1, "\(output)")
    }

    private static func text(of call: MondayCall) throws -> String {
        let body = try JSONValue(parsing: call.body)
        return try #require(body["query"]?.string)
    }

    private func check(_ documents: [(String, String)]) throws -> (Int32, String) {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let files = try documents.map { name, text in
            let file = scratch.appending(path: "\(name).graphql")
            try text.write(to: file, atomically: false, encoding: .utf8)
            return file.path
        }
        let python = Process()
        // The system's Python, since that is the one apt installs python3-graphql-core for.
        python.executableURL = URL(filePath: "/usr/bin/python3")
        let schema = Self.folder.appending(path: "monday-excerpt.graphql").path
        python.arguments = [Self.folder.appending(path: "validate.py").path, schema] + files
        let pipe = Pipe()
        python.standardOutput = pipe
        python.standardError = pipe
        try python.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        python.waitUntilExit()
        return (python.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
