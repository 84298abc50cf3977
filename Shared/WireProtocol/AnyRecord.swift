/// A record of any kind, as the body of a `record` line and as the answer to a request for one record.
package enum AnyRecord: Hashable, Sendable {
    case apInvoice(APInvoice)
    case apVendor(APVendor)
    case glAccount(GLAccount)
    case purchaseOrder(PurchaseOrder)
    case arCustomer(ARCustomer)

    package var kind: RecordKind {
        switch self {
        case .apInvoice: .apInvoice
        case .apVendor: .apVendor
        case .glAccount: .glAccount
        case .purchaseOrder: .purchaseOrder
        case .arCustomer: .arCustomer
        }
    }

    /// The record's key: Sage's own key fields.
    package var key: RecordKey {
        switch self {
        case .apInvoice(let invoice): RecordKey([invoice.division, invoice.vendorNumber, invoice.invoiceNumber])
        case .apVendor(let vendor): RecordKey([vendor.division, vendor.vendorNumber])
        case .glAccount(let account): RecordKey([account.accountCode])
        case .purchaseOrder(let order): RecordKey([order.number])
        case .arCustomer(let customer): RecordKey([customer.division, customer.customerNumber])
        }
    }

    /// Whether it holds all that an item shows; of a customer the agent sends key and stamps alone.
    package var isWhole: Bool {
        if case .arCustomer(let customer) = self { customer.details != nil } else { true }
    }

    package var stamps: AuditStamps {
        get {
            switch self {
            case .apInvoice(let record): record.stamps
            case .apVendor(let record): record.stamps
            case .glAccount(let record): record.stamps
            case .purchaseOrder(let record): record.stamps
            case .arCustomer(let record): record.stamps
            }
        }
        set {
            switch self {
            case .apInvoice(var record):
                record.stamps = newValue
                self = .apInvoice(record)
            case .apVendor(var record):
                record.stamps = newValue
                self = .apVendor(record)
            case .glAccount(var record):
                record.stamps = newValue
                self = .glAccount(record)
            case .purchaseOrder(var record):
                record.stamps = newValue
                self = .purchaseOrder(record)
            case .arCustomer(var record):
                record.stamps = newValue
                self = .arCustomer(record)
            }
        }
    }

    /// Decodes a record of a known kind.
    ///
    /// - Parameters:
    ///   - kind: what the record is, as the path said.
    ///   - decoder: where the record stands.
    /// - Throws: `DecodingError` when a field is missing or has the wrong form; unknown fields are passed over.
    package init(kind: RecordKind, from decoder: any Decoder) throws {
        switch kind {
        case .apInvoice: self = .apInvoice(try APInvoice(from: decoder))
        case .apVendor: self = .apVendor(try APVendor(from: decoder))
        case .glAccount: self = .glAccount(try GLAccount(from: decoder))
        case .purchaseOrder: self = .purchaseOrder(try PurchaseOrder(from: decoder))
        case .arCustomer: self = .arCustomer(try ARCustomer(from: decoder))
        }
    }
}

extension AnyRecord: Encodable {
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .apInvoice(let record): try record.encode(to: encoder)
        case .apVendor(let record): try record.encode(to: encoder)
        case .glAccount(let record): try record.encode(to: encoder)
        case .purchaseOrder(let record): try record.encode(to: encoder)
        case .arCustomer(let record): try record.encode(to: encoder)
        }
    }
}
