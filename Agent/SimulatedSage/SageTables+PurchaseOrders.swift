extension SageTables {
    /// Purchase orders, and the receipts that match invoices to them.
    static let purchaseOrders = [orderHeader, orderDetail, receiptHeader, receiptDetail, receiptHistory]

    private static let receiptKey = ["ReceiptType", "ReceiptNo"]

    private static let orderHeader = TableLayout(
        "PO_PurchaseOrderHeader", noun: "purchase order", key: ["PurchaseOrderNo"],
        indexes: [("KVENDOR", [.init("APDivisionNo"), .init("VendorNo"), .init("PurchaseOrderNo")])],
        writers: ["PO_PurchaseOrder_bus"], readers: ["PO_PurchaseOrder_svc", "PO_PurchaseOrderHeader_svc"],
        fields: [
            .text("PurchaseOrderNo", 7), .date("PurchaseOrderDate"), .flag("OrderType"),
            .text("MasterRepeatingOrderNo", 7), .date("RequiredExpireDate"), .text("APDivisionNo", 2),
            .text("VendorNo", 7), .text("PurchaseName", 50), .text("PurchaseAddress1", 40),
            .text("PurchaseAddress2", 40), .text("PurchaseAddress3", 40), .text("PurchaseCity", 30),
            .text("PurchaseState", 2), .text("PurchaseZipCode", 10), .flag("OrderStatus"), .flag("OnHold"),
            .text("TermsCode", 2), .date("LastInvoiceDate"), .text("LastInvoiceNo", 20), .date("LastReceiptDate"),
            .text("LastReceiptNo", 6), .flag("Form1099"), .text("Box1099", 3), .text("TaxSchedule", 9),
            .money("PrepaidAmt"), .money("TaxableAmt"), .money("NonTaxableAmt"), .money("SalesTaxAmt"),
            .money("FreightAmt"), .money("InvoicedAmt"), .money("ReceivedAmt"), .money("BackOrderLostAmt"),
            .text("Comment", 30), .text("EmailAddress", 250), .text("SalesOrderNo", 7),
            .text("RequisitorName", 50), .text("RequisitorDepartment", 30),
        ])

    private static let orderDetail = TableLayout(
        "PO_PurchaseOrderDetail", noun: "purchase order line", key: ["PurchaseOrderNo", "LineKey"],
        readers: ["PO_PurchaseOrderDetail_svc"], audited: false,
        fields: [
            .text("PurchaseOrderNo", 7), .text("LineKey", 6), .text("LineSeqNo", 14), .text("ItemCode", 30),
            .flag("ItemType"), .text("ItemCodeDesc", 30), .date("RequiredDate"), .text("PurchasesAcctKey", 9),
            .text("UnitOfMeasure", 4), .text("WarehouseCode", 3), .text("JobNo", 7), .text("CostCode", 9),
            .flag("CostType"), .text("CommentText", 2048), .quantity("QuantityOrdered"),
            .quantity("QuantityReceived"), .quantity("QuantityBackordered"), .quantity("QuantityInvoiced"),
            .quantity("UnitCost"), .money("ExtensionAmt"), .money("ReceivedAmt"), .money("InvoicedAmt"),
        ])

    private static let receiptHeader = TableLayout(
        "PO_ReceiptHeader", noun: "receipt", key: receiptKey,
        indexes: [
            ("KPURCHASEORDER", [.init("PurchaseOrderNo")]),
            ("KINVOICE", [.init("APDivisionNo"), .init("VendorNo"), .init("InvoiceNo")]),
            ("KBATCH", [.init("BatchNo")]),
        ],
        writers: ["PO_Receipt_bus"], readers: ["PO_Receipt_svc", "PO_ReceiptHeader_svc"],
        fields: [
            .flag("ReceiptType"), .text("ReceiptNo", 6), .date("ReceiptDate"), .text("PurchaseOrderNo", 7),
            .text("BatchNo", 5), .text("APDivisionNo", 2), .text("VendorNo", 7), .text("PurchaseName", 50),
            .text("InvoiceNo", 20), .date("InvoiceDate"), .date("InvoiceDueDate"), .date("InvoiceDiscountDate"),
            .text("TermsCode", 2), .flag("HoldPayment"), .text("Comment", 30), .money("TaxableAmt"),
            .money("NonTaxableAmt"), .money("SalesTaxAmt"), .money("FreightAmt"), .money("PrepaidAmt"),
            .money("InvoiceAmt"),
        ])

    private static let receiptDetail = TableLayout(
        "PO_ReceiptDetail", noun: "receipt line", key: receiptKey + ["LineKey"],
        readers: ["PO_ReceiptDetail_svc"], audited: false,
        fields: [
            .flag("ReceiptType"), .text("ReceiptNo", 6), .text("LineKey", 6), .text("LineSeqNo", 14),
            .text("PurchaseOrderNo", 7), .text("OrderLineKey", 6), .text("ItemCode", 30), .flag("ItemType"),
            .text("ItemCodeDesc", 30), .text("PurchasesAcctKey", 9), .text("WarehouseCode", 3),
            .text("UnitOfMeasure", 4), .text("CommentText", 2048), .quantity("QuantityOrdered"),
            .quantity("QuantityReceived"), .quantity("QuantityInvoiced"), .quantity("UnitCost"),
            .money("ExtensionAmt"),
        ])

    private static let receiptHistory = TableLayout(
        "PO_ReceiptHistoryHeader", noun: "receipt history",
        key: ["PurchaseOrderNo", "ReceiptType", "ReceiptNo", "HeaderSeqNo"],
        indexes: [
            ("KINVOICE", [.init("InvoiceNo"), .init("PurchaseOrderNo")]),
            ("KVENDOR", [.init("APDivisionNo"), .init("VendorNo"), .init("InvoiceNo")]),
        ],
        readers: ["PO_ReceiptHistoryHeader_svc"],
        fields: [
            .text("PurchaseOrderNo", 7), .flag("ReceiptType"), .text("ReceiptNo", 6), .text("HeaderSeqNo", 6),
            .date("TransactionDate"), .date("ReceiptDate"), .text("APDivisionNo", 2), .text("VendorNo", 7),
            .text("InvoiceNo", 20), .date("InvoiceDate"), .date("InvoiceDueDate"), .money("ReceiptAmt"),
            .money("InvoiceAmt"),
        ])
}
