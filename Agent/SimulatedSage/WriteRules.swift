import BusinessObjects

/// What Sage checks before it takes a value or a record.
///
/// The texts are in Sage's manner; its own wording is not public.
enum WriteRules {
    /// The fields without which a record is refused.
    private static let required = [
        "AP_Vendor": ["VendorName"], "AR_Customer": ["CustomerName"], "GL_Account": ["Account"],
    ]

    /// Whether a column belongs to Sage alone: the audit fields.
    static func isReadOnly(_ column: String) -> Bool {
        TableLayout.auditFields.contains { $0.column.name == column }
    }

    /// Why a value does not fit into a column, or `nil`.
    static func fault(_ value: String, column: String, table: TableLayout) -> String? {
        switch table.layout.position(of: column).map({ table.layout.columns[$0].content }) {
        case .text(let length?) where value.count > length:
            "The \(column) field may have \(length) characters at most."
        case .number(let scale?) where FixedPoint.normalize(value, scale: scale) == nil:
            "The \(column) field must be a number with \(scale) decimals."
        default: nil
        }
    }

    /// A value as the column holds it.
    static func stored(_ value: String, as column: Column) -> String {
        guard case .number(let scale?) = column.content else { return value }
        return FixedPoint.normalize(value, scale: scale) ?? value
    }

    /// Writes a record.
    ///
    /// - Parameters:
    ///   - row: the record as it was edited.
    ///   - changes: the fields that were set; of an existing record the others are taken as they are now.
    ///   - isNew: whether the record is a new one.
    ///   - table: its table.
    ///   - books: where it goes.
    /// - Returns: the return code of `nWrite` and Sage's text.
    static func write(
        _ row: [String], changes: [String: String], isNew: Bool, to table: TableLayout, in books: inout Books
    ) -> (code: ReturnCode, text: String) {
        let record = BusinessRecord(layout: table.layout, values: row)
        for column in required[table.name] ?? [] where record[column]?.isEmpty ?? true {
            return (.failed, "The \(column) field is required.")
        }
        if let vendor = unknownVendor(record, table: table, in: books) {
            return (.failed, "The vendor \(vendor) is not on file.")
        }
        if isNew {
            let stamps =
                StampStyle.sage.fields("Created", at: books.now) + StampStyle.sage.fields("Updated", at: books.now)
            guard books.insert(table, row: table.setting(stamps, in: row)) else {
                return (.failed, "The \(table.noun) was entered by another workstation.")
            }
        } else {
            let key = table.primaryKey.map { record[$0] ?? "" }
            guard books.update(table.name, key: key, changes, stamp: .sage) else {
                return (.failed, "The \(table.noun) was removed by another workstation.")
            }
        }
        return isPostedAlready(record, table: table, in: books)
            ? (.warning, "The invoice number is already in the invoice history of this vendor.") : (.ok, "")
    }

    private static func unknownVendor(_ record: BusinessRecord, table: TableLayout, in books: Books) -> String? {
        guard ["AP_InvoiceHeader", "PO_PurchaseOrderHeader", "PO_ReceiptHeader"].contains(table.name) else {
            return nil
        }
        let key = ["APDivisionNo", "VendorNo"].map { record[$0] ?? "" }
        return books.record("AP_Vendor", key: key) == nil ? key.joined(separator: "-") : nil
    }

    private static func isPostedAlready(_ record: BusinessRecord, table: TableLayout, in books: Books) -> Bool {
        guard table.name == "AP_InvoiceHeader" else { return false }
        let key = table.primaryKey.map { record[$0] ?? "" }
        return !books.records("AP_InvoiceHistoryHeader", index: "KVENDOR", under: key).isEmpty
    }
}
