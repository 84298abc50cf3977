extension SageTables {
    /// Accounts payable: vendors, and invoices entered, open and posted.
    static let payables = [vendor, invoiceHeader, invoiceDetail, openInvoice, historyHeader, historyDetail]

    private static let invoiceKey = ["APDivisionNo", "VendorNo", "InvoiceNo"]
    private static let byInvoice = invoiceKey.map { TableLayout.KeyField($0) }

    private static let vendor = TableLayout(
        "AP_Vendor", noun: "vendor", key: ["APDivisionNo", "VendorNo"],
        indexes: [
            ("KNAME", [.init("VendorName")]), ("KSORT", [.init("Sort")]), ("KZIPCODE", [.init("ZipCode")]),
        ],
        writers: ["AP_Vendor_bus"], readers: ["AP_Vendor_svc"],
        fields: [
            .text("APDivisionNo", 2), .text("VendorNo", 7), .text("VendorName", 50), .text("AddressLine1", 40),
            .text("AddressLine2", 40), .text("AddressLine3", 40), .text("City", 30), .text("State", 2),
            .text("ZipCode", 10), .text("CountryCode", 3), .text("PrimaryContact", 10), .text("TelephoneNo", 20),
            .text("TelephoneExt", 5), .text("FaxNo", 20), .text("EmailAddress", 250), .text("URLAddress", 50),
            .text("TermsCode", 2), .text("Reference", 15), .flag("VendorStatus"), .text("InactiveReasonCode", 5),
            .flag("HoldPayment"), .flag("ElectronicPayment"), .text("TaxSchedule", 9), .text("AccountKey", 9),
            .flag("SeparateCheck"), .text("Comment", 30), .text("Sort", 10), .flag("UsePOReceiptOfInvForVendor"),
            .flag("Form1099"), .text("Box1099", 3), .date("LastPurchaseDate"), .date("LastPaymentDate"),
            .text("LastCheckNo", 10), .money("LastCheckAmt"),
        ])

    private static let invoiceHeader = TableLayout(
        "AP_InvoiceHeader", noun: "invoice", key: invoiceKey, indexes: [("KBATCH", [.init("BatchNo")])],
        writers: ["AP_Invoice_bus"], readers: ["AP_Invoice_svc", "AP_InvoiceHeader_svc"],
        fields: [
            .text("APDivisionNo", 2), .text("VendorNo", 7), .text("InvoiceNo", 20), .date("InvoiceDate"),
            .date("InvoiceDueDate"), .date("InvoiceDiscountDate"), .text("TermsCode", 2), .flag("HoldPayment"),
            .text("Comment", 40), .text("JobNo", 7), .flag("Adjustment"), .flag("SeparateCheck"),
            .text("TaxSchedule", 9), .flag("Form1099"), .text("Box1099", 3), .money("InvoiceAmt"),
            .money("TaxableAmt"), .money("NonTaxableAmt"), .money("FreightAmt"), .money("SalesTaxAmt"),
            .money("DiscountAmt"), .money("DistributionBalance"), .text("BatchNo", 5),
        ])

    private static let invoiceDetail = TableLayout(
        "AP_InvoiceDetail", noun: "invoice line", key: invoiceKey + ["LineKey"],
        readers: ["AP_InvoiceDetail_svc"], audited: false,
        fields: [
            .text("APDivisionNo", 2), .text("VendorNo", 7), .text("InvoiceNo", 20), .text("LineKey", 6),
            .text("LineSeqNo", 14), .text("AccountKey", 9), .text("JobNo", 7), .text("CostCode", 9),
            .flag("CostType"), .text("UnitOfMeasure", 4), .text("CommentText", 2048), .money("DistributionAmt"),
        ])

    private static let openInvoice = TableLayout(
        "AP_OpenInvoice", noun: "open invoice", key: invoiceKey, readers: ["AP_OpenInvoice_svc"],
        fields: [
            .text("APDivisionNo", 2), .text("VendorNo", 7), .text("InvoiceNo", 20), .date("InvoiceDate"),
            .date("InvoiceDueDate"), .date("InvoiceDiscountDate"), .text("TermsCode", 2), .flag("HoldPayment"),
            .money("InvoiceAmt"), .money("DiscountAmt"), .money("Balance"), .text("CheckNo", 10),
            .flag("CheckType"), .date("CheckDate"), .text("Comment", 40), .text("InvoiceHistoryHeaderSeqNo", 6),
        ])

    private static let historyHeader = TableLayout(
        "AP_InvoiceHistoryHeader", noun: "invoice history", key: ["InvoiceNo", "HeaderSeqNo"],
        indexes: [
            ("KVENDOR", byInvoice),
            ("KPURCHASEORDER", [.init("PurchaseOrderNo")]),
        ],
        readers: ["AP_InvoiceHistoryHeader_svc"],
        fields: [
            .text("InvoiceNo", 20), .text("HeaderSeqNo", 6), .text("APDivisionNo", 2), .text("VendorNo", 7),
            .text("ModuleCode", 3), .text("InvoiceType", 2), .date("TransactionDate"), .date("InvoiceDate"),
            .date("InvoiceDueDate"), .date("InvoiceDiscountDate"), .text("TermsCode", 2), .text("Comment", 40),
            .text("TaxSchedule", 9), .text("PurchaseOrderNo", 7), .text("ReceiptNo", 6), .text("PurchaseName", 50),
            .money("InvoiceAmt"), .money("TaxableAmt"), .money("NonTaxableAmt"), .money("FreightAmt"),
            .money("SalesTaxAmt"), .money("DiscountAmt"),
        ])

    private static let historyDetail = TableLayout(
        "AP_InvoiceHistoryDetail", noun: "invoice history line", key: ["InvoiceNo", "HeaderSeqNo", "DetailSeqNo"],
        readers: ["AP_InvoiceHistoryDetail_svc"], audited: false,
        fields: [
            .text("InvoiceNo", 20), .text("HeaderSeqNo", 6), .text("DetailSeqNo", 6), .text("ItemCode", 30),
            .flag("ItemType"), .text("ItemCodeDesc", 30), .text("AccountKey", 9), .text("WarehouseCode", 3),
            .text("UnitOfMeasure", 4), .text("JobNo", 7), .text("CostCode", 9), .flag("CostType"),
            .text("CommentText", 2048), .text("PurchaseOrderLineKey", 6), .quantity("QuantityOrdered"),
            .quantity("QuantityReceived"), .quantity("QuantityInvoiced"), .quantity("UnitCost"),
            .money("ExtensionAmt"),
        ])
}
