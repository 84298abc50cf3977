import BusinessObjects
import WireProtocol

/// One invoice as tests move it through its life.
struct TestInvoice: Sendable {
    struct Line: Sendable {
        var account = "000000001"
        var amount = "10.00"
        var text = "Paper"
        var item = ""
        var orderLine = ""
    }

    var division = "00"
    var vendor = "AIRWAY"
    var number: String
    var amount = "10.00"
    var lines = [Line()]
    var order = ""
    var day = "20260501"
    var time = "09.5"

    var key: [String: String] { ["APDivisionNo": division, "VendorNo": vendor, "InvoiceNo": number] }
    var recordKey: RecordKey { RecordKey([division, vendor, number]) }
    var stamps: [String: String] { ["DateUpdated": day, "TimeUpdated": time, "DateCreated": day, "TimeCreated": time] }
}

extension FakeSage {
    static let invoiceKey = ["APDivisionNo", "VendorNo", "InvoiceNo"]

    /// Makes empty tables, with two accounts and two vendors.
    func prepare() {
        add(
            "GL_Account", index: ["AccountKey"],
            [
                ["AccountKey": "000000001", "Account": "6000-01-00"],
                ["AccountKey": "000000002", "Account": "6100-02-00"],
            ])
        add(
            "AP_Vendor", index: ["APDivisionNo", "VendorNo"],
            ["AIRWAY", "BRICK"].map { ["APDivisionNo": "00", "VendorNo": $0, "VendorName": "\($0) Ltd"] })
        let money = ["InvoiceAmt", "Balance", "ExtensionAmt", "DistributionAmt"]
        for (name, index) in [
            ("AP_InvoiceHeader", Self.invoiceKey), ("AP_InvoiceDetail", Self.invoiceKey + ["LineKey"]),
            ("AP_OpenInvoice", Self.invoiceKey), ("AP_InvoiceHistoryHeader", ["InvoiceNo", "HeaderSeqNo"]),
            ("AP_InvoiceHistoryDetail", ["InvoiceNo", "HeaderSeqNo", "DetailSeqNo"]),
            ("PO_ReceiptHeader", ["ReceiptType", "ReceiptNo"]),
            ("PO_ReceiptDetail", ["ReceiptType", "ReceiptNo", "LineKey"]),
            ("PO_ReceiptHistoryHeader", ["PurchaseOrderNo", "ReceiptType", "ReceiptNo", "HeaderSeqNo"]),
            ("PO_PurchaseOrderDetail", ["PurchaseOrderNo", "LineKey"]),
        ] {
            add(name, index: index, numbers: money, [])
            with { $0.tables[name]?.columns.append(Column("InvoiceNo", .text(length: 20))) }
        }
    }

    func put(_ table: String, _ rows: [[String: String]]) {
        add(table, index: with { $0.tables[table]?.index ?? [] }, rows)
    }

    func enter(_ invoice: TestInvoice, hold: Bool = false) {
        put(
            "AP_InvoiceHeader",
            [
                invoice.key + invoice.stamps + [
                    "InvoiceDate": "20260430", "InvoiceDueDate": "20260530", "InvoiceAmt": invoice.amount,
                    "HoldPayment": hold ? "Y" : "N", "BatchNo": "00042", "Comment": "May",
                ]
            ])
        put(
            "AP_InvoiceDetail",
            invoice.lines.enumerated().map { index, line in
                invoice.key + [
                    "LineKey": "00000\(index + 1)", "AccountKey": line.account, "CommentText": line.text,
                    "DistributionAmt": line.amount,
                ]
            })
    }

    func receive(_ invoice: TestInvoice, receipt: String) {
        put(
            "PO_ReceiptHeader",
            [
                invoice.key + invoice.stamps + [
                    "ReceiptType": "I", "ReceiptNo": receipt, "PurchaseOrderNo": invoice.order,
                    "InvoiceAmt": invoice.amount, "InvoiceDate": "20260430",
                ]
            ])
        put(
            "PO_ReceiptDetail",
            invoice.lines.enumerated().map { index, line in
                [
                    "ReceiptType": "I", "ReceiptNo": receipt, "LineKey": "00000\(index + 1)",
                    "PurchasesAcctKey": line.account, "ItemCode": line.item, "ItemCodeDesc": line.text,
                    "OrderLineKey": line.orderLine, "ExtensionAmt": line.amount, "PurchaseOrderNo": invoice.order,
                ]
            })
    }

    /// Removes what was entered, and writes the open invoice and the history.
    func post(_ invoice: TestInvoice, balance: String? = nil, header: String = "000001") {
        let key = invoice.recordKey
        let isIt = { @Sendable (row: [String: String]) in RecordKey(Self.invoiceKey.map { row[$0] ?? "" }) == key }
        for table in ["AP_InvoiceHeader", "AP_InvoiceDetail", "PO_ReceiptHeader"] { remove(table, where: isIt) }
        writePosted(invoice, balance: balance, header: header)
    }

    func writePosted(_ invoice: TestInvoice, balance: String? = nil, header: String = "000001") {
        put(
            "AP_OpenInvoice",
            [
                invoice.key + invoice.stamps + [
                    "InvoiceDate": "20260430", "InvoiceDueDate": "20260530", "InvoiceAmt": invoice.amount,
                    "Balance": balance ?? invoice.amount, "Comment": "May",
                ]
            ])
        writeHistory(invoice, header: header)
    }

    func writeHistory(_ invoice: TestInvoice, header: String = "000001") {
        put(
            "AP_InvoiceHistoryHeader",
            [
                invoice.key + invoice.stamps + [
                    "HeaderSeqNo": header, "PurchaseOrderNo": invoice.order, "InvoiceAmt": invoice.amount,
                    "InvoiceDate": "20260430",
                ]
            ])
        put(
            "AP_InvoiceHistoryDetail",
            invoice.lines.enumerated().map { index, line in
                [
                    "InvoiceNo": invoice.number, "HeaderSeqNo": header, "DetailSeqNo": "00000\(index + 1)",
                    "AccountKey": line.account, "ItemCode": line.item,
                    "ItemCodeDesc": line.item.isEmpty ? "" : line.text,
                    "CommentText": line.text, "ExtensionAmt": line.amount, "PurchaseOrderLineKey": line.orderLine,
                ]
            })
    }

    /// Removes the open invoice, as Sage does some time after it was paid.
    func purge(_ invoice: TestInvoice) {
        let key = invoice.recordKey
        remove("AP_OpenInvoice") { row in RecordKey(Self.invoiceKey.map { row[$0] ?? "" }) == key }
    }
}

func + (left: [String: String], right: [String: String]) -> [String: String] {
    left.merging(right) { $1 }
}
