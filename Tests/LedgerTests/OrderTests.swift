import Ledger
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct OrderTests {
    let sage = FakeSage()

    init() { sage.prepare() }

    private func add(_ header: [String: String]) {
        sage.add("PO_PurchaseOrderHeader", index: ["PurchaseOrderNo"], [header])
    }

    private func order(_ number: String) async throws -> PurchaseOrder? {
        let key = RecordKey([number])
        let record = try await Ledger.over(sage).record(company: "ABC", kind: .purchaseOrder, key: key)
        return if case .purchaseOrder(let found) = record { found } else { nil }
    }

    @Test func `an order is its header with exact totals and its lines`() async throws {
        add([
            "PurchaseOrderNo": "0010015", "PurchaseOrderDate": "20260401", "RequiredExpireDate": "20260501",
            "APDivisionNo": "00", "VendorNo": "AIRWAY", "OrderStatus": "B", "TaxableAmt": "0.10",
            "NonTaxableAmt": "0.20", "SalesTaxAmt": "12345678.90", "FreightAmt": "-1.00", "ReceivedAmt": "0.05",
        ])
        add(["PurchaseOrderNo": "0010016"])
        sage.put(
            "PO_PurchaseOrderDetail",
            [
                [
                    "PurchaseOrderNo": "0010015", "LineKey": "000001", "ItemCode": "PAPER", "ItemCodeDesc": "Paper A4",
                    "PurchasesAcctKey": "000000001", "QuantityOrdered": "3.000000", "UnitCost": ".5",
                    "ExtensionAmt": "1.50",
                ],
                ["PurchaseOrderNo": "0010016", "LineKey": "000001"],
            ])
        let found = try #require(try await order("0010015"))
        #expect(found.total == DecimalText("12345678.20"))
        #expect(found.status == .backordered)
        #expect(found.vendorName == "AIRWAY Ltd")
        #expect(
            found.lines == [
                PurchaseOrder.Line(
                    lineKey: "000001", itemCode: "PAPER", description: "Paper A4", accountCode: "6000-01-00",
                    quantityOrdered: DecimalText("3.000000"), unitCost: DecimalText("0.5"), amount: DecimalText("1.50"))
            ])
    }

    @Test(arguments: [
        ("N", "N", PurchaseOrder.Status.new), ("O", "", .open), ("B", "N", .backordered), ("C", "N", .change),
        ("X", "N", .complete), ("Q", "N", .open), ("O", "Y", .onHold), ("X", "Y", .onHold),
    ])
    func `the status is that of the order, unless it is held`(
        code: String, hold: String, status: PurchaseOrder.Status
    ) async throws {
        add(["PurchaseOrderNo": "1", "OrderStatus": code, "OnHold": hold])
        #expect(try await order("1")?.status == status)
    }

    @Test(arguments: [
        ("1234.50", "1234.50"), (" 5 ", "5"), ("007.10", "7.10"), (".5", "0.5"), ("-.5", "-0.5"), ("-0.00", "0.00"),
        ("3.", "3"),
    ])
    func `numbers are brought into canonical form`(sageText: String, wire: String) async throws {
        add(["PurchaseOrderNo": "1", "ReceivedAmt": sageText])
        #expect(try await order("1")?.receivedAmount?.text == wire)
    }

    @Test(arguments: ["ten", "1e3", "1,5", "--1", "+1", "1.2.3", "NaN", ".", "-", String(repeating: "9", count: 41)])
    func `what is no number makes the record unreadable`(text: String) async throws {
        add(["PurchaseOrderNo": "1", "ReceivedAmt": text])
        await #expect {
            _ = try await order("1")
        } throws: { ($0 as? Problem)?.code == .recordUnreadable }
    }
}
