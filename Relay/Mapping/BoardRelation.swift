import WireProtocol

/// A column in which the item of a record leads to the items of other records, on another board.
package struct BoardRelation: Hashable, Sendable {
    /// The type's name in monday's API (`ColumnType`).
    package static let columnType = "board_relation"

    /// The relation's own name, which never changes: `vendor-item`.
    package let name: String
    /// The title by which a column is found on a board; case does not matter.
    package let title: String
    /// What the other board shows.
    package let target: RecordKind

    /// The relations that boards of a kind can show.
    ///
    /// - Parameter kind: what the board shows.
    /// - Returns: in the order in which a board reads best.
    package static func of(_ kind: RecordKind) -> [BoardRelation] {
        guard kind == .apInvoice else { return [] }
        return [
            BoardRelation(name: "vendor-item", title: "Vendor Item", target: .apVendor),
            BoardRelation(name: "order-items", title: "PO Items", target: .purchaseOrder),
        ]
    }

    /// The keys of the records that a record's relations lead to, in their text form.
    ///
    /// - Parameter record: a record of any kind.
    /// - Returns: by relation's name; one that leads nowhere is there with no key.
    package static func links(of record: AnyRecord) -> [String: [String]] {
        guard case .apInvoice(let invoice) = record else { return [:] }
        return [
            "vendor-item": [RecordKey([invoice.division, invoice.vendorNumber]).text],
            "order-items": Set(invoice.purchaseOrders).sorted().map { RecordKey([$0]).text },
        ]
    }

    /// The column id that the relay asks for when it makes the column.
    package var ownColumnID: String { name.replacing("-", with: "_") }
}
