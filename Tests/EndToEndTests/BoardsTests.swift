import Foundation
import HTTPTypes
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// Boards that the built relay makes, keeps, looks at and mends, against the simulated monday.com.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct BoardsTests {
    private static let all: [RecordKind] = [.apInvoice, .apVendor, .glAccount, .purchaseOrder]

    private struct Report: Decodable {
        struct Step: Decodable {
            var what: String
            var isDone: Bool
        }
        struct Finding: Decodable {
            var weight: String
            var sentence: String
        }
        struct Board: Decodable {
            var board: String
            var boardID: String?
            var isMade: Bool
            var problem: String?
            var steps: [Step]
            var findings: [Finding]
        }
        var boards: [Board]
    }

    private func boards(_ bridge: Bridge, _ arguments: [String]) async throws -> (
        rows: [Report.Board], exitCode: Int32, errors: String
    ) {
        let process = try await ChildProcess.run(
            "sage-relay", ["boards"] + arguments + ["--config", "relay.yaml", "--json"], in: bridge.folder.path
        ).process
        let report = try? JSONDecoder().decode(Report.self, from: Data(process.standardOutput.utf8))
        return (report?.boards ?? [], await process.exitCode(), process.standardError)
    }

    /// Stops the relay, so that it takes up a new configuration with the next start.
    private func stop(_ bridge: Bridge) async {
        await bridge.killBoth()
    }

    @Test func `boards are made, filled, looked at, changed by people, and mended`() async throws {
        let bridge = try await Bridge()
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        try bridge.configureRelay(kinds: Self.all, tuning: tuning)
        try await bridge.start()

        let unmade = try await boards(bridge, ["check"])
        #expect(unmade.exitCode == 1 && unmade.rows.allSatisfy { $0.problem?.contains("boards create") == true })
        let dry = try await boards(bridge, ["create", "--dry-run"])
        #expect(dry.exitCode == 0 && dry.rows.count == 4 && dry.rows.allSatisfy { $0.steps.count > 8 }, "\(dry)")

        let made = try await boards(bridge, ["create", "--write"])
        #expect(made.exitCode == 0 && made.rows.allSatisfy { $0.isMade && $0.problem == nil }, "\(made)")
        #expect(
            made.rows.first { $0.board == "acme/gl-accounts" }?.steps.contains { $0.what.contains("Department") }
                == true)
        let yaml = try String(contentsOfFile: bridge.folder.path + "/relay.yaml", encoding: .utf8)
        #expect(
            !yaml.contains("board: new") && made.rows.allSatisfy { yaml.contains("board: \"\($0.boardID ?? "?")\"") })
        for (kind, row) in zip(Self.all, ["ap-invoices", "ap-vendors", "gl-accounts", "purchase-orders"]) {
            bridge.adopt(board: made.rows.first { $0.board == "acme/\(row)" }?.boardID, for: kind)
        }
        let again = try await boards(bridge, ["create", "acme/ap-vendors"])
        #expect(again.rows.count == 1 && again.rows.allSatisfy { !$0.isMade && $0.steps.isEmpty })

        await stop(bridge)
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 0, "\(sync.errors)")
        #expect(Set(try await bridge.values(.apVendor, column: "Sage Key")).count == 40)
        #expect(Set(try await bridge.values(.apInvoice, column: "Sage Key")).count == 80)
        let fine = try await boards(bridge, ["check"])
        #expect(fine.exitCode == 0 && fine.rows.allSatisfy { $0.findings.isEmpty && $0.steps.isEmpty }, "\(fine)")
        let quiet = try await bridge.sync()
        #expect(quiet.rows.map(\.created).reduce(0, +) == 0 && quiet.rows.map(\.updated).reduce(0, +) == 0)
    }

    @Test func `what people change on a board costs what it must and is mended`() async throws {
        let bridge = try await Bridge()
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        tuning.board = ", grouping: status"
        try bridge.configureRelay(kinds: [.apVendor], tuning: tuning)
        let made = try await boards(bridge, ["create", "--write"])
        #expect(made.exitCode == 0 && made.rows.first?.steps.contains { $0.what.contains("group \"Active\"") } == true)
        let id = try #require(made.rows.first?.boardID)
        bridge.adopt(board: id, for: .apVendor)
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)

        // Somebody renames a column, deletes another and a needed one, and takes a label away.
        let edit = """
            {"columns": [{"id": "vendor_name", "title": "Supplier"}, {"id": "terms_code", "state": "deleted"},
              {"id": "vendor_number", "state": "deleted"}]}
            """
        _ = try await bridge.ask(.post, "/simulator/boards/\(id)", Data(edit.utf8))
        let found = try await boards(bridge, ["check"])
        let weights = found.rows.first?.findings.map(\.weight) ?? []
        #expect(found.exitCode == 1 && weights == ["board", "field", "notice"], "\(found)")
        #expect(found.rows.first?.findings.last?.sentence.contains("called \"Supplier\" now") == true)
        let unasked = try await boards(bridge, ["fix"])
        #expect(unasked.exitCode == 64 && unasked.errors.contains("--yes"))
        let fixed = try await boards(bridge, ["fix", "--yes"])
        #expect(fixed.exitCode == 0 && fixed.rows.first?.steps.count == 2, "\(fixed)")
        // The new columns are filled for every vendor.
        let isFilled = await eventually(within: .seconds(30)) {
            (try? await bridge.values(.apVendor, column: "Vendor No").filter { !$0.isEmpty }.count) == 40
        }
        #expect(isFilled)
        #expect(try await boards(bridge, ["check"]).exitCode == 0)

        _ = try await bridge.ask(.post, "/simulator/boards/\(id)", Data(#"{"access": "view"}"#.utf8))
        let readOnly = try await boards(bridge, ["check"])
        #expect(readOnly.rows.first?.findings.first?.sentence.contains("right to edit") == true)
        _ = try await bridge.ask(.post, "/simulator/boards/\(id)", Data(#"{"access": "edit", "itemsLimit": 41}"#.utf8))
        let full = try await boards(bridge, ["check"])
        #expect(full.exitCode == 0, "\(full)")
        #expect(full.rows.first?.findings.contains { $0.sentence.contains("40 of 41") } == true, "\(full)")
    }

    @Test func `a board that was begun is gone on with, whatever was lost`() async throws {
        let bridge = try await Bridge()
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        try bridge.configureRelay(kinds: [.apVendor], tuning: tuning)
        // The answer that would tell the new board's id never comes, and then the token is refused in the middle.
        try await bridge.inject(#"{"kind":"executeThenDrop","operation":"create_board","times":1}"#)
        try await bridge.inject(#"{"kind":"unauthorized","operation":"create_column","nth":4,"times":1}"#)
        let broken = try await boards(bridge, ["create"])
        #expect(broken.exitCode == 1 && broken.rows.first?.problem != nil, "\(broken)")
        for file in ["relay.sqlite", "relay.sqlite-wal", "relay.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: bridge.folder.path + "/" + file)
        }
        let made = try await boards(bridge, ["create"])
        #expect(made.exitCode == 0 && made.rows.first?.isMade == false && made.rows.first?.boardID != nil, "\(made)")
        #expect(made.errors.contains("board: \"\(made.rows.first?.boardID ?? "?")\""))
        let third = try await boards(bridge, ["create"])
        #expect(third.rows.first?.boardID == made.rows.first?.boardID && third.rows.first?.steps.isEmpty == true)
    }

    @Test func `a board that fills up goes on on the next one, over a restart, and old records stay where they are`()
        async throws
    {
        let bridge = try await Bridge()
        var tuning = Bridge.Tuning()
        tuning.board = ", next-boards: [{ board: new }], next-at: 80%"
        try bridge.configureRelay(kinds: [.apVendor], tuning: tuning)
        let first = try #require(bridge.boards[.apVendor])
        _ = try await bridge.ask(.post, "/simulator/boards/\(first)", Data(#"{"itemsLimit": 25}"#.utf8))
        let made = try await boards(bridge, ["create", "--write"])
        #expect(made.exitCode == 0 && made.rows.map(\.board) == ["acme/ap-vendors/2"], "\(made)")
        let second = try #require(made.rows.first?.boardID)
        try await bridge.start()
        let isFilled = await eventually(within: .seconds(90)) {
            _ = try? await bridge.sync()
            let counts = (
                try? await self.column("Sage Key", bridge, first).count,
                try? await self.column("Sage Key", bridge, second).count
            )
            return counts.0 == 25 && counts.1 == 15
        }
        #expect(isFilled)
        let old = Set(try await column("Sage Key", bridge, first))
        let status = try await ChildProcess.run(
            "sage-relay", ["status", "--exit-zero", "--config", "relay.yaml"], in: bridge.folder.path
        ).process
        #expect(status.standardOutput.contains("New records go to acme/ap-vendors/2."), "\(status.standardOutput)")
        let check = try await boards(bridge, ["check"])
        #expect(check.exitCode == 0 && check.rows.map(\.board) == ["acme/ap-vendors", "acme/ap-vendors/2"], "\(check)")

        await stop(bridge)
        try bridge.life.live(seed: 11)
        try await bridge.start()
        let vendors = try bridge.life.folder.contents().books.records("AP_Vendor").count
        #expect(vendors > 40)
        let isKept = await eventually(within: .seconds(90)) {
            _ = try? await bridge.sync(["--all", "--mode", "sweep"])
            return (try? await self.column("Sage Key", bridge, second).count) == vendors - 25
        }
        #expect(isKept)
        let (left, right) = (
            try await column("Sage Key", bridge, first), Set(try await column("Sage Key", bridge, second))
        )
        #expect(left.count == 25 && Set(left) == old, "an item stays on its board")
        #expect(old.isDisjoint(with: right) && right.count == vendors - 25, "each record has one item on one board")
        let names = try await column("Vendor", bridge, first) + column("Vendor", bridge, second)
        #expect(names.contains { $0.hasPrefix("Renamed ") }, "\(names)")
        let quiet = try await bridge.sync()
        #expect(quiet.exitCode == 0 && quiet.rows.map(\.created).reduce(0, +) == 0, "\(quiet)")
    }

    /// The values of one column of a board, by title.
    private func column(_ title: String, _ bridge: Bridge, _ board: String) async throws -> [String] {
        bridge.adopt(board: board, for: .apVendor)
        return try await bridge.values(.apVendor, column: title)
    }
}
