import WireProtocol

extension RecordMapper {
    /// What the subitems of a record's lines show.
    ///
    /// - Parameter record: a record of any kind.
    /// - Returns: as many as an item gets, in the order of the lines; `nil` where lines are no subitems.
    func lines(of record: AnyRecord) -> [LineContent]? {
        guard detail.hasSubitems else { return nil }
        let lines: [(key: String, name: String, fields: [String: String?])]
        switch record {
        case .apInvoice(let invoice): lines = invoice.lines.prefix(detail.most).map(Self.line)
        case .purchaseOrder(let order): lines = order.lines.prefix(detail.most).map(Self.line)
        case .apVendor, .glAccount, .arCustomer: return nil
        }
        var times: [String: Int] = [:]
        return lines.map { line in
            // Sage's line keys are unique in their document. Should one come twice, neither may take the other's place.
            times[line.key, default: 0] += 1
            let time = times[line.key, default: 1]
            return LineContent(
                key: RecordKey([time == 1 ? line.key : "\(line.key) \(time)"]).text,
                name: TextLimit.cut(Self.visible(line.name), to: Self.nameLength),
                fields: line.fields.compactMapValues(\.self).filter { !$1.isEmpty })
        }
    }

    private static func line(_ line: APInvoice.Line) -> (String, String, [String: String?]) {
        (
            line.lineKey, named(line.description, line.accountCode),
            [
                "account-code": line.accountCode, "amount": line.amount?.text,
                "account-source": line.accountFromPurchaseOrder == true ? "PO" : nil,
                "order-line": line.purchaseOrderLineKey,
            ]
        )
    }

    private static func line(_ line: PurchaseOrder.Line) -> (String, String, [String: String?]) {
        (
            line.lineKey, named(line.description, line.itemCode, line.accountCode),
            [
                "item-code": line.itemCode, "account-code": line.accountCode,
                "quantity-ordered": line.quantityOrdered?.text, "quantity-received": line.quantityReceived?.text,
                "quantity-invoiced": line.quantityInvoiced?.text, "unit-cost": line.unitCost?.text,
                "amount": line.amount?.text,
            ]
        )
    }

    /// The first text that shows something.
    private static func named(_ texts: String?...) -> String {
        texts.lazy.compactMap(\.self).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
    }
}
