import Foundation
import HTTPClient
import Mapping
import Rig
import TestSupport
import Testing
import WireProtocol

/// The built relay against boards that people have worked on, and with a state that was lost.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct ReconcileTests {
    private static let kinds: [RecordKind] = [.apInvoice, .apVendor, .glAccount, .purchaseOrder]

    private func relay(_ arguments: [String], _ bridge: Bridge) async throws -> (out: String, code: Int32, err: String)
    {
        let (process, code) = try await ChildProcess.run(
            "sage-relay", arguments + ["--config", "relay.yaml"], in: bridge.folder.path)
        return (process.standardOutput, code, process.standardError)
    }

    /// What every item of a board shows by the text of its key, its id included.
    private func items(_ bridge: Bridge, _ kind: RecordKind) async throws -> [String: [String]] {
        struct Board: Decodable {
            struct Item: Decodable {
                struct Value: Decodable {
                    var title: String
                    var text: String?
                }
                var id: String
                var name: String
                var values: [Value]
            }
            var items: [Item]
        }
        let board = try JSONDecoder().decode(Board.self, from: try await bridge.board(kind))
        return Dictionary(
            board.items.map { item in
                (
                    item.values.first { $0.title == "Sage Key" }?.text ?? "",
                    [item.id, item.name] + item.values.map { $0.text ?? "" }
                )
            }, uniquingKeysWith: { _, _ in ["two items of one key"] })
    }

    @Test func `what people did to boards is told, put right and told again`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(kinds: Self.kinds)
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let before = try await items(bridge, .apInvoice)
        let clean = try await relay(["reconcile"], bridge)
        #expect(clean.code == 0, "\(clean.out)\(clean.err)")
        #expect(clean.out.split(separator: "\n").count == 4 && clean.out.contains("acme/ap-invoices: equal."))

        let invoices = before.values.map { $0[0] }.sorted()
        try await bridge.mutate(
            "change_simple_column_value", item: invoices[0], kind: .apInvoice, column: "Amount", value: "999999.99")
        try await bridge.mutate("delete_item", item: invoices[1])
        try await bridge.mutate("archive_item", item: invoices[2])
        let told = try await relay(["reconcile", "--board", "acme/ap-invoices", "--policy", "report"], bridge)
        #expect(told.code == 1 && told.out.contains("999999.99") && told.out.contains("The item was deleted."))
        #expect(told.out.contains("Control totals that differ") && told.out.contains("archived"))
        let mended = try await relay(["reconcile", "--board", "acme/ap-invoices"], bridge)
        #expect(mended.code == 0, "\(mended.out)\(mended.err)")
        #expect(mended.out.contains("equal, after repairs.") && mended.out.contains("1 corrected, 1 made again"))
        let after = try await items(bridge, .apInvoice)
        #expect(after.count == 79 && after.allSatisfy { Array(before[$0]?.dropFirst() ?? []) == Array($1.dropFirst()) })
        let last = try await relay(["reconcile", "--last"], bridge)
        #expect(last.code == 0 && last.out.contains("equal, after repairs."))
        let other = try await relay(["reconcile", "--board", "acme/none"], bridge)
        #expect(other.code == 64)
    }

    @Test func `a state that is lost comes back from the boards without one new item`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(kinds: Self.kinds)
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        var before: [RecordKind: [String: [String]]] = [:]
        for kind in Self.kinds { before[kind] = try await items(bridge, kind) }
        await bridge.killBoth()
        for file in ["relay.sqlite", "relay.sqlite-wal", "relay.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: bridge.folder.path + "/" + file)
        }
        // Not on schedule, which would look every key up by itself before the command is there.
        let ready = bridge.folder.path + "/rebuild.json"
        let rebuild = try ChildProcess(
            "sage-relay", ["rebuild", "--all", "--json", "--config", "relay.yaml", "--ready-file", ready],
            in: bridge.folder.path)
        #expect(await eventually(within: .seconds(20)) { FileManager.default.fileExists(atPath: ready) })
        try bridge.adoptPort(of: ready)
        try bridge.configureAgent()
        try bridge.startAgent()
        #expect(await rebuild.exitCode() == 0, "\(rebuild.standardOutput)\(rebuild.standardError)")
        struct Report: Decodable {
            struct Row: Decodable {
                struct Rebuilt: Decodable {
                    var adopted: Int
                    var new: Int
                }
                var rebuilt: Rebuilt
                var sync: SyncReport.Row
            }
            var rows: [Row]
        }
        let rows = try JSONDecoder().decode(Report.self, from: Data(rebuild.standardOutput.utf8)).rows
        #expect(rows.map(\.rebuilt.adopted) == [80, 40, 60, 20] && rows.map(\.rebuilt.new) == [80, 40, 60, 20])
        #expect(rows.allSatisfy { $0.sync.created == 0 && $0.sync.updated == 0 })
        for kind in Self.kinds { #expect(try await items(bridge, kind) == before[kind]) }
    }

    @Test func `a state that is restored from an old copy is brought up without one new item`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.start()
        // The copy is of the moment before the first sync: everything on the board is later than it.
        await bridge.killBoth()
        let files = ["relay.sqlite", "relay.sqlite-wal"]
        let copies = files.map { FileManager.default.contents(atPath: bridge.folder.path + "/" + $0) }
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let before = try await items(bridge, .apVendor)
        await bridge.killBoth()
        try? FileManager.default.removeItem(atPath: bridge.folder.path + "/relay.sqlite-shm")
        for (file, bytes) in zip(files, copies) {
            try? FileManager.default.removeItem(atPath: bridge.folder.path + "/" + file)
            if let bytes { try bytes.write(to: URL(filePath: bridge.folder.path + "/" + file)) }
        }
        try await bridge.start()
        let rebuilt = try await relay(["rebuild", "acme/ap-vendors"], bridge)
        #expect(rebuilt.code == 0, "\(rebuilt.out)\(rebuilt.err)")
        #expect(try await items(bridge, .apVendor) == before)
        #expect(try await relay(["reconcile"], bridge).code == 0)
    }

    @Test func `a board without a key of ours is refused, and a rebuild wants its boards named`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        let refused = try await relay(["rebuild", "acme/ap-vendors", "--no-read"], bridge)
        #expect(refused.code == 1 && refused.out.contains("acme/ABC/ap-vendor/"), "\(refused.out)\(refused.err)")
        #expect(try await relay(["rebuild"], bridge).code == 64)
    }
}
