/// A kind of accounting record that crosses the wire.
///
/// The raw value names one record (`ap-invoice`); ``collection`` is its name in a path (`ap-invoices`).
package enum RecordKind: String, CaseIterable, Codable, Sendable, Hashable {
    case apInvoice = "ap-invoice"
    case apVendor = "ap-vendor"
    case glAccount = "gl-account"
    case purchaseOrder = "purchase-order"
    case arCustomer = "ar-customer"

    /// The name of the collection in a path, in the configuration and on the command line: `ap-invoices`.
    package var collection: String { rawValue + "s" }

    /// The kind whose collection has this name, or `nil` when there is none.
    package init?(collection: String) {
        guard let kind = Self.allCases.first(where: { $0.collection == collection }) else { return nil }
        self = kind
    }

    /// How many parts a key of this kind has: division, vendor and invoice number make an invoice's key.
    package var keyPartCount: Int {
        switch self {
        case .apInvoice: 3
        case .apVendor, .arCustomer: 2
        case .glAccount, .purchaseOrder: 1
        }
    }

    /// Whether an agent sends whole records of this kind, with a digest of all that an item shows.
    ///
    /// Of customers it sends keys and stamps; the rest comes through Sage's SOAP service, one customer at a time.
    package var isWholeOnTheWire: Bool { self != .arCustomer }
}
