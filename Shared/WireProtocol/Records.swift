/// The two audit stamps of a record, in Sage's wall clock; absent where Sage holds none.
///
/// On the wire they are `dateLastUpdated` and `dateCreated`; Sage's columns are DateUpdated/TimeUpdated and
/// DateCreated/TimeCreated.
package struct AuditStamps: Codable, Hashable, Sendable {
    /// When Sage last stamped a change.
    package var dateLastUpdated: SageStamp?
    /// When Sage stamped the creation.
    package var dateCreated: SageStamp?

    package init(dateLastUpdated: SageStamp? = nil, dateCreated: SageStamp? = nil) {
        self.dateLastUpdated = dateLastUpdated
        self.dateCreated = dateCreated
    }

    /// The later of the two.
    package var latest: SageStamp? {
        [dateLastUpdated, dateCreated].compactMap(\.self).max()
    }
}

/// A day as Sage keeps it: eight digits, `YYYYMMDD`, that name a real day.
package struct SageDate: Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Eight digits.
    package let text: String

    /// Takes eight digits that name a real day; `nil` for any other text, Sage's empty date included.
    package init?(_ text: String) {
        guard SageStamp(text + "T00:00:00.000") != nil else { return nil }
        self.text = text
    }

    /// The day in ISO 8601's extended form, `YYYY-MM-DD`.
    package var iso: String {
        let digits = Array(text)
        return String(digits[0..<4]) + "-" + String(digits[4..<6]) + "-" + String(digits[6..<8])
    }

    package var description: String { text }
    package static func < (left: SageDate, right: SageDate) -> Bool { left.text < right.text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let date = SageDate(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date of the form YYYYMMDD")
        }
        self = date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// One A/P invoice through its whole life: entered, posted, paid.
package struct APInvoice: Codable, Hashable, Sendable {
    /// Where the invoice stands in its life.
    package enum Status: String, Codable, Sendable, CaseIterable {
        /// In A/P Invoice Data Entry or P/O Receipt of Invoice, not posted yet.
        case entered
        /// Posted to the open invoices, with a balance.
        case posted
        /// Posted, and the balance is zero; or only in the invoice history.
        case paid
        /// Entered or posted, and its payment is held.
        case onHold = "on-hold"
    }

    /// One line of the distribution.
    package struct Line: Codable, Hashable, Sendable {
        /// Sage's line key (six digits), unique within the invoice and its stage.
        package var lineKey: String
        /// The formatted G/L account code, to the letter; absent where Sage names none.
        package var accountCode: String?
        /// Whether the account was taken from the purchase order's line because this one names none.
        package var accountFromPurchaseOrder: Bool?
        package var description: String?
        package var amount: DecimalText?
        /// The line key of the purchase order's line that this one invoices.
        package var purchaseOrderLineKey: String?

        package init(
            lineKey: String, accountCode: String? = nil, accountFromPurchaseOrder: Bool? = nil,
            description: String? = nil, amount: DecimalText? = nil, purchaseOrderLineKey: String? = nil
        ) {
            self.lineKey = lineKey
            self.accountCode = accountCode
            self.accountFromPurchaseOrder = accountFromPurchaseOrder
            self.description = description
            self.amount = amount
            self.purchaseOrderLineKey = purchaseOrderLineKey
        }
    }

    package var division: String
    package var vendorNumber: String
    package var vendorName: String?
    package var invoiceNumber: String
    package var invoiceDate: SageDate?
    package var dueDate: SageDate?
    package var amount: DecimalText?
    package var balance: DecimalText?
    /// Every purchase order this invoice was matched to, in ascending order.
    package var purchaseOrders: [String]
    package var status: Status
    package var batch: String?
    package var comment: String?
    package var lines: [Line]
    package var stamps: AuditStamps

    package init(
        division: String, vendorNumber: String, vendorName: String? = nil, invoiceNumber: String,
        invoiceDate: SageDate? = nil, dueDate: SageDate? = nil, amount: DecimalText? = nil,
        balance: DecimalText? = nil, purchaseOrders: [String] = [], status: Status, batch: String? = nil,
        comment: String? = nil, lines: [Line] = [], stamps: AuditStamps = AuditStamps()
    ) {
        self.division = division
        self.vendorNumber = vendorNumber
        self.vendorName = vendorName
        self.invoiceNumber = invoiceNumber
        self.invoiceDate = invoiceDate
        self.dueDate = dueDate
        self.amount = amount
        self.balance = balance
        self.purchaseOrders = purchaseOrders
        self.status = status
        self.batch = batch
        self.comment = comment
        self.lines = lines
        self.stamps = stamps
    }
}

/// One vendor.
package struct APVendor: Codable, Hashable, Sendable {
    /// Sage's vendor status: `VendorStatus` A, I or T.
    package enum Status: String, Codable, Sendable, CaseIterable {
        case active, inactive, temporary
    }

    package var division: String
    package var vendorNumber: String
    package var name: String?
    package var addressLines: [String]
    package var city: String?
    package var state: String?
    package var zipCode: String?
    package var country: String?
    package var telephone: String?
    package var email: String?
    package var termsCode: String?
    package var status: Status
    package var holdPayment: Bool
    /// The formatted code of the vendor's default expense account.
    package var defaultAccountCode: String?
    package var stamps: AuditStamps

    package init(
        division: String, vendorNumber: String, name: String? = nil, addressLines: [String] = [], city: String? = nil,
        state: String? = nil, zipCode: String? = nil, country: String? = nil, telephone: String? = nil,
        email: String? = nil, termsCode: String? = nil, status: Status = .active, holdPayment: Bool = false,
        defaultAccountCode: String? = nil, stamps: AuditStamps = AuditStamps()
    ) {
        self.division = division
        self.vendorNumber = vendorNumber
        self.name = name
        self.addressLines = addressLines
        self.city = city
        self.state = state
        self.zipCode = zipCode
        self.country = country
        self.telephone = telephone
        self.email = email
        self.termsCode = termsCode
        self.status = status
        self.holdPayment = holdPayment
        self.defaultAccountCode = defaultAccountCode
        self.stamps = stamps
    }
}

/// One G/L account.
package struct GLAccount: Codable, Hashable, Sendable {
    /// Sage's account status: `Status` A, I or D.
    package enum Status: String, Codable, Sendable, CaseIterable {
        case active, inactive, deleted
    }

    /// One segment of the account's code.
    package struct Segment: Codable, Hashable, Sendable {
        /// Two digits; `01` is the main account.
        package var number: String
        /// The segment's own code, `4000`.
        package var code: String
        /// What the company calls this code, `Sales`; absent where Sage describes it nowhere.
        package var name: String?

        package init(number: String, code: String, name: String? = nil) {
            self.number = number
            self.code = code
            self.name = name
        }
    }

    /// The formatted code exactly as Sage formats it, `4000-01-00`.
    package var accountCode: String
    /// The same code without separators, `40000100`.
    package var rawAccount: String?
    package var description: String?
    /// What kind of account it is, in Sage's words (`Cash`, `Expense`); its two-digit code where the word is unknown.
    package var accountType: String?
    package var status: Status
    package var segments: [Segment]
    package var stamps: AuditStamps

    package init(
        accountCode: String, rawAccount: String? = nil, description: String? = nil, accountType: String? = nil,
        status: Status = .active, segments: [Segment] = [], stamps: AuditStamps = AuditStamps()
    ) {
        self.accountCode = accountCode
        self.rawAccount = rawAccount
        self.description = description
        self.accountType = accountType
        self.status = status
        self.segments = segments
        self.stamps = stamps
    }
}

/// One purchase order with its lines.
package struct PurchaseOrder: Codable, Hashable, Sendable {
    /// Sage's order status: `OrderStatus` N, O, B, C or X; or `OnHold`.
    package enum Status: String, Codable, Sendable, CaseIterable {
        case new, open, backordered, change, complete
        case onHold = "on-hold"
    }

    /// One line of the order.
    package struct Line: Codable, Hashable, Sendable {
        package var lineKey: String
        package var itemCode: String?
        package var description: String?
        /// The formatted G/L account code, to the letter.
        package var accountCode: String?
        package var quantityOrdered: DecimalText?
        package var quantityReceived: DecimalText?
        package var quantityInvoiced: DecimalText?
        package var unitCost: DecimalText?
        package var amount: DecimalText?

        package init(
            lineKey: String, itemCode: String? = nil, description: String? = nil, accountCode: String? = nil,
            quantityOrdered: DecimalText? = nil, quantityReceived: DecimalText? = nil,
            quantityInvoiced: DecimalText? = nil, unitCost: DecimalText? = nil, amount: DecimalText? = nil
        ) {
            self.lineKey = lineKey
            self.itemCode = itemCode
            self.description = description
            self.accountCode = accountCode
            self.quantityOrdered = quantityOrdered
            self.quantityReceived = quantityReceived
            self.quantityInvoiced = quantityInvoiced
            self.unitCost = unitCost
            self.amount = amount
        }
    }

    package var number: String
    package var orderDate: SageDate?
    package var requiredDate: SageDate?
    package var division: String
    package var vendorNumber: String
    package var vendorName: String?
    package var status: Status
    /// Taxable, non-taxable, sales tax and freight amounts together; Sage holds no total column.
    package var total: DecimalText?
    package var receivedAmount: DecimalText?
    package var invoicedAmount: DecimalText?
    package var comment: String?
    package var lines: [Line]
    package var stamps: AuditStamps

    package init(
        number: String, orderDate: SageDate? = nil, requiredDate: SageDate? = nil, division: String,
        vendorNumber: String, vendorName: String? = nil, status: Status, total: DecimalText? = nil,
        receivedAmount: DecimalText? = nil, invoicedAmount: DecimalText? = nil, comment: String? = nil,
        lines: [Line] = [], stamps: AuditStamps = AuditStamps()
    ) {
        self.number = number
        self.orderDate = orderDate
        self.requiredDate = requiredDate
        self.division = division
        self.vendorNumber = vendorNumber
        self.vendorName = vendorName
        self.status = status
        self.total = total
        self.receivedAmount = receivedAmount
        self.invoicedAmount = invoicedAmount
        self.comment = comment
        self.lines = lines
        self.stamps = stamps
    }
}

/// One customer: on the wire key and stamps only, since customer data itself comes through Sage's SOAP service.
package struct ARCustomer: Codable, Hashable, Sendable {
    /// What the SOAP service says of a customer; names and forms are those of its contract's type `Customer`.
    package struct Details: Hashable, Sendable {
        /// `CustomerStatus`, and whether the customer is kept (`TemporaryCustomer`).
        package enum Status: String, Codable, Hashable, Sendable, CaseIterable {
            case active, inactive, temporary
        }

        package var name: String?
        package var status: Status
        package var creditHold: Bool
        package var termsCode: String?
        package var creditLimit: DecimalText?
        /// `CurrentBalance`, as Sage has it.
        package var balance: DecimalText?
        /// `AgingCategory1` to `AgingCategory4`: what each stands for is set in A/R Options.
        package var aging: [DecimalText?]
        package var openOrders: DecimalText?
        package var lastPaymentDate: SageDate?
        /// `SalespersonDivisionNo` and `SalespersonNo`, joined by a hyphen.
        package var salesperson: String?
        /// The name of the customer's own contact, or its code where the name is not asked for.
        package var contact: String?
        package var telephone: String?
        package var email: String?
        package var addressLines: [String]
        package var city: String?
        package var state: String?
        package var zipCode: String?
        package var country: String?

        package init(status: Status = .active, creditHold: Bool = false) {
            self.status = status
            self.creditHold = creditHold
            aging = []
            addressLines = []
        }
    }

    package var division: String
    package var customerNumber: String
    package var stamps: AuditStamps
    /// Never on the wire; `nil` until the SOAP service was asked.
    package var details: Details?

    private enum CodingKeys: String, CodingKey {
        case division, customerNumber, stamps
    }

    package init(
        division: String, customerNumber: String, stamps: AuditStamps = AuditStamps(), details: Details? = nil
    ) {
        self.division = division
        self.customerNumber = customerNumber
        self.stamps = stamps
        self.details = details
    }
}
