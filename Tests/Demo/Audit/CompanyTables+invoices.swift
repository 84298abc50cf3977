import Foundation

extension CompanyTables {
    /// Every invoice, wherever it stands in its life.
    ///
    /// An invoice is entered in AP_InvoiceHeader or, matched to a purchase order, in PO_ReceiptHeader; posting moves it
    /// to AP_OpenInvoice and AP_InvoiceHistoryHeader; once paid it is in the history only. What was posted counts.
    func invoices() -> [ExpectedItem] {
        let index = InvoiceIndex(self)
        return index.keys.map { invoice($0, index) }
    }

    private func invoice(_ key: String, _ index: InvoiceIndex) -> ExpectedItem {
        let (open, history) = (index.open[key]?.first, index.history[key] ?? [])
        let isPosted = open != nil || !history.isEmpty
        let receipts = isPosted ? [] : index.receipts[key] ?? []
        let isReceived = !receipts.isEmpty
        let headers =
            isPosted ? [open].compactMap(\.self) + history : isReceived ? receipts : index.entries[key] ?? []
        let lines =
            isPosted
            ? history.flatMap(index.historyLines)
            : headers.flatMap(
                isReceived ? index.receiptLines : index.entryLines)
        let receiptHistory = isPosted ? index.receiptHistory[key] ?? [] : []
        let detail = lines.map { InvoiceLine($0, self, index, receiptHistory) }

        func first(_ column: String) -> String? { headers.lazy.compactMap { $0.text(column) }.first }
        let own = headers.compactMap { $0.amount("InvoiceAmt") }
        let distributed = detail.compactMap(\.amount)
        let amounts = open.flatMap { $0.amount("InvoiceAmt") }.map { [$0] } ?? (own.isEmpty ? distributed : own)
        let amount = amounts.isEmpty ? nil : amounts.reduce(0, +)
        let balance = isPosted ? open.map { $0.amount("Balance") } ?? amount.map { _ in 0 } : nil
        let isPaid = isPosted && (open == nil || balance == 0)
        let isHeld = first("HoldPayment") == "Y"
        let header = headers[0]
        let vendor = vendorName(header) ?? header.raw("VendorNo")
        let orders = (headers + lines.map(\.row) + receiptHistory).map { $0.text("PurchaseOrderNo") }
        return ExpectedItem(
            .invoice, key: key, name: "\(header.raw("InvoiceNo")) · \(vendor)",
            [
                "Vendor": vendor,
                "Vendor No": header.raw("APDivisionNo") + "-" + header.raw("VendorNo"),
                "Invoice No": header.raw("InvoiceNo"),
                "Invoice Date": headers.lazy.compactMap { $0.date("InvoiceDate") }.first,
                "Due Date": headers.lazy.compactMap { $0.date("InvoiceDueDate") }.first,
                "Amount": ExpectedItem.amount(amount),
                "Balance": ExpectedItem.amount(balance),
                "PO No": ExpectedItem.distinct(orders),
                "G/L Account": ExpectedItem.distinct(detail.map(\.account)),
                "Status": isPaid ? "Paid" : isHeld ? "On Hold" : isPosted ? "Posted" : "Entered",
                "Batch": first("BatchNo"),
                "Comment": first("Comment"),
            ], lines: detail.map(\.shown))
    }
}

/// The rows of the invoice tables by the invoice or the header they belong to.
private struct InvoiceIndex {
    typealias Rows = [String: [SageTableFile.Row]]

    /// A line, with what its header says of its purchase order.
    struct Line {
        let row: SageTableFile.Row
        let order: String?
        /// The column that names its account.
        let accountColumn: String
    }

    let entries: Rows
    let receipts: Rows
    let open: Rows
    let history: Rows
    let receiptHistory: Rows
    let orderLines: Rows
    private let entryDetail: Rows
    private let receiptDetail: Rows
    private let historyDetail: Rows

    init(_ tables: CompanyTables) {
        func group(_ table: String, _ columns: [String], order: [String]) -> Rows {
            let rows = tables.rows(table).filter { !columns.contains("InvoiceNo") || !$0.raw("InvoiceNo").isEmpty }
            return Dictionary(grouping: rows) { AuditKey.text(columns.map($0.raw)) }.mapValues { rows in
                rows.sorted { left, right in
                    order.map(left.raw).lexicographicallyPrecedes(order.map(right.raw))
                }
            }
        }
        let invoice = ["APDivisionNo", "VendorNo", "InvoiceNo"]
        entries = group("AP_InvoiceHeader", invoice, order: [])
        receipts = group("PO_ReceiptHeader", invoice, order: ["ReceiptType", "ReceiptNo"])
        open = group("AP_OpenInvoice", invoice, order: [])
        history = group("AP_InvoiceHistoryHeader", invoice, order: ["HeaderSeqNo"])
        receiptHistory = group(
            "PO_ReceiptHistoryHeader", invoice, order: ["PurchaseOrderNo", "ReceiptType", "ReceiptNo", "HeaderSeqNo"])
        orderLines = group("PO_PurchaseOrderDetail", ["PurchaseOrderNo"], order: ["LineKey"])
        entryDetail = group("AP_InvoiceDetail", invoice, order: ["LineKey"])
        receiptDetail = group("PO_ReceiptDetail", ["ReceiptType", "ReceiptNo"], order: ["LineKey"])
        historyDetail = group("AP_InvoiceHistoryDetail", ["InvoiceNo", "HeaderSeqNo"], order: ["DetailSeqNo"])
    }

    var keys: Set<String> {
        Set(entries.keys).union(receipts.keys).union(open.keys).union(history.keys)
    }

    func entryLines(_ header: SageTableFile.Row) -> [Line] {
        lines(entryDetail[AuditKey.text(header, "APDivisionNo", "VendorNo", "InvoiceNo")], header, "AccountKey")
    }

    func receiptLines(_ header: SageTableFile.Row) -> [Line] {
        lines(receiptDetail[AuditKey.text(header, "ReceiptType", "ReceiptNo")], header, "PurchasesAcctKey")
    }

    func historyLines(_ header: SageTableFile.Row) -> [Line] {
        lines(historyDetail[AuditKey.text(header, "InvoiceNo", "HeaderSeqNo")], header, "AccountKey")
    }

    private func lines(_ rows: [SageTableFile.Row]?, _ header: SageTableFile.Row, _ column: String) -> [Line] {
        (rows ?? []).map { row in
            Line(
                row: row, order: row.text("PurchaseOrderNo") ?? header.text("PurchaseOrderNo"), accountColumn: column)
        }
    }
}

/// One line as the board shows it.
private struct InvoiceLine {
    let account: String?
    let amount: Decimal?
    let shown: [String?]

    /// Takes a line's own account; where it names none, the one of the purchase order's line, if that is beyond doubt.
    init(
        _ line: InvoiceIndex.Line, _ tables: CompanyTables, _ index: InvoiceIndex,
        _ receiptHistory: [SageTableFile.Row]
    ) {
        let row = line.row
        let extended = row.amount("ExtensionAmt") ?? 0
        amount = extended == 0 ? row.amount("DistributionAmt") ?? row.amount("ExtensionAmt") : extended
        var account = tables.accountCode(row, line.accountColumn)
        var mark: String?
        if row.text(line.accountColumn) == nil {
            let posted = Set(receiptHistory.compactMap { $0.text("PurchaseOrderNo") })
            let order = line.order ?? (posted.count == 1 ? posted.first : nil)
            let candidates = order.flatMap { index.orderLines[AuditKey.text([$0])] } ?? []
            let named = row.text("OrderLineKey") ?? row.text("PurchaseOrderLineKey")
            let item = row.text("ItemCode")
            let matching = candidates.filter { candidate in
                named.map { candidate.text("LineKey") == $0 }
                    ?? (item != nil && candidate.text("ItemCode") == item)
            }
            let accounts = Set(matching.map { tables.accountCode($0, "PurchasesAcctKey") })
            if accounts.count == 1, let only = accounts.first ?? nil {
                account = only
                mark = "(PO)"
            }
        }
        self.account = account
        shown = [account, ExpectedItem.amount(amount), row.text("ItemCodeDesc") ?? row.text("CommentText"), mark]
    }
}
