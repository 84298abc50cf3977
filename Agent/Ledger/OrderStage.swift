import BusinessObjects
import WireProtocol

/// Reads PO_PurchaseOrderHeader and PO_PurchaseOrderDetail, which walk in the same order.
struct OrderStage: ScanStage {
    let letter: Character = "o"
    let table = SageTable.orders

    func page(_ request: PageRequest, _ session: SageSession, _ context: ScanContext) async throws -> StagePage {
        let page = try await session.page(table, request)
        let rows = page.records.map { Row(table, $0) }.filter { $0.isChanged(since: context.changedSince) }
        let numbers = rows.map { $0.key("PurchaseOrderNo") }
        let lines = try await session.lines(.orderLines, of: numbers, "PurchaseOrderNo")
        let codes = try await context.references.accountCodes(
            lines.values.joined().map { $0.key("PurchasesAcctKey") }, session)
        let vendors = try await context.references.vendorNames(
            rows.map { RecordKey($0.key(["APDivisionNo", "VendorNo"])) }, session)
        let items = items(rows, context, key: \.position) { (row) throws(UnreadableField) in
            let own = lines[RecordKey([row.key("PurchaseOrderNo")])] ?? []
            return .purchaseOrder(try PurchaseOrder(row, own, codes, vendors))
        }
        return StagePage(items: items, next: page.next)
    }
}

extension SageSession {
    /// The lines of a page of headers whose key is one field, by that field.
    ///
    /// One range covers them, from the first to the last header of the page, and the filter leaves out the lines of
    /// headers between them that did not change.
    func lines(_ table: SageTable, of headers: [String], _ column: String) async throws -> [RecordKey: [Row]] {
        guard let first = headers.first, let last = headers.last else { return [:] }
        var lines: [RecordKey: [Row]] = [:]
        let request = PageRequest(from: [first], through: [last], filter: .isOne(of: headers, column: column))
        try await each(table, request) { row in
            lines[RecordKey([row.key(column)]), default: []].append(row)
        }
        return lines
    }
}

extension PurchaseOrder {
    fileprivate init(
        _ row: Row, _ lines: [Row], _ codes: AccountCodes, _ vendors: References.Values
    ) throws(UnreadableField) {
        var parts: [DecimalText] = []
        for column in ["TaxableAmt", "NonTaxableAmt", "SalesTaxAmt", "FreightAmt"] {
            if let part = try row.decimal(column) { parts.append(part) }
        }
        let total = parts.dropFirst().reduce(parts.first) { sum, part in sum.map { $0 + part } }
        self.init(
            number: row.key("PurchaseOrderNo"), orderDate: row.date("PurchaseOrderDate"),
            requiredDate: row.date("RequiredExpireDate"), division: row.key("APDivisionNo"),
            vendorNumber: row.key("VendorNo"),
            vendorName: (vendors[RecordKey(row.key(["APDivisionNo", "VendorNo"]))] ?? nil) ?? row.text("PurchaseName"),
            status: Self.status(row), total: total, receivedAmount: try row.decimal("ReceivedAmt"),
            invoicedAmount: try row.decimal("InvoicedAmt"), comment: row.text("Comment"), lines: [],
            stamps: row.stamps)
        for line in lines { self.lines.append(try Line(line, codes)) }
    }

    /// A held order is on hold whatever its state; a code of a later version counts as open.
    private static func status(_ row: Row) -> Status {
        if row.flag("OnHold") { return .onHold }
        return switch row.text("OrderStatus") {
        case "N": .new
        case "B": .backordered
        case "C": .change
        case "X": .complete
        default: .open
        }
    }
}

extension PurchaseOrder.Line {
    fileprivate init(_ row: Row, _ codes: AccountCodes) throws(UnreadableField) {
        self.init(
            lineKey: row.key("LineKey"), itemCode: row.text("ItemCode"),
            description: row.text("ItemCodeDesc") ?? row.text("CommentText"),
            accountCode: codes.code(row, "PurchasesAcctKey"), quantityOrdered: try row.decimal("QuantityOrdered"),
            quantityReceived: try row.decimal("QuantityReceived"),
            quantityInvoiced: try row.decimal("QuantityInvoiced"), unitCost: try row.decimal("UnitCost"),
            amount: try row.decimal("ExtensionAmt"))
    }
}
