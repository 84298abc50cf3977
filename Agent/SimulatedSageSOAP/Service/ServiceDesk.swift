import BusinessObjects
import SimulatedSage

/// Performs the operations on the companies' books.
struct ServiceDesk {
    let configuration: ServiceConfiguration
    let companies: [String: LiveCompany]

    private var names: ContractNames { configuration.names }
    private var rules: CustomerRules { CustomerRules(configuration: configuration) }
    private var records: RecordValues { RecordValues(nullDateTime: configuration.nullDateTime) }

    /// Performs a call.
    ///
    /// - Parameter request: the call.
    /// - Returns: the result; ``ContractValue/none`` of an operation that returns nothing.
    /// - Throws: ``SOAPFault``.
    func perform(_ request: ServiceRequest) throws(SOAPFault) -> ContractValue {
        switch request.operation {
        case .getContractInformation:
            return .object([
                "AssemblyVersion": .text(configuration.assemblyVersion),
                "ContractVersion": .text(String(configuration.contractVersion)),
                "NullDateTime": .text(configuration.nullDateTime),
            ])
        case .getDiagnosticInformation: return try diagnose()
        default: break
        }
        let company = try company(of: request)
        func text(_ parameter: String) -> String { request.parameters[parameter].text ?? "" }
        let customer = CustomerRules.name(division: text("arDivisionNo"), number: text("customerNo"))
        switch request.operation {
        case .getContractInformation, .getDiagnosticInformation: return .none
        case .getCustomer: return try read("AR_Customer", customer.key, as: ContractTypes.customer, of: company)
        case .getCustomerContact:
            return try read(
                "AR_CustomerContact", customer.key + [text("contactCode")], as: ContractTypes.contact, of: company)
        case .getSalesOrder: return try salesOrder(text("salesOrderNo"), of: company)
        case .getNextCustomerNo: return try number(of: company) { $0.takeCustomerNumber() }
        case .getNextSalesOrderNo: return try number(of: company) { $0.takeSalesOrderNumber() }
        case .createCustomer:
            try change(company) { books in try rules.create(request.parameters["customer"], in: &books) }
        case .updateCustomer:
            try change(company) { books in try rules.update(request.parameters["customer"], in: &books) }
        case .deleteCustomer:
            try change(company) { books in
                guard books.deleteCustomer(customer) else { throw noKey("AR_Customer") }
            }
        }
        return .none
    }

    private func diagnose() throws(SOAPFault) -> ContractValue {
        guard configuration.allowsRemoteDiagnostics else {
            throw .sage(
                .remoteDiagnostics, "'AllowRemoteDiagnostics' must be set to 'True' to access this method remotely.",
                names)
        }
        return .object(["OperatingSystem": .text("none"), "ServerName": .text("simulated")])
    }

    // MARK: Access

    private func company(of request: ServiceRequest) throws(SOAPFault) -> LiveCompany {
        let logon = request.parameters["logon"]
        let user = configuration.users.first { $0.name == logon["Username"].text }
        guard let user, user.isEnabled, user.password == logon["Password"].text else {
            throw .sage(
                .logonFailed,
                "Logon failure: The user logon or password does not match or the user logon is not enabled for web "
                    + "services.", names)
        }
        let code = request.parameters["companyCode"].text ?? ""
        guard let company = companies[code], !configuration.companiesWithoutWebServices.contains(code) else {
            throw .sage(
                .companyRefused, "The company \(code) is not on file or is not enabled for web services.", names)
        }
        return company
    }

    // MARK: Reading

    private func contents(of company: LiveCompany) throws(SOAPFault) -> Books {
        do {
            return try company.contents().books
        } catch {
            throw .unexpected
        }
    }

    private func read(
        _ table: String, _ key: [String], as type: ContractType, of company: LiveCompany
    ) throws(SOAPFault) -> ContractValue {
        guard let record = try contents(of: company).record(table, key: key) else { throw noKey(table) }
        return .object(try records.members(of: record, type))
    }

    private func salesOrder(_ number: String, of company: LiveCompany) throws(SOAPFault) -> ContractValue {
        let books = try contents(of: company)
        guard let header = books.record("SO_SalesOrderHeader", key: [number]) else {
            throw noKey("SO_SalesOrderHeader")
        }
        var order = try records.members(of: header, ContractTypes.salesOrder)
        var lines: [ContractValue] = []
        for line in books.records("SO_SalesOrderDetail", under: [number]) {
            lines.append(.object(try records.members(of: line, ContractTypes.salesOrderLine)))
        }
        order["Lines"] = .list(lines)
        return .object(order)
    }

    private func noKey(_ table: String) -> SOAPFault {
        .sage(.noKey, "The \(SageTables.table(table)?.noun ?? "record") is not on file.", names)
    }

    // MARK: Writing

    private func change<Result: Sendable>(
        _ company: LiveCompany, _ events: (inout Books) throws -> Result
    ) throws(SOAPFault) -> Result {
        do {
            return try company.change(events)
        } catch let fault as SOAPFault {
            throw fault
        } catch {
            throw .unexpected
        }
    }

    private func number(
        of company: LiveCompany, _ take: (inout Books) -> String?
    ) throws(SOAPFault) -> ContractValue {
        guard let number = try change(company, take) else { throw .unexpected }
        return .text(number)
    }
}
