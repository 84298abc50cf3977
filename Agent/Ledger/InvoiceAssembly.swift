import BusinessObjects
import WireProtocol

/// Makes one record of an invoice out of the tables that hold it.
///
/// What was posted counts: an invoice that is in AP_OpenInvoice or in the history is taken from there, also while
/// AP_InvoiceHeader holds the same key once more, which is an adjustment being entered. Before posting, a Receipt of
/// Invoice counts more than an entry under the same number, since the purchase order stands behind it.
struct InvoiceAssembly: Sendable {
    let tables: InvoiceTables
    let codes: AccountCodes
    let vendors: References.Values

    /// Reads what is still missing for these invoices (lines, purchase order lines, codes, names).
    ///
    /// - Parameters:
    ///   - reader: what decided that these invoices are told.
    ///   - keys: the invoices.
    ///   - walk: the table that is walked; its lines lie close together. `nil` for single invoices.
    ///   - references: names and codes.
    /// - Throws: as ``SageSession/each(_:_:_:)`` does.
    init(
        _ reader: InvoiceReader, _ keys: [RecordKey], _ walk: InvoiceStage.Walk?, _ references: References
    ) async throws {
        var reader = reader
        let posted = Set(keys.filter(reader.tables.isPosted))
        try await reader.readReceiptHistory(posted)
        try await reader.readLines(
            .historyLines, of: posted.flatMap { reader.tables.history[$0] ?? [] }, sharing: 1,
            inOrder: walk == .history)
        let waiting = Set(keys).subtracting(posted)
        try await reader.readLines(
            .receiptLines, of: waiting.flatMap { reader.tables.receipts[$0] ?? [] }, sharing: 2,
            inOrder: walk == .receipts)
        let entered = waiting.filter { reader.tables.receipts[$0] == nil }
        try await reader.readLines(
            .entryLines, of: entered.compactMap { reader.tables.entries[$0] }, sharing: 3, inOrder: walk == .entries)

        let drafts = keys.flatMap { InvoiceDraft(of: $0, reader.tables)?.lines ?? [] }
        try await reader.readOrderLines(
            Set(drafts.filter { $0.row.text($0.accountColumn) == nil }.compactMap(\.order)))
        let orderLines = (reader.tables.lines[.orderLines] ?? [:]).values.joined()
        codes = try await references.accountCodes(
            drafts.map { $0.row.key($0.accountColumn) } + orderLines.map { $0.key("PurchasesAcctKey") }, reader.session)
        vendors = try await references.vendorNames(keys.map { RecordKey(Array($0.parts.prefix(2))) }, reader.session)
        tables = reader.tables
    }

    /// The record of one invoice, or `nil` when no table holds it.
    ///
    /// - Throws: ``UnreadableField`` when an amount is no number.
    func invoice(_ key: RecordKey) throws(UnreadableField) -> APInvoice? {
        guard let draft = InvoiceDraft(of: key, tables) else { return nil }
        var lines: [APInvoice.Line] = []
        for line in draft.lines { lines.append(try self.line(line)) }
        let amount = try draft.amount() ?? DecimalText.sum(lines.compactMap(\.amount))
        let balance = try draft.balance(of: amount)
        return APInvoice(
            division: key.parts[0], vendorNumber: key.parts[1],
            vendorName: vendors[RecordKey(Array(key.parts.prefix(2)))] ?? nil, invoiceNumber: key.parts[2],
            invoiceDate: draft.first { $0.date("InvoiceDate") }, dueDate: draft.first { $0.date("InvoiceDueDate") },
            amount: amount, balance: balance, purchaseOrders: draft.orders(tables), status: draft.status(balance),
            batch: draft.first { $0.text("BatchNo") }, comment: draft.first { $0.text("Comment") }, lines: lines,
            stamps: draft.stamps(tables))
    }

    private func line(_ draft: InvoiceDraft.Line) throws(UnreadableField) -> APInvoice.Line {
        let row = draft.row
        var line = APInvoice.Line(
            lineKey: draft.lineKey, accountCode: codes.code(row, draft.accountColumn),
            description: row.text("ItemCodeDesc") ?? row.text("CommentText"),
            amount: try draft.amount(), purchaseOrderLineKey: draft.orderLineKey)
        guard row.text(draft.accountColumn) == nil, let order = draft.order else { return line }
        let matches = matches(draft, order)
        if matches.count == 1 { line.purchaseOrderLineKey = matches[0].text("LineKey") }
        let accounts = Set(matches.map { codes.code($0, "PurchasesAcctKey") })
        if accounts.count == 1, let account = accounts.first ?? nil {
            line.accountCode = account
            line.accountFromPurchaseOrder = true
        }
        return line
    }

    /// The lines of the order that an invoice's line may be for: the one it names, or else those of the same item.
    private func matches(_ draft: InvoiceDraft.Line, _ order: String) -> [Row] {
        let candidates = tables.lines[.orderLines]?[RecordKey([order])] ?? []
        if let named = draft.orderLineKey { return candidates.filter { $0.text("LineKey") == named } }
        guard let item = draft.row.text("ItemCode") else { return [] }
        return candidates.filter { $0.text("ItemCode") == item }
    }
}

extension DecimalText {
    /// The exact sum; `nil` of nothing.
    static func sum(_ numbers: [DecimalText]) -> DecimalText? {
        numbers.dropFirst().reduce(numbers.first) { sum, next in sum.map { $0 + next } }
    }
}
