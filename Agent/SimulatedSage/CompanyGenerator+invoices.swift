import BusinessObjects

/// Purchase orders, and invoices in every stage of life.
extension CompanyGenerator {
    /// An order that invoices may be matched to.
    struct Order: Sendable {
        let header: BusinessRecord
        let lines: [BusinessRecord]
    }

    /// Where an invoice stands.
    private enum Stage {
        case entered, held, received, open, openHeld, partlyPaid, paid, matched, history, matchedHistory
    }

    private static let stages: [Stage] = [
        .entered, .entered, .entered, .held, .received, .open, .open, .open, .open, .openHeld, .partlyPaid, .paid,
        .matched, .matched, .history, .history, .history, .history, .matchedHistory, .history,
    ]

    /// Makes the orders, of every status in turn.
    ///
    /// - Returns: the orders by vendor, as places in ``vendors``.
    mutating func makeOrders() -> [[Order]] {
        var orders: [[Order]] = vendors.map { _ in [] }
        guard !vendors.isEmpty else { return orders }
        for index in 0..<sizes.purchaseOrders {
            let vendor = index % vendors.count
            let order = makeOrder(index, for: vendors[vendor])
            orders[vendor].append(order)
        }
        return orders
    }

    private mutating func makeOrder(_ index: Int, for vendor: GeneratedVendor) -> Order {
        let number = InvoiceRows.padded(index + 10_001, 7)
        let status = ["N", "O", "B", "C", "X"][index % 5]
        let isReceived = status == "X" || status == "O"
        var total = 0
        var lines: [BusinessRecord] = []
        for place in 0..<Int.random(in: 1...5, using: &random) {
            let made = orderLine(place, of: number, isReceived: isReceived, isBackordered: status == "B")
            add(made, daysAgo: 0)
            guard let table = SageTables.table(made.table) else { continue }
            let line = BusinessRecord(layout: table.layout, values: made.row)
            total += line.cents("ExtensionAmt")
            lines.append(line)
        }
        let age = Int.random(in: 1...500, using: &random)
        let amount = FixedPoint.decimal(units: total, scale: 2)
        let values: KeyValuePairs = [
            "PurchaseOrderNo": number, "PurchaseOrderDate": day(age), "OrderType": "S",
            "RequiredExpireDate": day(age - 30), "APDivisionNo": vendor.division, "VendorNo": vendor.number,
            "PurchaseName": vendor.name, "OrderStatus": status, "OnHold": index % 17 == 3 ? "Y" : "N",
            "TermsCode": "01", "NonTaxableAmt": amount, "ReceivedAmt": isReceived ? amount : "0.00",
            "RequisitorName": "Zoë O'Neil", "RequisitorDepartment": "R&D",
        ]
        add("PO_PurchaseOrderHeader", values, daysAgo: age)
        let table = SageTables.table("PO_PurchaseOrderHeader")
        return Order(
            header: BusinessRecord(layout: table?.layout ?? RecordLayout([]), values: table?.row(values) ?? []),
            lines: lines)
    }

    private mutating func orderLine(
        _ place: Int, of order: String, isReceived: Bool, isBackordered: Bool
    ) -> InvoiceRows.Made {
        let quantity = Int.random(in: 1...40, using: &random)
        let price = Int.random(in: 100...50_000, using: &random)
        let ordered = FixedPoint.decimal(units: quantity * 1_000_000, scale: 6)
        let amount = FixedPoint.decimal(units: quantity * price, scale: 2)
        let values: KeyValuePairs = [
            "PurchaseOrderNo": order, "LineKey": InvoiceRows.lineKey(place),
            "LineSeqNo": InvoiceRows.lineSequence(place),
            "ItemCode": "ITEM-\(Int.random(in: 1...400, using: &random))", "ItemType": "1",
            "ItemCodeDesc": "Part 3/4\" blue",
            "PurchasesAcctKey": accountKeys.isEmpty ? "" : random.pick(accountKeys), "UnitOfMeasure": "EACH",
            "WarehouseCode": "001", "QuantityOrdered": ordered,
            "QuantityReceived": isReceived ? ordered : "0.000000",
            "QuantityBackordered": isBackordered ? ordered : "0.000000",
            "UnitCost": FixedPoint.decimal(units: price * 10_000, scale: 6), "ExtensionAmt": amount,
            "ReceivedAmt": isReceived ? amount : "0.00",
        ]
        return ("PO_PurchaseOrderDetail", SageTables.table("PO_PurchaseOrderDetail")?.row(values) ?? [])
    }

    /// Makes the invoices; those of vendors without orders are never matched.
    mutating func makeInvoices(ordersUsed orders: [[Order]]) {
        guard !vendors.isEmpty, !accountKeys.isEmpty else { return }
        var previous = 0
        for index in 0..<sizes.invoices {
            let vendor =
                switch index % 16 {
                case Self.sameVendor: previous
                case Self.sameNumber: (previous + 1) % vendors.count
                default: Int.random(in: vendors.indices, using: &random)
                }
            previous = vendor
            let stage = Self.stages[index % Self.stages.count]
            let isRecent = [.entered, .held, .received].contains(stage)
            let age = isRecent ? Int.random(in: 0...20, using: &random) : Int.random(in: 5...600, using: &random)
            let number = invoiceNumber(index)
            if [.received, .matched, .matchedHistory].contains(stage), !orders[vendor].isEmpty {
                makeMatched(number, age: age, stage: stage, orders: orders[vendor], index: index)
            } else {
                makeEntered(number, for: vendors[vendor], age: age, stage: stage, index: index)
            }
        }
    }

    /// Of sixteen invoices, the place of one whose number differs from the one before only in case.
    private static let sameVendor = 3
    /// Of sixteen invoices, the place of one that has the number of the one before, which is of another vendor.
    private static let sameNumber = 9

    /// A number of the many forms that vendors give; each carries the counter, so that a vendor has it once.
    private func invoiceNumber(_ index: Int) -> String {
        switch index % 16 {
        case 0: " \(index)/7"
        case 1: "\(index) "
        case 2: "inv\(index)"
        case Self.sameVendor: "INV\(index - 1)"
        case 4: "A&B-\(index)"
        case 5: "\"\(index)\""
        case 6: "N°\(index)"
        case 7: "\(index),5"
        case Self.sameNumber where vendors.count > 1: invoiceNumber(index - 1)
        default: InvoiceRows.padded(index, 7) + "-IN"
        }
    }

    private mutating func makeEntered(
        _ number: String, for vendor: GeneratedVendor, age: Int, stage: Stage, index: Int
    ) {
        let sign = index % 25 == 4 ? -1 : 1
        let lines = (0..<(index % 7 == 0 ? 1 : 3)).map { place in
            InvoiceEntry.Line(
                account: random.pick(accountKeys), comment: "Line \(place + 1), as agreed",
                cents: sign * Int.random(in: 100...2_000_000, using: &random))
        }
        let entry = InvoiceEntry(
            InvoiceName(division: vendor.division, vendor: vendor.number, number: number), date: day(age),
            dueDate: day(age - 30), batch: "0" + InvoiceRows.padded(index % 8 + 1, 4),
            comment: "From " + vendor.name.prefix(30),
            isHeld: stage == .held || stage == .openHeld, lines: lines)
        let made = InvoiceRows.entered(entry)
        guard ![.entered, .held, .received].contains(stage) else {
            for row in made { add(row, daysAgo: age) }
            return
        }
        let records = made.compactMap { made in
            SageTables.table(made.table).map { BusinessRecord(layout: $0.layout, values: made.row) }
        }
        addPosted([(records[0], Array(records.dropFirst()))], cents: entry.cents, age: age, stage: stage, index: index)
    }

    private mutating func makeMatched(_ number: String, age: Int, stage: Stage, orders: [Order], index: Int) {
        let matched = random.happens(onceIn: 4) ? Array(orders.prefix(2)) : [random.pick(orders)]
        var parts: [(header: BusinessRecord, lines: [BusinessRecord])] = []
        for order in matched {
            lastReceipt += 1
            let receipt = ReceiptOfInvoice(
                purchaseOrder: order.header.text("PurchaseOrderNo"), invoiceNumber: number, date: day(age),
                dueDate: day(age - 30), batch: "00009")
            let made = InvoiceRows.received(
                receipt, number: InvoiceRows.padded(lastReceipt, 6), order: order.header, lines: order.lines)
            if stage == .received {
                for row in made { add(row, daysAgo: age) }
                continue
            }
            let records = made.compactMap { made in
                SageTables.table(made.table).map { BusinessRecord(layout: $0.layout, values: made.row) }
            }
            parts.append((records[0], Array(records.dropFirst())))
        }
        let cents = parts.reduce(0) { $0 + $1.header.cents("InvoiceAmt") }
        addPosted(parts, cents: cents, age: age, stage: stage, index: index)
    }

    /// Adds what posting leaves of an invoice; nothing when there are no parts.
    private mutating func addPosted(
        _ parts: [(header: BusinessRecord, lines: [BusinessRecord])], cents: Int, age: Int, stage: Stage,
        index: Int
    ) {
        // The history counts all invoices with one number; the orders of one invoice are two at most.
        let before = index % 16 == Self.sameNumber ? 2 : 0
        for (place, part) in parts.enumerated() {
            let sequence = InvoiceRows.padded(before + place + 1, 6)
            for row in InvoiceRows.history(part.header, lines: part.lines, sequence: sequence, date: day(age)) {
                add(row, daysAgo: age)
            }
        }
        guard let first = parts.first?.header, ![.history, .matchedHistory].contains(stage),
            let table = SageTables.table("AP_OpenInvoice")
        else { return }
        var open = InvoiceRows.open(first, cents: cents, sequence: InvoiceRows.padded(before + 1, 6))
        let balance = stage == .paid ? 0 : stage == .partlyPaid ? cents / 3 : cents
        if balance != cents {
            let payment = [
                "Balance": FixedPoint.decimal(units: balance, scale: 2), "CheckNo": "0000012345", "CheckType": "C",
                "CheckDate": day(max(0, age - 10)),
            ]
            open.row = table.setting(payment.map { (key: $0.key, value: $0.value) }, in: open.row)
        }
        add(open, daysAgo: age)
    }
}
