import BusinessObjects
import WireProtocol

/// What happens to an invoice, from its entry to the history.
extension Books {
    /// Enters an invoice in A/P Invoice Data Entry, or imports it.
    ///
    /// - Parameters:
    ///   - entry: the invoice.
    ///   - stamp: how it is stamped; ``StampStyle/none`` for an import.
    /// - Returns: `false`, and nothing is done, when an entry of this name is there.
    @discardableResult
    package mutating func enter(_ entry: InvoiceEntry, stamp: StampStyle = .sage) -> Bool {
        guard record("AP_InvoiceHeader", key: entry.name.key) == nil else { return false }
        put(InvoiceRows.entered(entry), stamp: stamp)
        return true
    }

    /// Deletes an invoice that is not posted.
    @discardableResult
    package mutating func deleteEntry(_ invoice: InvoiceName) -> Bool {
        removeAll("AP_InvoiceDetail", under: invoice.key)
        return remove("AP_InvoiceHeader", key: invoice.key)
    }

    /// Changes the due date of an invoice, entered or open.
    ///
    /// - Parameters:
    ///   - invoice: the invoice.
    ///   - date: eight digits.
    ///   - stamp: how the change is stamped.
    /// - Returns: whether there is such an invoice.
    @discardableResult
    package mutating func changeDueDate(
        of invoice: InvoiceName, to date: String, stamp: StampStyle = .sage
    ) -> Bool {
        updateLatest(invoice, ["InvoiceDueDate": date], stamp: stamp)
    }

    /// Holds the payment of an invoice, entered or open, or releases it.
    ///
    /// - Parameters:
    ///   - isHeld: whether it is held from now on.
    ///   - invoice: the invoice.
    ///   - stamp: how the change is stamped.
    /// - Returns: whether there is such an invoice.
    @discardableResult
    package mutating func setHold(_ isHeld: Bool, on invoice: InvoiceName, stamp: StampStyle = .sage) -> Bool {
        updateLatest(invoice, ["HoldPayment": isHeld ? "Y" : "N"], stamp: stamp)
    }

    /// Posts a batch by the register update: entries and receipts of invoice become open invoices with history.
    ///
    /// An entry whose invoice is open already stays where it is.
    ///
    /// - Parameters:
    ///   - batch: the batch; empty for what was entered without one.
    ///   - stamp: how the new records are stamped; ``StampStyle/none`` for a bulk tool.
    /// - Returns: the invoices that were posted.
    @discardableResult
    package mutating func post(batch: String, stamp: StampStyle = .sage) -> [InvoiceName] {
        var posted: [InvoiceName] = []
        for entry in records("AP_InvoiceHeader", index: "KBATCH", under: [batch]) {
            let lines = records("AP_InvoiceDetail", under: entry.invoice.key)
            guard post(entry.invoice, [(entry, lines)], stamp: stamp) else { continue }
            deleteEntry(entry.invoice)
            posted.append(entry.invoice)
        }
        let receipts = records("PO_ReceiptHeader", index: "KBATCH", under: [batch]).filter {
            $0.text("ReceiptType") == "I"
        }
        for invoice in Set(receipts.map(\.invoice)).sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let parts = receipts.filter { $0.invoice == invoice }.map { header in
                (header, records("PO_ReceiptDetail", under: [header.text("ReceiptType"), header.text("ReceiptNo")]))
            }
            guard post(invoice, parts, stamp: stamp) else { continue }
            for (header, lines) in parts { settle(header, lines, stamp: stamp) }
            posted.append(invoice)
        }
        return posted
    }

    /// Pays an open invoice.
    ///
    /// - Parameters:
    ///   - invoice: the invoice.
    ///   - cents: how much, in hundredths; `nil` for what is left.
    ///   - check: the number of the check.
    ///   - stamp: how the change is stamped.
    /// - Returns: whether the invoice is open.
    @discardableResult
    package mutating func pay(
        _ invoice: InvoiceName, cents: Int? = nil, check: String, stamp: StampStyle = .sage
    ) -> Bool {
        guard let open = record("AP_OpenInvoice", key: invoice.key) else { return false }
        let left = open.cents("Balance") - (cents ?? open.cents("Balance"))
        return update(
            "AP_OpenInvoice", key: invoice.key,
            [
                "Balance": FixedPoint.decimal(units: left, scale: 2), "CheckNo": check, "CheckType": "C",
                "CheckDate": now.date,
            ], stamp: stamp)
    }

    /// Takes open invoices without a balance out, as period end processing does; the history keeps them.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package mutating func purgePaidInvoices() -> Int {
        let paid = records("AP_OpenInvoice").filter { $0.cents("Balance") == 0 }
        for invoice in paid { remove("AP_OpenInvoice", key: invoice.invoice.key) }
        return paid.count
    }

    /// Takes an open invoice back by an adjustment of the opposite amount, as Sage has no other way after posting.
    ///
    /// - Parameters:
    ///   - invoice: the invoice.
    ///   - stamp: how the change and the adjustment are stamped.
    /// - Returns: whether the invoice is open.
    @discardableResult
    package mutating func void(_ invoice: InvoiceName, stamp: StampStyle = .sage) -> Bool {
        guard let open = record("AP_OpenInvoice", key: invoice.key) else { return false }
        let amount = FixedPoint.decimal(units: -open.cents("InvoiceAmt"), scale: 2)
        insert(
            "AP_InvoiceHistoryHeader",
            [
                "InvoiceNo": invoice.number, "HeaderSeqNo": nextSequence(invoice.number),
                "APDivisionNo": invoice.division, "VendorNo": invoice.vendor, "ModuleCode": "A/P",
                "InvoiceType": "A", "TransactionDate": now.date, "InvoiceDate": open.text("InvoiceDate"),
                "InvoiceDueDate": open.text("InvoiceDueDate"), "InvoiceAmt": amount, "NonTaxableAmt": amount,
            ], stamp: stamp)
        return update("AP_OpenInvoice", key: invoice.key, ["InvoiceAmt": "0.00", "Balance": "0.00"], stamp: stamp)
    }

    /// Puts rows in and stamps those whose tables have the audit fields.
    mutating func put(_ rows: [InvoiceRows.Made], stamp: StampStyle) {
        for (name, row) in rows {
            guard let table = SageTables.table(name) else { continue }
            let stamps = stamp.fields("Created", at: now) + stamp.fields("Updated", at: now)
            _ = insert(table, row: table.setting(stamps, in: row))
        }
    }

    private mutating func post(
        _ invoice: InvoiceName, _ parts: [(header: BusinessRecord, lines: [BusinessRecord])], stamp: StampStyle
    ) -> Bool {
        guard let first = parts.first?.header, record("AP_OpenInvoice", key: invoice.key) == nil else { return false }
        let cents = parts.reduce(0) { $0 + $1.header.cents("InvoiceAmt") }
        put([InvoiceRows.open(first, cents: cents, sequence: nextSequence(invoice.number))], stamp: stamp)
        for (header, lines) in parts {
            let sequence = nextSequence(invoice.number)
            put(InvoiceRows.history(header, lines: lines, sequence: sequence, date: now.date), stamp: stamp)
        }
        return true
    }

    private mutating func updateLatest(
        _ invoice: InvoiceName, _ values: [String: String], stamp: StampStyle
    ) -> Bool {
        update("AP_InvoiceHeader", key: invoice.key, values, stamp: stamp)
            || update("AP_OpenInvoice", key: invoice.key, values, stamp: stamp)
    }

    /// The history counts all invoices with one number, whatever their vendors.
    private func nextSequence(_ number: String) -> String {
        let last = records("AP_InvoiceHistoryHeader", under: [number]).last.flatMap { Int($0.text("HeaderSeqNo")) }
        return InvoiceRows.padded((last ?? 0) + 1, 6)
    }
}

extension BusinessRecord {
    /// The invoice that a record of any of the invoice tables belongs to.
    package var invoice: InvoiceName {
        InvoiceName(division: text("APDivisionNo"), vendor: text("VendorNo"), number: text("InvoiceNo"))
    }
}
