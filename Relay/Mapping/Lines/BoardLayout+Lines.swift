import WireProtocol

extension BoardLayout {
    /// What the subitems below the items of a kind show, one for each line; `nil` for kinds without lines.
    ///
    /// They live on a board of their own beside that of their items, with columns of its own.
    ///
    /// - Parameter kind: what the board of the items shows.
    package init?(linesOf kind: RecordKind) {
        switch kind {
        case .apInvoice: self.init(kind: kind, fields: Self.invoiceLineFields)
        case .purchaseOrder: self.init(kind: kind, fields: Self.orderLineFields)
        case .apVendor, .glAccount, .arCustomer: return nil
        }
    }

    private static let invoiceLineFields = [
        BoardField("account-code", "G/L Account", .text),
        BoardField("amount", "Amount", .number),
        BoardField("account-source", "Account Source", .text, isRequired: false),
        BoardField("order-line", "PO Line", .text, isRequired: false),
        BoardField.key,
    ]

    private static let orderLineFields = [
        BoardField("item-code", "Item Code", .text, isRequired: false),
        BoardField("account-code", "G/L Account", .text),
        BoardField("quantity-ordered", "Ordered", .number),
        BoardField("quantity-received", "Received", .number, isRequired: false),
        BoardField("quantity-invoiced", "Invoiced", .number, isRequired: false),
        BoardField("unit-cost", "Unit Cost", .number, isRequired: false),
        BoardField("amount", "Amount", .number),
        BoardField.key,
    ]
}

/// The column by which a board shows subitems; monday makes the board that they live on together with it.
package enum SubitemsColumn {
    /// The type's name in monday's API (`ColumnType`).
    package static let type = "subtasks"
    /// The title, and the column id that the relay asks for when it makes the column.
    package static let title = "Subitems"
    package static let ownID = "subitems"
}
