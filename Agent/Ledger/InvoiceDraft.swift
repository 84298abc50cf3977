import WireProtocol

/// The rows that make one invoice, by the stage of its life.
struct InvoiceDraft {
    /// A line before its codes are looked up.
    struct Line {
        var row: Row
        var lineKey: String
        /// The purchase order it may be matched to.
        var order: String?

        /// The column that names its account; receipts call it as purchase orders do.
        var accountColumn: String { row.table == .receiptLines ? "PurchasesAcctKey" : "AccountKey" }

        /// The purchase order's line that it names.
        var orderLineKey: String? {
            row.text(row.table == .receiptLines ? "OrderLineKey" : "PurchaseOrderLineKey")
        }

        /// What is billed: the distribution of an entered line, the extension of one that was received or posted; a
        /// posted line without an item has its amount in either.
        ///
        /// - Throws: ``UnreadableField`` when a column holds no number.
        func amount() throws(UnreadableField) -> DecimalText? {
            let distributed = try row.decimal("DistributionAmt")
            guard let extended = try row.decimal("ExtensionAmt") else { return distributed }
            return extended.isZero ? distributed ?? extended : extended
        }
    }

    /// Where the invoice stands.
    enum Stage {
        case entered(Row)
        case received([Row])
        /// With the row of AP_OpenInvoice, while there is one.
        case posted(open: Row?)
    }

    let key: RecordKey
    let stage: Stage
    /// The rows that speak for the whole invoice, the one to ask first in front.
    let headers: [Row]
    let lines: [Line]

    /// Gathers the rows; `nil` when no table holds the invoice.
    init?(of key: RecordKey, _ tables: InvoiceTables) {
        self.key = key
        if tables.isPosted(key) {
            let (open, history) = (tables.open[key], tables.history[key] ?? [])
            stage = .posted(open: open)
            headers = [open].compactMap(\.self) + history
            lines = Self.historyLines(history, tables, only: Self.onlyOrder(key, history, tables))
        } else if let receipts = tables.receipts[key] {
            stage = .received(receipts)
            headers = receipts
            lines = Self.receiptLines(receipts, tables)
        } else if let entry = tables.entries[key] {
            stage = .entered(entry)
            headers = [entry]
            lines = tables.lines(.entryLines, of: entry).map { row in
                Line(row: row, lineKey: row.key("LineKey"), order: row.text("PurchaseOrderNo"))
            }
        } else {
            return nil
        }
    }

    /// The first value that a header holds.
    func first<Value>(_ read: (Row) -> Value?) -> Value? {
        headers.lazy.compactMap(read).first
    }

    /// The amount that the headers tell: of AP_OpenInvoice, else of all history headers or receipts together.
    ///
    /// - Throws: ``UnreadableField`` when a column holds no number.
    func amount() throws(UnreadableField) -> DecimalText? {
        if case .posted(let open?) = stage, let amount = try open.decimal("InvoiceAmt") { return amount }
        var amounts: [DecimalText] = []
        for header in headers {
            if let amount = try header.decimal("InvoiceAmt") { amounts.append(amount) }
        }
        return DecimalText.sum(amounts)
    }

    /// The balance of AP_OpenInvoice; zero once an invoice is in the history only; none before posting.
    ///
    /// - Throws: ``UnreadableField`` when the column holds no number.
    func balance(of amount: DecimalText?) throws(UnreadableField) -> DecimalText? {
        switch stage {
        case .posted(let open?): try open.decimal("Balance")
        case .posted(nil): amount.map { $0 - $0 }
        case .entered, .received: nil
        }
    }

    /// Where the invoice stands; nothing is held of one that is paid.
    func status(_ balance: DecimalText?) -> APInvoice.Status {
        let isHeld = first { $0.text("HoldPayment") } == "Y"
        switch stage {
        case .posted(nil): return .paid
        case .posted: return balance?.isZero == true ? .paid : isHeld ? .onHold : .posted
        case .entered, .received: return isHeld ? .onHold : .entered
        }
    }

    /// Every purchase order that a header, a line or a posted receipt names, ascending.
    func orders(_ tables: InvoiceTables) -> [String] {
        let rows = headers + lines.map(\.row) + (tables.receiptHistory[key] ?? [])
        return Set(rows.compactMap { $0.text("PurchaseOrderNo") }.map { RecordKey([$0]) }).sorted().map { $0.parts[0] }
    }

    /// The latest stamps of the tables that make the invoice.
    func stamps(_ tables: InvoiceTables) -> AuditStamps {
        var rows = headers
        if case .posted = stage { rows += tables.receiptHistory[key] ?? [] }
        return rows.reduce(AuditStamps()) { $0.latest(with: $1.stamps) }
    }

    /// Lines of the first history header keep Sage's number, as they had it when they were entered; those of further
    /// headers (adjustments) have the header's number before it, so that a line's key never changes.
    private static func historyLines(_ headers: [Row], _ tables: InvoiceTables, only order: String?) -> [Line] {
        headers.enumerated().flatMap { index, header in
            tables.lines(.historyLines, of: header).map { row in
                let number = row.key("DetailSeqNo")
                return Line(
                    row: row, lineKey: index == 0 ? number : header.key("HeaderSeqNo") + "-" + number,
                    order: row.text("PurchaseOrderNo") ?? header.text("PurchaseOrderNo") ?? order)
            }
        }
    }

    /// As with history headers, lines of further receipts have the receipt's number before their own.
    private static func receiptLines(_ receipts: [Row], _ tables: InvoiceTables) -> [Line] {
        receipts.enumerated().flatMap { index, receipt in
            tables.lines(.receiptLines, of: receipt).map { row in
                let number = row.key("LineKey")
                return Line(
                    row: row, lineKey: index == 0 ? number : receipt.key("ReceiptNo") + "-" + number,
                    order: row.text("PurchaseOrderNo") ?? receipt.text("PurchaseOrderNo"))
            }
        }
    }

    /// The one order that the posted receipts of the invoice name, where they name one only.
    private static func onlyOrder(_ key: RecordKey, _ history: [Row], _ tables: InvoiceTables) -> String? {
        let orders = Set((tables.receiptHistory[key] ?? []).compactMap { $0.text("PurchaseOrderNo") })
        return orders.count == 1 ? orders.first : nil
    }
}
