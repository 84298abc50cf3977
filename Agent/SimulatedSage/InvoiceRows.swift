import BusinessObjects

/// The rows that entering and posting an invoice make, without stamps.
enum InvoiceRows {
    /// A table's name and one row of it.
    typealias Made = (table: String, row: [String])

    /// AP_InvoiceHeader and AP_InvoiceDetail of an entry.
    static func entered(_ entry: InvoiceEntry) -> [Made] {
        let amount = FixedPoint.decimal(units: entry.cents, scale: 2)
        let header = made(
            "AP_InvoiceHeader",
            [
                "APDivisionNo": entry.name.division, "VendorNo": entry.name.vendor, "InvoiceNo": entry.name.number,
                "InvoiceDate": entry.date, "InvoiceDueDate": entry.dueDate, "InvoiceDiscountDate": entry.dueDate,
                "TermsCode": "01", "HoldPayment": entry.isHeld ? "Y" : "N", "Comment": entry.comment,
                "Adjustment": "N", "SeparateCheck": "N", "InvoiceAmt": amount, "NonTaxableAmt": amount,
                "BatchNo": entry.batch,
            ])
        let lines = entry.lines.enumerated().map { index, line in
            made(
                "AP_InvoiceDetail",
                [
                    "APDivisionNo": entry.name.division, "VendorNo": entry.name.vendor,
                    "InvoiceNo": entry.name.number, "LineKey": lineKey(index), "LineSeqNo": lineSequence(index),
                    "AccountKey": line.account, "CommentText": line.comment,
                    "DistributionAmt": FixedPoint.decimal(units: line.cents, scale: 2),
                ])
        }
        return [header] + lines
    }

    /// PO_ReceiptHeader and PO_ReceiptDetail of an invoice that was matched to an order.
    ///
    /// - Parameters:
    ///   - receipt: what was typed.
    ///   - number: the receipt's number.
    ///   - order: the order's PO_PurchaseOrderHeader.
    ///   - lines: its PO_PurchaseOrderDetail.
    /// - Returns: the rows.
    static func received(
        _ receipt: ReceiptOfInvoice, number: String, order: BusinessRecord, lines: [BusinessRecord]
    ) -> [Made] {
        let amount = FixedPoint.decimal(units: lines.reduce(0) { $0 + $1.cents("ExtensionAmt") }, scale: 2)
        let header = made(
            "PO_ReceiptHeader",
            [
                "ReceiptType": "I", "ReceiptNo": number, "ReceiptDate": receipt.date,
                "PurchaseOrderNo": receipt.purchaseOrder, "BatchNo": receipt.batch,
                "APDivisionNo": order.text("APDivisionNo"), "VendorNo": order.text("VendorNo"),
                "PurchaseName": order.text("PurchaseName"), "InvoiceNo": receipt.invoiceNumber,
                "InvoiceDate": receipt.date, "InvoiceDueDate": receipt.dueDate,
                "InvoiceDiscountDate": receipt.dueDate, "TermsCode": order.text("TermsCode"), "HoldPayment": "N",
                "NonTaxableAmt": amount, "InvoiceAmt": amount,
            ])
        let details = lines.enumerated().map { index, line in
            made(
                "PO_ReceiptDetail",
                [
                    "ReceiptType": "I", "ReceiptNo": number, "LineKey": lineKey(index),
                    "LineSeqNo": lineSequence(index), "PurchaseOrderNo": receipt.purchaseOrder,
                    "OrderLineKey": line.text("LineKey"), "ItemCode": line.text("ItemCode"),
                    "ItemType": line.text("ItemType"), "ItemCodeDesc": line.text("ItemCodeDesc"),
                    "PurchasesAcctKey": line.text("PurchasesAcctKey"),
                    "WarehouseCode": line.text("WarehouseCode"), "UnitOfMeasure": line.text("UnitOfMeasure"),
                    "QuantityOrdered": line.text("QuantityOrdered"),
                    "QuantityReceived": line.text("QuantityOrdered"),
                    "QuantityInvoiced": line.text("QuantityOrdered"), "UnitCost": line.text("UnitCost"),
                    "ExtensionAmt": line.text("ExtensionAmt"),
                ])
        }
        return [header] + details
    }

    /// AP_OpenInvoice for a header of either kind of entry.
    ///
    /// - Parameters:
    ///   - header: AP_InvoiceHeader or PO_ReceiptHeader.
    ///   - cents: the amount in hundredths, of all receipts with this invoice together.
    ///   - sequence: the number of the invoice's history header.
    /// - Returns: the row.
    static func open(_ header: BusinessRecord, cents: Int, sequence: String) -> Made {
        let amount = FixedPoint.decimal(units: cents, scale: 2)
        return made(
            "AP_OpenInvoice",
            [
                "APDivisionNo": header.text("APDivisionNo"), "VendorNo": header.text("VendorNo"),
                "InvoiceNo": header.text("InvoiceNo"), "InvoiceDate": header.text("InvoiceDate"),
                "InvoiceDueDate": header.text("InvoiceDueDate"),
                "InvoiceDiscountDate": header.text("InvoiceDiscountDate"), "TermsCode": header.text("TermsCode"),
                "HoldPayment": header.text("HoldPayment"), "InvoiceAmt": amount, "Balance": amount,
                "Comment": header.text("Comment"), "InvoiceHistoryHeaderSeqNo": sequence,
            ])
    }

    /// AP_InvoiceHistoryHeader and AP_InvoiceHistoryDetail, and PO_ReceiptHistoryHeader where an order was matched.
    ///
    /// - Parameters:
    ///   - header: AP_InvoiceHeader or PO_ReceiptHeader.
    ///   - lines: its lines.
    ///   - sequence: the number of the history header.
    ///   - date: the day of posting.
    /// - Returns: the rows.
    static func history(_ header: BusinessRecord, lines: [BusinessRecord], sequence: String, date: String) -> [Made] {
        let order = header.text("PurchaseOrderNo")
        var rows = [
            made(
                "AP_InvoiceHistoryHeader",
                [
                    "InvoiceNo": header.text("InvoiceNo"), "HeaderSeqNo": sequence,
                    "APDivisionNo": header.text("APDivisionNo"), "VendorNo": header.text("VendorNo"),
                    "ModuleCode": order.isEmpty ? "A/P" : "P/O", "InvoiceType": "I", "TransactionDate": date,
                    "InvoiceDate": header.text("InvoiceDate"), "InvoiceDueDate": header.text("InvoiceDueDate"),
                    "InvoiceDiscountDate": header.text("InvoiceDiscountDate"), "TermsCode": header.text("TermsCode"),
                    "Comment": header.text("Comment"), "PurchaseOrderNo": order,
                    "ReceiptNo": header.text("ReceiptNo"), "PurchaseName": header.text("PurchaseName"),
                    "InvoiceAmt": header.text("InvoiceAmt"), "NonTaxableAmt": header.text("NonTaxableAmt"),
                ])
        ]
        rows += lines.map { line in
            let isMatched = !order.isEmpty
            return made(
                "AP_InvoiceHistoryDetail",
                [
                    "InvoiceNo": header.text("InvoiceNo"), "HeaderSeqNo": sequence,
                    "DetailSeqNo": line.text("LineKey"), "ItemCode": line.text("ItemCode"),
                    "ItemType": line.text("ItemType"), "ItemCodeDesc": line.text("ItemCodeDesc"),
                    "AccountKey": line.text(isMatched ? "PurchasesAcctKey" : "AccountKey"),
                    "WarehouseCode": line.text("WarehouseCode"), "UnitOfMeasure": line.text("UnitOfMeasure"),
                    "CommentText": line.text("CommentText"), "PurchaseOrderLineKey": line.text("OrderLineKey"),
                    "QuantityOrdered": line.number("QuantityOrdered", scale: 6),
                    "QuantityReceived": line.number("QuantityReceived", scale: 6),
                    "QuantityInvoiced": line.number("QuantityInvoiced", scale: 6),
                    "UnitCost": line.number("UnitCost", scale: 6),
                    "ExtensionAmt": line.number(isMatched ? "ExtensionAmt" : "DistributionAmt", scale: 2),
                ])
        }
        guard !order.isEmpty else { return rows }
        rows.append(
            made(
                "PO_ReceiptHistoryHeader",
                [
                    "PurchaseOrderNo": order, "ReceiptType": "I", "ReceiptNo": header.text("ReceiptNo"),
                    "HeaderSeqNo": "000001", "TransactionDate": date, "ReceiptDate": header.text("ReceiptDate"),
                    "APDivisionNo": header.text("APDivisionNo"), "VendorNo": header.text("VendorNo"),
                    "InvoiceNo": header.text("InvoiceNo"), "InvoiceDate": header.text("InvoiceDate"),
                    "InvoiceDueDate": header.text("InvoiceDueDate"), "ReceiptAmt": header.text("InvoiceAmt"),
                    "InvoiceAmt": header.text("InvoiceAmt"),
                ]))
        return rows
    }

    /// The key of the line at a place from 0: six digits, from 1.
    static func lineKey(_ index: Int) -> String {
        padded(index + 1, 6)
    }

    /// The order of the line at a place from 0: fourteen digits, from 1.
    static func lineSequence(_ index: Int) -> String {
        padded(index + 1, 14)
    }

    /// A number filled with zeros.
    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func made(_ table: String, _ values: KeyValuePairs<String, String>) -> Made {
        (table, SageTables.table(table)?.row(values) ?? [])
    }
}

extension BusinessRecord {
    /// The value of a column, blank where the table has none of this name.
    func text(_ column: String) -> String {
        self[column] ?? ""
    }

    /// The value of a column of numbers, zero where the table has none of this name.
    func number(_ column: String, scale: Int) -> String {
        self[column] ?? FixedPoint.decimal(units: 0, scale: scale)
    }

    /// The hundredths of an amount.
    func cents(_ column: String) -> Int {
        FixedPoint.units(text(column))
    }
}
