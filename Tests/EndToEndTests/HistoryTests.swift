import BusinessObjects
import Foundation
import Rig
import SimulatedSage
import TestSupport
import Testing
import WireProtocol

/// The audit trail and the letters, by the built commands beside a running relay.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct HistoryTests {
    private func relay(_ arguments: [String], _ bridge: Bridge) async throws -> (out: String, code: Int32) {
        let (process, code) = try await ChildProcess.run(
            "sage-relay", arguments + ["--config", "relay.yaml"], in: bridge.folder.path)
        #expect(process.standardError.isEmpty || code != 0, "\(process.standardError)")
        return (process.standardOutput, code)
    }

    private func rows(_ json: String) throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]] ?? []
    }

    private func names(_ bridge: Bridge) async throws -> [String] {
        try await bridge.values(.apVendor, column: "Vendor")
    }

    @Test func `a refused record is listed, looked into, dropped and tried again, and all of it is proved`()
        async throws
    {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        let vendor = try #require(try CompanyFolder(bridge.company).contents().books.records("AP_Vendor").first)
        let name = try #require(vendor["VendorName"])
        try await bridge.inject(#"{"kind":"columnValueException","itemName":"\#(name)"}"#)
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 1)
        #expect(try await names(bridge).count == 39)

        let letters = try rows(try await relay(["letters", "list", "--json"], bridge).out)
        let key = try #require(letters.first?["key"] as? String)
        #expect(letters.count == 1 && letters[0]["kind"] as? String == "blocked")
        #expect((letters[0]["sentence"] as? String)?.contains("(request sim-") == true)
        let list = try await relay(["letters", "list", "--board", "acme/ap-vendors"], bridge).out
        #expect(list.contains(key) && list.contains("letters retry"))
        let show = try await relay(["letters", "show", "acme/ap-vendors", key], bridge).out
        #expect(show.contains("blocked") && show.contains(name) && show.contains("Shall show"))

        #expect(try await relay(["letters", "drop", "acme/ap-vendors", key], bridge).out == "Dropped.\n")
        #expect(try await relay(["letters", "list"], bridge).out == "No record needs a person.\n")
        #expect(try await relay(["letters", "list", "--dropped"], bridge).out.contains(key))
        let retry = try await relay(["letters", "retry", "acme/ap-vendors", key], bridge).out
        #expect(retry == "1 record goes out again.\n")
        #expect(await eventually(within: .seconds(20)) { (try? await names(bridge).count) == 40 })

        let told = try rows(try await relay(["history", "--key", key, "--json"], bridge).out)
        #expect(told.compactMap { $0["event"] as? String } == ["created", "retried", "dropped", "blocked"])
        #expect((told.first?["requestID"] as? String)?.hasPrefix("sim-") == true)
        #expect((told[1]["note"] as? String)?.hasPrefix("By ") == true)
        let number = try #require(vendor["VendorNo"])
        #expect(try await relay(["history", "--find", number], bridge).out.contains("dropped"))
        let csv = try await relay(["history", "--csv"], bridge).out
        #expect(csv.hasPrefix("id,at,board,key,event,") && csv.components(separatedBy: "\r\n").count == 45)
        let verified = try await relay(["history", "verify"], bridge)
        #expect(verified.code == 0 && verified.out.contains("43 rows"), "\(verified.out)")
        let head = try #require(verified.out.components(separatedBy: "Head: ").last?.dropLast())
        #expect(try await relay(["history", "verify", "--noted", String(head)], bridge).code == 0)
        #expect(try await relay(["history", "verify", "--noted", head.dropLast(4) + "0000"], bridge).code == 1)
    }

    @Test(arguments: [
        ["letters", "show", "acme/ap-vendors", "00/NONE"], ["letters", "retry", "acme/ap-vendors", "00/NONE"],
        ["letters", "drop", "acme/ap-vendors", "00/NONE"], ["letters", "retry", "acme/ap-vendors"],
        ["letters", "retry"], ["letters", "list", "--board", "acme/gl-accounts"], ["letters", "show", "acme", "x"],
        ["history", "--json", "--csv"], ["history", "--since", "yesterday"], ["history", "--since", "2026-11-01x"],
        ["history", "--limit", "0"], ["history", "verify", "--noted", "1"],
    ])
    func `what cannot be meant is refused with exit code 64`(arguments: [String]) async throws {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.startRelay()
        let (out, code) = try await relay(arguments, bridge)
        #expect(code == 64 && out.isEmpty, "\(out)")
    }

    @Test(arguments: [("executeThenDrop", false), ("dropBeforeExecuting", true)])
    func
        `a connection that dies under a request that writes is looked after on the board before anything is sent again`(
            fault: String, isReplay: Bool
        ) async throws
    {
        let bridge = try await Bridge()
        try bridge.configureRelay()
        try await bridge.inject(#"{"kind":"\#(fault)","operation":"create_item"}"#)
        try await bridge.start()
        #expect(try await bridge.sync().exitCode == 0)
        #expect(try await bridge.values(.apVendor, column: "Sage Key").count == 40)

        struct Entry: Decodable {
            var operations: [String]
            var idempotencyKey: String?
            var size: Int
        }
        struct Journal: Decodable { var entries: [Entry] }
        let journal = try JSONDecoder().decode(Journal.self, from: try await bridge.get("/simulator/journal"))
        let asked = journal.entries.filter { !$0.operations.contains("boards") && !$0.operations.contains("me") }
        let first = try #require(asked.firstIndex { $0.operations.contains("create_item") })
        // libcurl by itself would have sent it again at once; on a connection of its own it does not.
        #expect(asked[first + 1].operations.contains("items_page_by_column_values"))
        let sent = asked.filter { $0.operations.contains("create_item") }
        #expect((sent[0].idempotencyKey == sent[1].idempotencyKey) == isReplay)
        #expect(!isReplay || sent[0].size == sent[1].size)
        let told = try rows(try await relay(["history", "--json"], bridge).out)
        #expect(Set(told.compactMap { $0["key"] as? String }).count == 40)
    }
}
