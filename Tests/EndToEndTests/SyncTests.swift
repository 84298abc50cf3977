import BusinessObjects
import Foundation
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// The built programs from the first sync to the quiet poll, and what they do when one of them is killed.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct SyncTests {
    /// The keys that the vendors' board must hold: written again here, so that the product does not judge itself.
    private func vendorKeys(_ bridge: Bridge) throws -> [String] {
        let books = try CompanyFolder(bridge.company).contents().books
        return books.records("AP_Vendor").map { vendor in
            "acme/ABC/ap-vendor/"
                + [vendor["APDivisionNo"] ?? "", vendor["VendorNo"] ?? ""].map { part in
                    part.utf8.map { byte in
                        (65...90).contains(byte) || (48...57).contains(byte) || [45, 46, 95].contains(byte)
                            ? String(UnicodeScalar(byte))
                            : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
                    }.joined()
                }.joined(separator: "/")
        }.sorted()
    }

    @Test func `every record of every kind becomes one item, and a quiet poll makes no call`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay(kinds: [.apInvoice, .apVendor, .glAccount, .purchaseOrder])
        try await bridge.start()
        let first = try await bridge.sync()
        #expect(first.exitCode == 0, "\(first.errors)")
        for (kind, count) in [(RecordKind.apInvoice, 80), (.apVendor, 40), (.glAccount, 60), (.purchaseOrder, 20)] {
            #expect(Set(try await bridge.values(kind, column: "Sage Key")).count == count)
            #expect(try await bridge.values(kind, column: "Sage Key").count == count)
        }
        #expect(first.rows.allSatisfy { $0.isDone && $0.failed == 0 })
        #expect(try await bridge.values(.apVendor, column: "Sage Key") == vendorKeys(bridge))
        let quiet = try await bridge.sync()
        #expect(quiet.exitCode == 0, "\(quiet.errors)")
        #expect(quiet.rows.map(\.calls) == [0, 0, 0, 0])
    }

    @Test func `sync without a running relay listens by itself and ends`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        let ready = bridge.folder.path + "/once.json"
        let sync = try ChildProcess(
            "sage-relay", ["sync", "--config", "relay.yaml", "--all", "--ready-file", ready], in: bridge.folder.path)
        #expect(await eventually(within: .seconds(20)) { FileManager.default.fileExists(atPath: ready) })
        try bridge.adoptPort(of: ready)
        try bridge.configureAgent()
        try bridge.startAgent()
        #expect(await sync.exitCode() == 0, "\(sync.standardError)")
        #expect(sync.standardOutput.contains("acme/ap-vendors"))
        #expect(try await bridge.values(.apVendor, column: "Sage Key") == vendorKeys(bridge))
    }

    @Test func `a relay that is killed again and again while it writes makes every item once`() async throws {
        let bridge = try await Bridge(
            sizes: .init(vendors: 400, accounts: 20, purchaseOrders: 5, invoices: 5, customers: 1))
        try bridge.configureRelay()
        for written in [0, 1, 60, 150, 260] {
            try await bridge.start()
            let isThere = await eventually(within: .seconds(30)) {
                (try? await bridge.values(.apVendor, column: "Sage Key").count) ?? 0 >= written
            }
            #expect(isThere)
            await bridge.killBoth()
        }
        try await bridge.start()
        let last = try await bridge.sync()
        #expect(last.exitCode == 0, "\(last.errors)")
        #expect(try await bridge.values(.apVendor, column: "Sage Key") == vendorKeys(bridge))
    }

    @Test(arguments: ["executeThenDrop", "dropBeforeExecuting", "executeThenServerError", "cutOffBody", "garbageBody"])
    func `an answer that is lost makes no second item`(kind: String) async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.inject(#"{"kind":"\#(kind)","operation":"create_item","times":2}"#)
        try await bridge.start()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 0, "\(sync.errors)")
        #expect(try await bridge.values(.apVendor, column: "Sage Key") == vendorKeys(bridge))
    }

    @Test func `an agent that is killed in the middle of its answer leaves a scan that goes on`() async throws {
        let bridge = try await Bridge(
            sizes: .init(vendors: 3000, accounts: 20, purchaseOrders: 5, invoices: 5, customers: 1))
        try bridge.configureRelay()
        try await bridge.startRelay()
        try bridge.configureAgent()
        try bridge.startAgent()
        #expect(await eventually(within: .seconds(60)) { (try? await bridge.known()) ?? 0 >= 200 })
        bridge.agent?.send(signal: SIGKILL)
        _ = await bridge.agent?.exitCode()
        try bridge.startAgent()
        let sync = try await bridge.sync()
        #expect(sync.exitCode == 0, "\(sync.errors)")
        #expect(try await bridge.values(.apVendor, column: "Sage Key") == vendorKeys(bridge))
    }

    @Test func `SIGTERM ends both in order`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.start()
        _ = try await bridge.sync()
        for process in [bridge.agent, bridge.relay].compactMap(\.self) {
            process.send(signal: SIGTERM)
            #expect(await process.exitCode(within: .seconds(20)) == 0, "\(process.standardError)")
        }
    }

    @Test func `a second relay on the same state is refused with exit code 75`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        let (second, code) = try await ChildProcess.run(
            "sage-relay", ["run", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(code == 75)
        #expect(second.standardError.contains("Another relay uses the state"))
    }

    @Test func `the token is in no output and not in the state`() async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.start()
        _ = try await bridge.sync()
        let (status, _) = try await ChildProcess.run(
            "sage-relay", ["status", "--config", "relay.yaml"], in: bridge.folder.path)
        #expect(status.standardOutput.contains("The relay is running"))
        await bridge.killBoth()
        let files = try FileManager.default.contentsOfDirectory(atPath: bridge.folder.path)
        for file in files where !["secrets"].contains(file) {
            let bytes = FileManager.default.contents(atPath: bridge.folder.path + "/" + file) ?? Data()
            #expect(bytes.range(of: Data(Bridge.token.utf8)) == nil, "\(file)")
        }
    }
}
