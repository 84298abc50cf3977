import Ledger
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct ChangedSinceTests {
    let sage = FakeSage()

    init() { sage.prepare() }

    private func found(_ since: String) async throws -> [String] {
        let stamp = try #require(SageStamp(since))
        return try await Ledger.over(sage).collect(.apInvoice, ScanQuery(changedSince: stamp)).keys.map {
            String($0.split(separator: "/")[2])
        }
    }

    @Test(arguments: [
        ("20260501", "9.5", "20260501T09:30:00.000", true), ("20260501", "9.5", "20260501T09:30:00.001", false),
        ("20260501", "9.5", "20260501T09:29:59.999", true), ("20260501", "0", "20260501T00:00:00.000", true),
        ("20260430", "23.99999", "20260501T00:00:00.000", false), ("20260501", "", "20260501T23:59:59.999", true),
        ("20260501", "", "20260502T00:00:00.000", false), ("20260501", "noon", "20260501T18:00:00.000", true),
        ("", "", "20260501T18:00:00.000", true), ("someday", "", "20260501T18:00:00.000", true),
    ])
    func `the comparison is inclusive, and a blank time counts for its whole day`(
        day: String, time: String, since: String, isFound: Bool
    ) async throws {
        sage.enter(TestInvoice(number: "A", day: day, time: time))
        #expect(try await found(since) == (isFound ? ["A"] : []))
    }

    @Test(arguments: ["DateUpdated", "DateCreated"])
    func `either stamp is enough`(column: String) async throws {
        let old = ["DateUpdated": "20250101", "TimeUpdated": "1", "DateCreated": "20250101", "TimeCreated": "1"]
        sage.put("AP_InvoiceHeader", [TestInvoice(number: "A").key + old + [column: "20260501"]])
        #expect(try await found("20260501T00:00:00.000") == ["A"])
        #expect(try await found("20260501T01:00:00.001") == [])
    }

    /// An old posted invoice, of which one table was stamped again.
    @Test(arguments: ["AP_OpenInvoice", "AP_InvoiceHistoryHeader", "PO_ReceiptHistoryHeader"])
    func `a change in any table of a posted invoice brings it once, with the latest stamp`(table: String) async throws {
        let invoice = TestInvoice(number: "A", order: "0010001", day: "20250101")
        sage.post(invoice)
        sage.post(TestInvoice(number: "B", day: "20250101"))
        let receipt = ["PurchaseOrderNo": "0010001", "ReceiptType": "I", "ReceiptNo": "1", "HeaderSeqNo": "1"]
        sage.put("PO_ReceiptHistoryHeader", [invoice.key + invoice.stamps + receipt])
        #expect(try await found("20260501T00:00:00.000") == [])
        sage.with { state in
            for var row in state.tables[table]?.rows.map(\.row) ?? [] where row["InvoiceNo"] == "A" {
                row["DateUpdated"] = "20260502"
                state.tables[table]?.add(row)
            }
        }
        #expect(try await found("20260501T00:00:00.000") == ["A"])
        let record = try await Ledger.over(sage).record(company: "ABC", kind: .apInvoice, key: invoice.recordKey)
        #expect(record?.stamps.dateLastUpdated == SageStamp("20260502T09:30:00.000"))
    }

    @Test func `a changed receipt of an invoice brings it once`() async throws {
        let old = TestInvoice(number: "A", order: "0010001", day: "20250101")
        sage.receive(old, receipt: "000001")
        sage.receive(TestInvoice(number: "A", order: "0010002"), receipt: "000002")
        #expect(try await found("20260501T00:00:00.000") == ["A"])
    }

    @Test func `a posted receipt whose invoice is nowhere is passed over`() async throws {
        sage.put(
            "PO_ReceiptHistoryHeader",
            [
                TestInvoice(number: "A").key + [
                    "PurchaseOrderNo": "1", "ReceiptType": "I", "ReceiptNo": "1", "HeaderSeqNo": "1",
                ]
            ])
        #expect(try await found("20260501T00:00:00.000") == [])
    }
}
