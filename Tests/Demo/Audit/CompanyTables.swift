import Foundation

/// The tables of a company folder, and what they say of accounts, vendors and segments.
package struct CompanyTables: Sendable {
    /// A segment of the company's account codes.
    package struct Segment: Hashable, Sendable {
        /// Two digits; `01` is the main account.
        package let number: String
        /// What the company calls it; also the title of its column.
        package let name: String
    }

    private static let names = [
        "AP_InvoiceDetail", "AP_InvoiceHeader", "AP_InvoiceHistoryDetail", "AP_InvoiceHistoryHeader", "AP_OpenInvoice",
        "AP_Vendor", "AR_Customer", "AR_CustomerContact", "GL_Account", "GL_AccountSegment", "GL_AccountStructure",
        "GL_MainAccount", "GL_SubAccount",
        "PO_PurchaseOrderDetail", "PO_PurchaseOrderHeader", "PO_ReceiptDetail", "PO_ReceiptHeader",
        "PO_ReceiptHistoryHeader",
    ]

    private let tables: [String: SageTableFile]
    private let accountCodes: [String: String]
    private let vendorNames: [String: String]

    /// Takes tables by Sage's name; one that is not named is empty.
    package init(_ tables: [String: SageTableFile]) {
        self.tables = tables
        accountCodes = (tables["GL_Account"]?.rows ?? []).reduce(into: [:]) { codes, row in
            codes[row.raw("AccountKey")] = row.text("Account")
        }
        vendorNames = (tables["AP_Vendor"]?.rows ?? []).reduce(into: [:]) { names, row in
            names[AuditKey.text(row, "APDivisionNo", "VendorNo")] = row.text("VendorName")
        }
    }

    /// Reads a folder of CSV files named after Sage's tables.
    ///
    /// - Parameter folder: its path.
    /// - Throws: Foundation's error when a file cannot be read.
    package init(folder: String) throws {
        var tables: [String: SageTableFile] = [:]
        for name in Self.names { tables[name] = try SageTableFile(path: "\(folder)/\(name).csv") }
        self.init(tables)
    }

    /// The rows of a table.
    package func rows(_ table: String) -> [SageTableFile.Row] {
        tables[table]?.rows ?? []
    }

    /// The segments of the account codes: GL_AccountStructure's, else as many as the codes have parts.
    package var segments: [Segment] {
        let declared = rows("GL_AccountStructure").sorted { $0.raw("SegmentNo") < $1.raw("SegmentNo") }
        if !declared.isEmpty {
            return declared.map { row in
                let number = row.raw("SegmentNo")
                return Segment(number: number, name: row.text("SegmentDesc") ?? Self.segmentName(number))
            }
        }
        let most = rows("GL_Account").map { Self.parts(of: $0.raw("Account")).count }.max() ?? 0
        return (0..<most).map { index in
            let number = Self.segmentNumber(index)
            return Segment(number: number, name: Self.segmentName(number))
        }
    }

    /// The formatted code of an account, or `nil` where the field is blank or names no account.
    func accountCode(_ row: SageTableFile.Row, _ column: String) -> String? {
        row.text(column).flatMap { accountCodes[$0] }
    }

    /// The name of a record's vendor, or `nil` where AP_Vendor holds none.
    func vendorName(_ row: SageTableFile.Row) -> String? {
        vendorNames[AuditKey.text(row, "APDivisionNo", "VendorNo")]
    }

    static func parts(of code: String) -> [String] {
        code.components(separatedBy: "-")
    }

    static func segmentNumber(_ index: Int) -> String {
        index < 9 ? "0\(index + 1)" : "\(index + 1)"
    }

    private static func segmentName(_ number: String) -> String {
        "Segment \(Int(number).map(String.init) ?? number)"
    }
}
