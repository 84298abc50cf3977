import BusinessObjects
import CompanyAudit
import Foundation
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// One invoice whose lines are subitems, from the books to the simulated monday.com.
@Suite(.timeLimit(.minutes(4)), .serialized)
struct LinesTests {
    private struct Row: Hashable {
        var name: String
        var amount: String
    }

    private func lines(_ bridge: Bridge, of invoice: String) async throws -> [Row] {
        try await bridge.subitems(.apInvoice).items
            .filter { $0.columns["Sage Key"]?.contains("/\(invoice)/") == true }
            .map { Row(name: $0.columns["Name"] ?? "", amount: $0.columns["Amount"] ?? "") }
            .sorted { $0.name < $1.name }
    }

    /// Enters the invoice anew with these lines.
    private func enter(_ bridge: Bridge, _ lines: [(comment: String, cents: Int)]) throws {
        try bridge.life.change { books in
            guard let vendor = books.records("AP_Vendor").first,
                let account = books.records("GL_Account").first(where: { $0["Status"] == "A" })
            else { return }
            let name = InvoiceName(
                division: vendor["APDivisionNo"] ?? "", vendor: vendor["VendorNo"] ?? "", number: "LINES1")
            books.deleteEntry(name)
            books.enter(
                InvoiceEntry(
                    name, date: "20261101", dueDate: "20261201",
                    lines: lines.map {
                        InvoiceEntry.Line(account: account["AccountKey"] ?? "", comment: $0.comment, cents: $0.cents)
                    }))
        }
    }

    @Test func `lines are made, changed and taken away with their invoice, and boards get what they need`() async throws
    {
        let bridge = try await Bridge(
            sizes: .init(vendors: 6, accounts: 6, purchaseOrders: 4, invoices: 8, customers: 1))
        var tuning = Bridge.Tuning()
        tuning.idForNew = true
        try bridge.configureRelay(kinds: [.apInvoice, .purchaseOrder], tuning: tuning)
        try bridge.showLinesAsSubitems()
        let made = try await ChildProcess.run(
            "sage-relay", ["boards", "create", "--write", "--config", "relay.yaml", "--json"], in: bridge.folder.path)
        #expect(made.exitCode == 0, "\(made.process.standardOutput)\(made.process.standardError)")
        #expect(made.process.standardOutput.contains("below items, the column"))

        try enter(bridge, [("Fuel", 1000), ("Oil", 250), ("Tax", 100)])
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        let first = [Row(name: "Fuel", amount: "10"), Row(name: "Oil", amount: "2.5"), Row(name: "Tax", amount: "1")]
        #expect(try await lines(bridge, of: "LINES1").map(\.name) == first.map(\.name))
        for kind in [RecordKind.apInvoice, .purchaseOrder] {
            let audit = try await bridge.auditLines(kind)
            #expect(audit.differences == [] && audit.lines > 4)
        }
        let check = try await ChildProcess.run(
            "sage-relay", ["boards", "check", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(check.exitCode == 0, "\(check.process.standardOutput)")

        try enter(bridge, [("Fuel", 1000), ("Oil", 300)])
        #expect(try await bridge.sync(["--all", "--mode", "sweep"]).exitCode == 0)
        let second = try await lines(bridge, of: "LINES1")
        #expect(second.map(\.name) == ["Fuel", "Oil"] && second.last?.amount.hasPrefix("3") == true, "\(second)")
        #expect(try await bridge.auditLines(.apInvoice).differences == [])

        let before = try await bridge.state()["requests"] as? Int
        #expect(try await bridge.sync().exitCode == 0)
        #expect(try await bridge.state()["requests"] as? Int == before, "no call when nothing changed")

        try enter(bridge, [("Fuel", 1000), ("Oil", 300), ("Freight", 700)])
        let again = try await bridge.resync(["acme/ap-invoices", "--key", "LINES1"])
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(try await lines(bridge, of: "LINES1").map(\.name) == ["Freight", "Fuel", "Oil"], "at its end at once")

        let page = String(decoding: try await bridge.get("/boards/\(boardID(bridge) ?? "")?q=LINES1"), as: UTF8.self)
        #expect(page.contains("class=\"subitems\"") && page.contains("Fuel"))
    }

    /// The id of the board of invoices, as `boards create` wrote it into the configuration.
    private func boardID(_ bridge: Bridge) -> String? {
        let yaml = (try? String(contentsOfFile: bridge.folder.path + "/relay.yaml", encoding: .utf8)) ?? ""
        return yaml.firstMatch(of: #/ap-invoices: \{ lines: subitems, board: "(\d+)"/#).map { String($0.1) }
    }
}
