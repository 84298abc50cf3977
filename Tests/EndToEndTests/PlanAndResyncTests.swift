import BusinessObjects
import Foundation
import HTTPClient
import HTTPTypes
import Mapping
import Rig
import SimulatedSage
import Store
import Sync
import TestSupport
import Testing
import WireProtocol

/// What an operator does by hand: look before a sync, and put right what people did to a board.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct PlanAndResyncTests {
    private static let invoice = InvoiceName(division: "00", vendor: "ZZTEST", number: "PLAN-1")
    private static let twin = InvoiceName(division: "00", vendor: "ZZTWIN", number: "PLAN-1")
    private static let key = "acme/ABC/ap-invoice/00/ZZTEST/PLAN-1"

    /// A company with one more vendor and invoice, known by name here.
    private func bridge(kinds: [RecordKind] = [.apInvoice, .apVendor]) async throws -> Bridge {
        let bridge = try await Bridge()
        try change(bridge) { books in
            books.addVendor("ZZTEST", name: "Airway Property")
            books.enter(Self.entry(Self.invoice))
        }
        try bridge.configureRelay(kinds: kinds)
        return bridge
    }

    private static func entry(_ name: InvoiceName) -> InvoiceEntry {
        InvoiceEntry(name, date: "20261015", dueDate: "20261130", lines: [])
    }

    /// Something happens at the company.
    private func change(_ bridge: Bridge, _ events: (inout Books) -> Void) throws {
        let folder = CompanyFolder(bridge.company)
        var contents = try folder.contents()
        events(&contents.books)
        try folder.save(contents)
    }

    // MARK: Plan

    @Test func `a plan shows what the next sync does, and writes nothing`() async throws {
        let bridge = try await bridge()
        let first = try await bridge.planAlone()
        #expect(try await bridge.mutations() == 0)
        #expect(
            try await bridge.ledger().map { $0.records.isEmpty && $0.boards.allSatisfy { $0.company == nil } } == true)
        await bridge.killBoth()
        #expect(first.exitCode == 0 && first.boards.map(\.create) == [81, 41])
        #expect(first.boards.allSatisfy { $0.mode == "full" && $0.change == 0 && $0.records.count == 20 })
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let calls = try #require(try await bridge.ledger()).statuses.map(\.delivered.calls)
        // The columns may be read at the relay's start, and again when the first read has come to its end.
        #expect(zip(calls, first.boards).allSatisfy { 0...2 ~= $0 - ($1.cost?.calls ?? 0) }, "\(calls)")

        let quiet = try await unwritten(bridge) { try await bridge.plan() }
        #expect(quiet.exitCode == 0 && quiet.boards.allSatisfy { $0.writes == 0 && $0.cost?.calls == 0 })

        try change(bridge) { books in
            books.changeDueDate(of: Self.invoice, to: "20261215")
            books.addVendor("ZZNEW", name: "New Vendor")
            books.changeVendor("ZZTEST", ["VendorName": "Airway Holdings"], stamp: .none)
        }
        let changed = try await unwritten(bridge) { try await bridge.plan(["--board", "acme/ap-invoices"]) }
        #expect(changed.boards.count == 1 && changed.boards[0].writes >= 1)
        let record = try #require(changed.boards[0].records.first { $0.key == "00/ZZTEST/PLAN-1" })
        #expect(
            record.changes.first { $0.title == "Due Date" }.map { [$0.old, $0.new] } == ["2026-11-30", "2026-12-15"])
        #expect(changed.boards[0].fields.contains { $0.title == "Due Date" && $0.records == 1 })

        let sweep = try await unwritten(bridge) { try await bridge.plan(["--mode", "sweep", "--limit", "0"]) }
        #expect(sweep.boards[1].change == 1 && sweep.boards[1].create == 1 && sweep.boards[1].gone == 0)
        #expect(sweep.boards.allSatisfy { $0.records.isEmpty })

        let text = try await bridge.run("plan", ["--mode", "sweep"]).standardOutput
        #expect(text.contains("2026-11-30 → 2026-12-15") && text.contains("Due Date: 1 record"))
        #expect(text.contains("Airway Property → Airway Holdings") && text.contains("(new item)"))
        #expect(text.contains("All boards of m: about") && text.hasSuffix("Nothing was written.\n"))

        let swept = try await bridge.sync(["--all", "--mode", "sweep"])
        #expect(swept.rows.map(\.updated) == sweep.boards.map(\.change))
        #expect(swept.rows.map(\.created) == sweep.boards.map(\.create))
    }

    @Test func `a plan without a running relay sends nothing that waits`() async throws {
        let bridge = try await bridge(kinds: [.apVendor])
        try await bridge.inject(#"{"kind":"dropBeforeExecuting","operation":"create_item","times":1000}"#)
        try await bridge.start()
        #expect(await eventually(within: .seconds(20)) { (try? await bridge.known()) ?? 0 == 41 })
        await bridge.killBoth()
        _ = try await bridge.ask(.delete, "/simulator/faults")
        let plan = try await unwritten(bridge) { try await bridge.planAlone() }
        #expect(plan.exitCode == 0 && plan.boards[0].queued == 41 && plan.boards[0].writes == 0)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").isEmpty)
    }

    @Test func `a board that cannot be planned is said, with exit code 1`() async throws {
        let bridge = try await Bridge(missing: ["vendor-number"])
        try bridge.configureRelay()
        let (away, awayCode) = try await ChildProcess.run(
            "sage-relay", ["plan", "--config", "relay.yaml", "--wait", "1"], in: bridge.folder.path)
        #expect(awayCode == 1 && away.standardOutput.contains("acme/ap-vendors: Agent acme-hq"))
        try await bridge.start()
        let wrong = try await bridge.plan()
        #expect(wrong.exitCode == 1 && wrong.boards[0].problem?.contains("\"Vendor No\" of type text") == true)
        for arguments in [["--board", "acme/gl-accounts"], ["--limit", "1001"], ["--limit=-1"]] {
            let refused = try await bridge.run("plan", arguments)
            #expect(await refused.exitCode() == 64, "\(arguments)")
        }
    }

    // MARK: Resync

    @Test func `what people did to items is put right, and no record gets a second item`() async throws {
        let bridge = try await bridge()
        try await bridge.start()
        let early = try await bridge.run("resync", ["acme/ap-invoices"])
        #expect(
            await early.exitCode() == 69 && early.standardError.contains("sage-relay sync --board acme/ap-invoices"))
        #expect(try await bridge.sync().exitCode == 0)
        let right = try await bridge.items(.apInvoice)
        let item = try #require(right.first { $0.key == Self.key })

        try await bridge.edit(item, on: .apInvoice)
        #expect(try await bridge.items(.apInvoice) != right)
        let edited = try await bridge.resync(["acme/ap-invoices", "--key", "00/ZZTEST/PLAN-1"])
        #expect(edited.exitCode == 0 && edited.records == 1 && edited.row?.updated == 1, "\(edited.errors)")
        #expect(try await bridge.items(.apInvoice) == right)

        try await bridge.delete(item)
        let deleted = try await bridge.resync(["acme/ap-invoices", "--key", "PLAN-1"])
        #expect(deleted.exitCode == 0 && deleted.row?.created == 1, "\(deleted.errors)")
        #expect(try await bridge.items(.apInvoice).map(\.contents) == right.map(\.contents))
        // Again, with nothing wrong: every column once more, and no other item.
        #expect(try await bridge.resync(["acme/ap-invoices", "--key", "PLAN-1"]).row?.updated == 1)
        #expect(try await bridge.items(.apInvoice).map(\.contents) == right.map(\.contents))

        let unknown = try await bridge.resync(["acme/ap-invoices", "--key", "00/NOBODY/1"])
        #expect(unknown.exitCode == 1 && unknown.row?.message?.contains("Sage holds no record 00/NOBODY/1") == true)
        for (count, sentence) in [(200, "200 records of acme/ap-invoices to write again"), (201, "At most 200 keys")] {
            let keys = (0..<count).flatMap { ["--key", "00/NOBODY/\($0)"] }
            let many = try await bridge.run("resync", ["acme/ap-invoices"] + keys)
            #expect(await many.exitCode() == 64 && many.standardError.contains(sentence), "\(many.standardError)")
        }
        let bad = try await bridge.run("resync", ["acme/ap-invoices", "--key", "no such number"])
        #expect(await bad.exitCode() == 64 && bad.standardError.contains("no invoice of the number"))
    }

    @Test func `a record is written again without a running relay`() async throws {
        let bridge = try await bridge(kinds: [.apVendor])
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let right = try await bridge.items(.apVendor)
        await bridge.killBoth()
        try await bridge.edit(try #require(right.first), on: .apVendor)
        let key = try #require(right.first?.key?.split(separator: "/").suffix(2).joined(separator: "/"))
        let resync = try await bridge.alone("resync", ["acme/ap-vendors", "--key", key])
        #expect(await resync.exitCode() == 0, "\(resync.standardError)")
        #expect(resync.standardOutput.contains("1 record of the ledger"))
        #expect(try await bridge.items(.apVendor) == right)
    }

    @Test func `a range and a whole board are written again when a person says so`() async throws {
        let bridge = try await bridge()
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let right = try await bridge.items(.apInvoice)
        for item in right.prefix(30) { try await bridge.edit(item, on: .apInvoice) }
        for item in right.suffix(3) { try await bridge.delete(item) }

        let refused = try await bridge.run("resync", ["acme/ap-invoices"])
        #expect(await refused.exitCode() == 64)
        #expect(refused.standardError.contains("81 records of acme/ap-invoices to write again: about 5 calls"))
        #expect(refused.standardError.contains("Add --yes"))

        try change(bridge) { $0.enter(Self.entry(Self.twin), stamp: .none) }
        let all = try await bridge.resync(["acme/ap-invoices", "--yes"])
        #expect(all.exitCode == 0 && all.records == 81 && all.row?.read == 82, "\(all.errors)")
        let after = try await bridge.items(.apInvoice)
        #expect(after.count == 82)
        #expect(
            after.map(\.contents).filter { !$0.contains(where: { $0.contains("ZZTWIN") }) } == right.map(\.contents))

        let twins = try await bridge.run("resync", ["acme/ap-invoices", "--key", "PLAN-1"])
        #expect(await twins.exitCode() == 64)
        #expect(twins.standardError.contains("00/ZZTEST/PLAN-1, 00/ZZTWIN/PLAN-1. Name one by its key."))

        try await bridge.edit(try #require(after.first { $0.key == Self.key }), on: .apInvoice)
        let range = try await bridge.resync(["acme/ap-invoices", "--from", "2026-10-15", "--to", "2026-10-15", "--yes"])
        #expect(range.exitCode == 0 && range.records >= 2 && range.records < 82, "\(range.errors)")
        #expect(try await bridge.items(.apInvoice) == after)

        let vendors = try await bridge.run("resync", ["acme/ap-vendors", "--from", "2026-10-15"])
        #expect(await vendors.exitCode() == 64 && vendors.standardError.contains("have no date"))
    }

    @Test func `a relay that is killed while it writes a board again leaves what goes out by itself`() async throws {
        let bridge = try await bridge(kinds: [.apVendor])
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let right = try await bridge.items(.apVendor)
        for item in right { try await bridge.edit(item, on: .apVendor) }
        for item in right.prefix(3) { try await bridge.delete(item) }
        try await bridge.inject(#"{"kind":"executeThenDrop","operation":"change_multiple_column_values","times":1}"#)
        let resync = try ChildProcess(
            "sage-relay", ["resync", "--config", "relay.yaml", "acme/ap-vendors", "--yes"], in: bridge.folder.path)
        #expect(await eventually(within: .seconds(20)) { (try? await bridge.waiting()) ?? 0 > 0 })
        await bridge.killBoth()
        #expect(await resync.exitCode() == 69)
        try await bridge.start()
        #expect(
            await eventually(within: .seconds(60)) {
                (try? await bridge.items(.apVendor).map(\.contents)) == right.map(\.contents)
            })
    }

    /// Does something that must write nothing: no mutation at monday.com, and no row of the ledger changed.
    private func unwritten<Result>(_ bridge: Bridge, _ body: () async throws -> Result) async throws -> Result {
        let (before, mutations) = (try await bridge.ledger(), try await bridge.mutations())
        let result = try await body()
        #expect(try await bridge.ledger() == before)
        #expect(try await bridge.mutations() == mutations)
        return result
    }
}
