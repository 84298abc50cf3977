/// The kinds of records whose boards are audited, as the key column spells them.
package enum AuditedKind: String, CaseIterable, Codable, Sendable {
    case invoice = "ap-invoice"
    case vendor = "ap-vendor"
    case account = "gl-account"
    case order = "purchase-order"
    case customer = "ar-customer"

    /// The name of the board's kind in the relay's configuration, `ap-invoices`.
    package var collection: String { rawValue + "s" }
}
