import BusinessObjects
import WireProtocol

/// What happens to a purchase order.
extension Books {
    /// Receives the goods of an order, all that was ordered.
    ///
    /// - Parameters:
    ///   - order: the order's number.
    ///   - stamp: how the order is stamped.
    /// - Returns: whether there is such an order.
    @discardableResult
    package mutating func receiveGoods(_ order: String, stamp: StampStyle = .sage) -> Bool {
        var cents = 0
        for line in records("PO_PurchaseOrderDetail", under: [order]) {
            cents += line.cents("ExtensionAmt")
            update(
                "PO_PurchaseOrderDetail", key: [order, line.text("LineKey")],
                [
                    "QuantityReceived": line.text("QuantityOrdered"), "QuantityBackordered": "0.000000",
                    "ReceivedAmt": line.text("ExtensionAmt"),
                ], stamp: stamp)
        }
        let values = [
            "OrderStatus": "O", "LastReceiptDate": now.date, "LastReceiptNo": nextReceipt(),
            "ReceivedAmt": FixedPoint.decimal(units: cents, scale: 2),
        ]
        return update("PO_PurchaseOrderHeader", key: [order], values, stamp: stamp)
    }

    /// Matches an invoice to an order in P/O Receipt of Invoice, for all that was ordered.
    ///
    /// The same invoice may be matched to several orders of one vendor, each by a receipt of its own.
    ///
    /// - Parameters:
    ///   - receipt: what is typed.
    ///   - stamp: how the receipt is stamped.
    /// - Returns: the invoice's name, or `nil` when there is no such order.
    @discardableResult
    package mutating func matchInvoice(_ receipt: ReceiptOfInvoice, stamp: StampStyle = .sage) -> InvoiceName? {
        guard let order = record("PO_PurchaseOrderHeader", key: [receipt.purchaseOrder]) else { return nil }
        let lines = records("PO_PurchaseOrderDetail", under: [receipt.purchaseOrder])
        put(InvoiceRows.received(receipt, number: nextReceipt(), order: order, lines: lines), stamp: stamp)
        return InvoiceName(
            division: order.text("APDivisionNo"), vendor: order.text("VendorNo"), number: receipt.invoiceNumber)
    }

    /// Completes an order: nothing more is expected.
    @discardableResult
    package mutating func complete(_ order: String, stamp: StampStyle = .sage) -> Bool {
        update("PO_PurchaseOrderHeader", key: [order], ["OrderStatus": "X"], stamp: stamp)
    }

    /// Ends a posted receipt of invoice: the order learns of it, and the receipt goes.
    mutating func settle(_ receipt: BusinessRecord, _ lines: [BusinessRecord], stamp: StampStyle) {
        let order = receipt.text("PurchaseOrderNo")
        for line in lines {
            let key = [order, line.text("OrderLineKey")]
            let values = [
                "QuantityInvoiced": line.text("QuantityInvoiced"), "InvoicedAmt": line.text("ExtensionAmt"),
            ]
            update("PO_PurchaseOrderDetail", key: key, values, stamp: stamp)
        }
        update(
            "PO_PurchaseOrderHeader", key: [order],
            [
                "LastInvoiceNo": receipt.text("InvoiceNo"), "LastInvoiceDate": receipt.text("InvoiceDate"),
                "InvoicedAmt": receipt.text("InvoiceAmt"),
            ], stamp: stamp)
        let key = [receipt.text("ReceiptType"), receipt.text("ReceiptNo")]
        removeAll("PO_ReceiptDetail", under: key)
        remove("PO_ReceiptHeader", key: key)
    }

    /// A receipt number that no receipt, posted or not, has.
    private func nextReceipt() -> String {
        let waiting = records("PO_ReceiptHeader", under: ["I"]).last.flatMap { Int($0.text("ReceiptNo")) } ?? 0
        let posted = records("PO_ReceiptHistoryHeader").lazy.compactMap { Int($0.text("ReceiptNo")) }.max() ?? 0
        let goods = records("PO_PurchaseOrderHeader").lazy.compactMap { Int($0.text("LastReceiptNo")) }.max() ?? 0
        return InvoiceRows.padded(max(waiting, posted, goods) + 1, 6)
    }
}
