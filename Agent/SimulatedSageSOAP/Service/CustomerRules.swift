import BusinessObjects
import SimulatedSage

/// What the service checks before it takes a customer, and how the members become columns.
///
/// A member that is missing or `nil` leaves its column as it is; an empty text, or the date that stands for none, blanks
/// it. What only Sage writes, such as balances and stamps, is passed over, since the whole customer is sent back.
struct CustomerRules {
    /// Columns that nobody but Sage writes.
    private static let sageOwn: Set<String> = [
        "AgingCategory1", "AgingCategory2", "AgingCategory3", "AgingCategory4", "AvgDaysOverDue",
        "AvgDaysPaymentInvoice", "BalanceForward", "CurrentBalance", "DateLastActivity", "DateLastAging",
        "DateLastFinanceChrg", "DateLastPayment", "DateLastStatement", "DateTimeCreated", "DateTimeUpdated",
        "HighestStmntBalance", "LastPaymentAmt", "NumberOfInvToUseInCalc", "OpenOrderAmt", "RetentionAging1",
        "RetentionAging2", "RetentionAging3", "RetentionAging4", "RetentionCurrent", "UnpaidServiceChrg",
        "UserCreatedKey", "UserUpdatedKey",
    ]
    private static let key: Set<String> = ["ARDivisionNo", "CustomerNo"]

    let configuration: ServiceConfiguration

    private var names: ContractNames { configuration.names }

    /// Creates a customer.
    ///
    /// - Parameters:
    ///   - customer: the Customer of the request.
    ///   - books: where it goes.
    /// - Throws: ``SOAPFault``; nothing is done then.
    func create(_ customer: ContractValue, in books: inout Books) throws(SOAPFault) {
        let name = try name(of: customer)
        guard books.record("AR_Customer", key: name.key) == nil else {
            throw .sage(.alreadyExists, "The customer \(name.division)-\(name.number) already exists.", names)
        }
        var values = try columns(of: customer)
        try require("SalespersonNo", values["SalespersonNo"])
        if (values["SalespersonDivisionNo"] ?? "").isEmpty { values["SalespersonDivisionNo"] = name.division }
        try checkReferences(values, of: name, before: [:], in: books)
        guard books.addCustomer(name, values) else { throw .unexpected }
    }

    /// Changes a customer.
    ///
    /// - Parameters:
    ///   - customer: the Customer of the request.
    ///   - books: where it is.
    /// - Throws: ``SOAPFault``; nothing is done then.
    func update(_ customer: ContractValue, in books: inout Books) throws(SOAPFault) {
        let name = try name(of: customer)
        guard let record = books.record("AR_Customer", key: name.key) else {
            throw .sage(.noKey, "The customer is not on file.", names)
        }
        let before = Dictionary(
            zip(record.layout.columns.map(\.name), record.values), uniquingKeysWith: { first, _ in first })
        let values = try columns(of: customer)
        try checkReferences(before.merging(values) { $1 }, of: name, before: before, in: books)
        guard books.changeCustomer(name, values) else { throw .unexpected }
    }

    // MARK: Values

    private func name(of customer: ContractValue) throws(SOAPFault) -> CustomerName {
        let number = customer["CustomerNo"].text ?? ""
        try require("CustomerNo", number)
        let division = customer["ARDivisionNo"].text ?? ""
        for (column, text) in [("ARDivisionNo", division), ("CustomerNo", number)] { _ = try stored(text, in: column) }
        return Self.name(division: division, number: number)
    }

    /// A customer's name; without a division it is 00, which is Sage's where no divisions are used.
    static func name(division: String, number: String) -> CustomerName {
        CustomerName(division: division.isEmpty ? "00" : division, number: number)
    }

    private func require(_ column: String, _ value: String?) throws(SOAPFault) {
        guard let value, !value.isEmpty else {
            throw .sage(.required, "The \(Self.title(column)) is required.", names)
        }
    }

    /// The columns that a customer sets, in the form in which the table holds them.
    private func columns(of customer: ContractValue) throws(SOAPFault) -> [String: String] {
        var values: [String: String] = [:]
        for member in ContractTypes.customer.members
        where !Self.sageOwn.contains(member.name) && !Self.key.contains(member.name) {
            guard let text = customer[member.name].text else { continue }
            if case .dateTime = member.kind {
                values[member.name] = day(text)
            } else {
                values[member.name] = try stored(text, in: member.name)
            }
        }
        for field in customer["OtherFields"].items {
            let column = field["MasFieldName"].text ?? ""
            guard ContractTypes.isUserDefined(column), layout?.layout.position(of: column) != nil else {
                throw .sage(.unknownColumn, "AR_Customer_bus has no column \(column).", names)
            }
            guard let text = field["Value"].text else { continue }
            values[column] = try stored(text, in: column)
        }
        return values
    }

    private var layout: TableLayout? { SageTables.table("AR_Customer") }

    private func day(_ text: String) -> String {
        let moment = ContractMoment(text)
        return moment?.second == configuration.nullDateTime ? "" : moment?.day ?? ""
    }

    /// A text as its column holds it.
    private func stored(_ text: String, in column: String) throws(SOAPFault) -> String {
        switch layout?.layout.position(of: column).flatMap({ layout?.layout.columns[$0].content }) {
        case .text(let length?) where text.utf16.count > length:
            throw .sage(.tooLong, "The \(Self.title(column)) is greater than \(length) character(s)", names)
        case .number(let scale?):
            guard let number = FixedPoint.normalize(text, scale: scale) else {
                throw .sage(
                    .invalidValue,
                    "Could not set AR_Customer_bus column \(column). "
                        + "\(text) is no number of \(scale) decimals.", names)
            }
            return number
        default: return text
        }
    }

    /// A column's name as Sage shows it: `DefaultPaymentType` is the Default Payment Type, `ARDivisionNo` the AR Division
    /// No.
    static func title(_ column: String) -> String {
        column.replacing(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/) { match in
            "\(match.1 ?? match.3 ?? "") \(match.2 ?? match.4 ?? "")"
        }
    }

    // MARK: References

    /// Checks that what a customer refers to is on file; a value that stays as it was is not looked for.
    private func checkReferences(
        _ values: [String: String], of name: CustomerName, before: [String: String], in books: Books
    ) throws(SOAPFault) {
        let salespersons =
            [("SalespersonNo", "SalespersonDivisionNo")]
            + (2...5).map { ("SalesPersonNo\($0)", "SalesPersonDivisionNo\($0)") }
        let references: [(column: String, table: String, prefix: [String], columns: [String])] =
            [
                ("ContactCode", "AR_CustomerContact", name.key, []), ("TermsCode", "AR_TermsCode", [], []),
                ("ZipCode", "SY_ZipCode", [], []),
            ]
            + salespersons.map { number, division in
                let place = values[division] ?? ""
                return (number, "AR_Salesperson", [place.isEmpty ? name.division : place], [division])
            }
        for reference in references.sorted(by: { $0.column < $1.column }) {
            guard let value = values[reference.column], !value.isEmpty else { continue }
            let isChanged = ([reference.column] + reference.columns).contains { values[$0] != before[$0] }
            guard isChanged, books.record(reference.table, key: reference.prefix + [value]) == nil else { continue }
            throw .sage(
                .notOnFile,
                "Could not set AR_Customer_bus column \(reference.column) to \(value). "
                    + "The \(Self.title(reference.column)) is not on file.", names)
        }
    }
}
