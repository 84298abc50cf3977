/// Every table of the simulated company; the layouts stand in one file per module.
///
/// Names, keys and widths follow Sage's file layouts where those are known; `docs/simulators.md` marks what is not.
package enum SageTables {
    /// All tables, in the order in which they are saved.
    package static let all = ledger + payables + purchaseOrders + receivables + salesOrders

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    private static let objects = Dictionary(
        uniqueKeysWithValues: all.flatMap { table in
            table.writers.map { ($0.lowercased(), (name: $0, table: table, mayWrite: true)) }
                + table.readers.map { ($0.lowercased(), (name: $0, table: table, mayWrite: false)) }
        })

    /// Finds a table by Sage's name, to the letter.
    package static func table(_ name: String) -> TableLayout? {
        byName[name]
    }

    /// Finds the table behind a business object; case does not matter.
    ///
    /// - Parameter name: the object's name, `AP_Vendor_bus`.
    /// - Returns: the name as Sage writes it, the table, and whether the object may write; `nil` for an unknown name.
    package static func object(_ name: String) -> (name: String, table: TableLayout, mayWrite: Bool)? {
        objects[name.lowercased()]
    }
}
