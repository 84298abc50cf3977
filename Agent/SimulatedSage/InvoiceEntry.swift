/// The name of an A/P invoice: its number is unique only within the vendor.
package struct InvoiceName: Hashable, Sendable {
    package let division: String
    package let vendor: String
    package let number: String

    package init(division: String, vendor: String, number: String) {
        self.division = division
        self.vendor = vendor
        self.number = number
    }

    /// The key as Sage's tables have it.
    package var key: [String] { [division, vendor, number] }
}

/// What a person types into A/P Invoice Data Entry.
package struct InvoiceEntry: Sendable {
    /// One line of the distribution.
    package struct Line: Sendable {
        /// `GL_Account`'s AccountKey.
        package let account: String
        package let comment: String
        /// The amount in hundredths.
        package let cents: Int

        package init(account: String, comment: String, cents: Int) {
            self.account = account
            self.comment = comment
            self.cents = cents
        }
    }

    package var name: InvoiceName
    /// Eight digits, as is ``dueDate``.
    package var date: String
    package var dueDate: String
    package var batch: String
    package var comment: String
    package var isHeld: Bool
    package var lines: [Line]

    package init(
        _ name: InvoiceName, date: String, dueDate: String, batch: String = "", comment: String = "",
        isHeld: Bool = false, lines: [Line]
    ) {
        self.name = name
        self.date = date
        self.dueDate = dueDate
        self.batch = batch
        self.comment = comment
        self.isHeld = isHeld
        self.lines = lines
    }

    /// The invoice's amount in hundredths.
    package var cents: Int {
        lines.reduce(0) { $0 + $1.cents }
    }
}

/// What a person types into P/O Receipt of Invoice: an invoice matched to a purchase order.
package struct ReceiptOfInvoice: Sendable {
    package var purchaseOrder: String
    package var invoiceNumber: String
    /// Eight digits, as is ``dueDate``.
    package var date: String
    package var dueDate: String
    package var batch: String

    package init(purchaseOrder: String, invoiceNumber: String, date: String, dueDate: String, batch: String = "") {
        self.purchaseOrder = purchaseOrder
        self.invoiceNumber = invoiceNumber
        self.date = date
        self.dueDate = dueDate
        self.batch = batch
    }
}
