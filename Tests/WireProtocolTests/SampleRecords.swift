import WireProtocol

/// A record of each kind with every field filled, and one with as few as there can be.
enum SampleRecords {
    static let all: [AnyRecord] = [
        .apInvoice(invoice), .apVendor(vendor), .glAccount(account), .purchaseOrder(order),
        .arCustomer(ARCustomer(division: "01", customerNumber: "ABF", stamps: stamps)),
        .apInvoice(APInvoice(division: "", vendorNumber: "", invoiceNumber: "", status: .onHold)),
        .apVendor(APVendor(division: "00", vendorNumber: "a")),
        .glAccount(GLAccount(accountCode: "")),
        .purchaseOrder(PurchaseOrder(number: "1", division: "00", vendorNumber: "A", status: .onHold)),
    ]

    private static let stamps = AuditStamps(
        dateLastUpdated: SageStamp("20260501T09:30:00.000"), dateCreated: SageStamp("20260430T23:59:59.964"))

    private static let invoice = APInvoice(
        division: "00", vendorNumber: "AIRWAY", vendorName: "Airway \"Property\" / Söhne", invoiceNumber: " 45/7",
        invoiceDate: SageDate("20260430"), dueDate: SageDate("20240229"), amount: DecimalText("10.00"),
        balance: DecimalText("-0.01"), purchaseOrders: ["0001", "0002"], status: .posted, batch: "00001",
        comment: "two\nlines",
        lines: [
            APInvoice.Line(
                lineKey: "000001", accountCode: "6000-01-00", accountFromPurchaseOrder: true, description: "Rent",
                amount: DecimalText("12.50"), purchaseOrderLineKey: "000003"),
            APInvoice.Line(lineKey: "000002"),
        ], stamps: stamps)

    private static let vendor = APVendor(
        division: "00", vendorNumber: "AIRWAY", name: "Airway", addressLines: ["1 Main St", ""], city: "Irvine",
        state: "CA", zipCode: "92618", country: "USA", telephone: "(949) 555-0100", email: "a@b.example",
        termsCode: "01", status: .temporary, holdPayment: true, defaultAccountCode: "6000-01-00", stamps: stamps)

    private static let account = GLAccount(
        accountCode: "4000-01-00", rawAccount: "40000100", description: "Sales", accountType: "Income",
        status: .deleted,
        segments: [
            GLAccount.Segment(number: "01", code: "4000", name: "Sales"), GLAccount.Segment(number: "02", code: "01"),
        ], stamps: stamps)

    private static let order = PurchaseOrder(
        number: "0010003", orderDate: SageDate("20260430"), requiredDate: SageDate("20260530"), division: "00",
        vendorNumber: "AIRWAY", vendorName: "Airway", status: .backordered, total: DecimalText("110.25"),
        receivedAmount: DecimalText("0.00"), invoicedAmount: DecimalText("0"), comment: "urgent",
        lines: [
            PurchaseOrder.Line(
                lineKey: "000001", itemCode: "1001-HON-H252", description: "Desk", accountCode: "1500-00-00",
                quantityOrdered: DecimalText("2"), quantityReceived: DecimalText("1.5"),
                quantityInvoiced: DecimalText("0"), unitCost: DecimalText("55.125"), amount: DecimalText("110.25")),
            PurchaseOrder.Line(lineKey: "000002"),
        ], stamps: stamps)
}
