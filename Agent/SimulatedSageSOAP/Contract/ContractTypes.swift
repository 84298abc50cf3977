import BusinessObjects
import SimulatedSage

/// The types of the service.
///
/// The members of Customer and CustomerContact are those that public clients name; their types, and the whole of the
/// others but ContractInformation, are inferred (`docs/simulators.md`).
enum ContractTypes {
    static let logon = ContractType("Logon", [Member("Password", .string), Member("Username", .string)])

    static let contractInformation = ContractType(
        "ContractInformation",
        [Member("AssemblyVersion", .string), Member("ContractVersion", .int), Member("NullDateTime", .dateTime)])

    static let diagnosticInformation = ContractType(
        "DiagnosticInformation", [Member("OperatingSystem", .string), Member("ServerName", .string)])

    static let masFault = ContractType("MasFault", [Member("ErrorCode", .string), Member("ErrorMessage", .string)])

    /// A field that the contract does not name, such as a user-defined one.
    static let field = ContractType("Field", [Member("MasFieldName", .string), Member("Value", .string)])

    static let customer = ContractType(
        "Customer", columns(of: "AR_Customer") + stamps + [Member("OtherFields", .list(field))])

    static let contact = ContractType(
        "CustomerContact", columns(of: "AR_CustomerContact") + stamps + [Member("OtherFields", .list(field))])

    static let salesOrderLine = ContractType(
        "SalesOrderLine", columns(of: "SO_SalesOrderDetail") + [Member("OtherFields", .list(field))])

    static let salesOrder = ContractType(
        "SalesOrder",
        columns(of: "SO_SalesOrderHeader") + stamps
            + [Member("Lines", .list(salesOrderLine)), Member("OtherFields", .list(field))])

    /// Every type, in the order in which a schema lists them.
    static let all = [
        contractInformation, customer, contact, diagnosticInformation, field, logon, masFault, salesOrder,
        salesOrderLine,
    ]

    /// The fields by which a record is known to have changed: dates and times joined, unlike in the tables.
    private static let stamps = [
        Member("DateTimeCreated", .dateTime), Member("DateTimeUpdated", .dateTime), Member("UserCreatedKey", .string),
        Member("UserUpdatedKey", .string),
    ]

    /// A member for each column of a table but the audit fields and the user-defined ones.
    private static func columns(of table: String) -> [Member] {
        let columns = SageTables.table(table)?.layout.columns ?? []
        return columns.filter { !isAudit($0.name) && !isUserDefined($0.name) }.map { column in
            if case .number = column.content { return Member(column.name, .decimal) }
            return Member(column.name, isDate(column.name) ? .dateTime : .string)
        }
    }

    /// Whether a column is one that a customer of Sage added.
    static func isUserDefined(_ column: String) -> Bool { column.hasPrefix("UDF_") }

    private static func isAudit(_ column: String) -> Bool {
        ["DateCreated", "TimeCreated", "UserCreatedKey", "DateUpdated", "TimeUpdated", "UserUpdatedKey"].contains(
            column)
    }

    private static func isDate(_ column: String) -> Bool { column.hasPrefix("Date") || column.hasSuffix("Date") }
}
