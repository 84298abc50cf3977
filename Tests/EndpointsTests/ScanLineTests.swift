import Foundation
import NIOCore
import SimulatedSage
import Synchronization
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(2)))
struct ScanLineTests {
    static let invoiceJSON =
        #"{"amount":"10.00","division":"00","dueDate":"20260530","invoiceDate":"20260430","#
        + #""invoiceNumber":" 45/7","lines":[{"accountCode":"6000-01-00","amount":"12.50","#
        + #""description":"Rent May","lineKey":"000001"},{"accountCode":"6000-01-00","amount":"-2.50","#
        + #""description":"Rebate","lineKey":"000002"}],"purchaseOrders":[],"stamps":"#
        + #"{"dateCreated":"20260501T09:30:00.000"},"status":"entered","vendorName":"Airway Property","#
        + #""vendorNumber":"AIRWAY"}"#

    @Test func `a scan is record lines and an end line, to the byte`() async throws {
        let lines = try await TestAgent().lines("/v1/companies/ABC/ap-invoices")
        let digest = TestAgent.digest(
            Data(Self.invoiceJSON.replacing(#"{"dateCreated":"20260501T09:30:00.000"}"#, with: "{}").utf8))
        #expect(
            lines == [
                #"{"type":"record","key":["00","AIRWAY"," 45/7"],"digest":"\#(digest)","cursor":"#
                    + #""aWUAAjAwAAZBSVJXQVkABSA0NS83","stamps":{"dateCreated":"20260501T09:30:00.000"},"record":"#
                    + Self.invoiceJSON + "}",
                #"{"type":"end","highWater":"20260501T09:30:00.000","problems":0,"records":1,"#
                    + #""startedAt":"20260601T12:00:00.000"}"#,
            ])
    }

    @Test func `view=keys has the same keys, digests, cursors and stamps, and no records`() async throws {
        let agent = try TestAgent()
        for kind in RecordKind.allCases {
            let full = try await agent.lines("/v1/companies/ABC/\(kind.collection)")
            let keys = try await agent.lines("/v1/companies/ABC/\(kind.collection)?view=keys")
            #expect(full.count == keys.count)
            for (whole, short) in zip(full, keys) {
                guard case .record(let whole) = try ScanLine(json: Data(whole.utf8), kind: kind),
                    case .record(let short) = try ScanLine(json: Data(short.utf8), kind: kind)
                else { continue }
                #expect(short.record == nil)
                #expect(whole.record != nil)
                #expect([short.key.text, short.digest, short.cursor] == [whole.key.text, whole.digest, whole.cursor])
                #expect(short.stamps == whole.stamps)
            }
        }
    }

    @Test func `a stamp alone does not change the digest`() async throws {
        let agent = try TestAgent()
        let before = try await agent.lines("/v1/companies/ABC/ap-vendors?view=keys&limit=1")[0]
        agent.company.change { books in
            _ = books.garble("DateUpdated", with: "20260601", in: "AP_Vendor", key: ["00", "AIRWAY"])
        }
        let stamped = try await agent.lines("/v1/companies/ABC/ap-vendors?view=keys&limit=1")[0]
        agent.company.change { books in
            _ = books.garble("VendorName", with: "Airway", in: "AP_Vendor", key: ["00", "AIRWAY"])
        }
        let renamed = try await agent.lines("/v1/companies/ABC/ap-vendors?view=keys&limit=1")[0]
        let digests = try [before, stamped, renamed].map { line in
            guard case .record(let record) = try ScanLine(json: Data(line.utf8), kind: .apVendor) else { return "" }
            return record.digest
        }
        #expect(digests[0] == digests[1])
        #expect(digests[1] != digests[2])
    }

    @Test func `an unreadable record is a problem line, and the scan goes on`() async throws {
        let agent = try TestAgent()
        agent.company.change { books in
            _ = books.garble("InvoiceAmt", with: "ten", in: "AP_InvoiceHeader", key: ["00", "AIRWAY", " 45/7"])
        }
        let lines = try await agent.lines("/v1/companies/ABC/ap-invoices")
        guard case .problem(let line) = try ScanLine(json: Data(lines[0].utf8), kind: .apInvoice) else {
            Issue.record("not a problem: \(lines[0])")
            return
        }
        #expect(line.key.text == "00/AIRWAY/%2045%2F7")
        #expect(line.problem.code == .recordUnreadable)
        #expect(lines[1].contains(#""problems":1,"records":0"#))
        let single = await agent.reply("/v1/companies/ABC/ap-invoices/00/AIRWAY/%2045%2F7")
        #expect(try agent.problem(single).code == .recordUnreadable)
    }

    @Test(arguments: [0, 1])
    func `a line of the longest length is sent, a longer one is a problem line`(beyond: Int) async throws {
        let agent = try TestAgent()
        func fill(_ count: Int) {
            agent.company.change { books in
                _ = books.garble(
                    "VendorName", with: String(repeating: "x", count: count), in: "AP_Vendor", key: ["00", "AIRWAY"])
            }
        }
        fill(0)
        let path = "/v1/companies/ABC/ap-vendors?limit=1"
        fill(1)
        let short = try await agent.lines(path)[0].utf8.count
        fill(1 + WireLimits.lineBytes - short + beyond)
        let line = try await agent.lines(path)[0]
        if beyond == 0 {
            #expect(line.utf8.count == WireLimits.lineBytes)
        } else {
            #expect(line.hasPrefix(#"{"type":"problem""#))
            #expect(line.contains(ProblemCode.recordUnreadable.rawValue))
        }
    }

    @Test func `a single record beyond the limit of one answer is a problem`() async throws {
        let agent = try TestAgent()
        agent.company.change { books in
            _ = books.garble(
                "VendorName", with: String(repeating: "x", count: WireLimits.lineBytes), in: "AP_Vendor",
                key: ["00", "AIRWAY"])
        }
        let reply = await agent.reply("/v1/companies/ABC/ap-vendors/00/AIRWAY")
        #expect(try agent.problem(reply).code == .recordUnreadable)
    }
}
