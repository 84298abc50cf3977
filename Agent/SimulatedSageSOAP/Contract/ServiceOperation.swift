/// An operation of the service.
///
/// `rawValue` is its name.
package enum ServiceOperation: String, CaseIterable, Sendable {
    case getContractInformation = "GetContractInformation"
    case getDiagnosticInformation = "GetDiagnosticInformation"
    case getCustomer = "GetCustomer"
    case getNextCustomerNo = "GetNextCustomerNo"
    case createCustomer = "CreateCustomer"
    case updateCustomer = "UpdateCustomer"
    case deleteCustomer = "DeleteCustomer"
    case getCustomerContact = "GetCustomerContact"
    case getSalesOrder = "GetSalesOrder"
    case getNextSalesOrderNo = "GetNextSalesOrderNo"

    /// What it takes, in the order in which it must come.
    var parameters: [Member] {
        let access = [Member("logon", .object(ContractTypes.logon)), Member("companyCode", .string)]
        let customer = [Member("arDivisionNo", .string), Member("customerNo", .string)]
        return switch self {
        case .getContractInformation, .getDiagnosticInformation: []
        case .getNextCustomerNo, .getNextSalesOrderNo: access
        case .getCustomer, .deleteCustomer: access + customer
        case .createCustomer, .updateCustomer: access + [Member("customer", .object(ContractTypes.customer))]
        case .getCustomerContact: access + customer + [Member("contactCode", .string)]
        case .getSalesOrder: access + [Member("salesOrderNo", .string)]
        }
    }

    /// What it returns; `nil` for nothing.
    var result: Member? {
        let kind: Member.Kind? =
            switch self {
            case .getContractInformation: .object(ContractTypes.contractInformation)
            case .getDiagnosticInformation: .object(ContractTypes.diagnosticInformation)
            case .getCustomer: .object(ContractTypes.customer)
            case .getNextCustomerNo, .getNextSalesOrderNo: .string
            case .createCustomer, .updateCustomer, .deleteCustomer: nil
            case .getCustomerContact: .object(ContractTypes.contact)
            case .getSalesOrder: .object(ContractTypes.salesOrder)
            }
        return kind.map { Member(rawValue + "Result", $0) }
    }
}
