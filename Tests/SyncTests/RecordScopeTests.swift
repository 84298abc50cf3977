import Testing
import WireProtocol

@testable import Sync

struct RecordScopeTests {
    private static func invoice(_ status: APInvoice.Status, _ date: String? = "20260501") -> AnyRecord {
        .apInvoice(
            APInvoice(
                division: "00", vendorNumber: "A", invoiceNumber: "1", invoiceDate: date.flatMap(SageDate.init),
                dueDate: SageDate("20200101"), status: status))
    }

    private static func order(_ status: PurchaseOrder.Status, _ date: String? = "20260501") -> AnyRecord {
        .purchaseOrder(
            PurchaseOrder(
                number: "1", orderDate: date.flatMap(SageDate.init), division: "00", vendorNumber: "A", status: status))
    }

    private static func vendor(_ status: APVendor.Status) -> AnyRecord {
        .apVendor(APVendor(division: "00", vendorNumber: "A", status: status))
    }

    private static func account(_ status: GLAccount.Status) -> AnyRecord {
        .glAccount(GLAccount(accountCode: "1", status: status))
    }

    private static let customer = AnyRecord.arCustomer(ARCustomer(division: "00", customerNumber: "A"))

    @Test func `without a scope everything belongs on the board`() {
        let records =
            APInvoice.Status.allCases.map { Self.invoice($0) } + PurchaseOrder.Status.allCases.map { Self.order($0) }
            + APVendor.Status.allCases.map(Self.vendor) + GLAccount.Status.allCases.map(Self.account) + [Self.customer]
        #expect(records.allSatisfy(RecordScope().contains))
    }

    @Test func `what is done with does not belong among what is open`() {
        let scope = RecordScope(openOnly: true)
        #expect(APInvoice.Status.allCases.filter { !scope.contains(Self.invoice($0)) } == [.paid])
        #expect(PurchaseOrder.Status.allCases.filter { !scope.contains(Self.order($0)) } == [.complete])
        #expect(APVendor.Status.allCases.filter { !scope.contains(Self.vendor($0)) } == [.inactive])
        #expect(GLAccount.Status.allCases.filter { !scope.contains(Self.account($0)) } == [.inactive, .deleted])
        #expect(scope.contains(Self.customer))
    }

    @Test(arguments: [("20260430", false), ("20260501", true), ("20260502", true), (nil, true)])
    func `a day is the first that belongs, and what has no day belongs`(date: String?, belongs: Bool) {
        let scope = RecordScope(from: SageDate("20260501"))
        #expect(scope.contains(Self.invoice(.entered, date)) == belongs)
        #expect(scope.contains(Self.order(.open, date)) == belongs)
        #expect(scope.contains(Self.vendor(.active)) && scope.contains(Self.account(.active)))
    }

    @Test func `only the statuses that are named belong, by their names on the wire`() {
        let scope = RecordScope(statuses: ["on-hold", "temporary"])
        #expect(APInvoice.Status.allCases.filter { scope.contains(Self.invoice($0)) } == [.onHold])
        #expect(PurchaseOrder.Status.allCases.filter { scope.contains(Self.order($0)) } == [.onHold])
        #expect(APVendor.Status.allCases.filter { scope.contains(Self.vendor($0)) } == [.temporary])
        #expect(!GLAccount.Status.allCases.contains { scope.contains(Self.account($0)) })
        #expect(scope.contains(Self.customer))
        #expect(!RecordScope(statuses: []).contains(Self.invoice(.entered)))
    }

    @Test func `every condition must hold`() {
        let scope = RecordScope(from: SageDate("20260501"), statuses: ["posted", "paid"], openOnly: true)
        #expect(scope.contains(Self.invoice(.posted)))
        #expect(!scope.contains(Self.invoice(.paid)))
        #expect(!scope.contains(Self.invoice(.entered)))
        #expect(!scope.contains(Self.invoice(.posted, "20260430")))
    }
}
