import BusinessObjects
import SimulatedSage
import SimulatorServer
import Testing
import XML

@testable import SimulatedSageSOAP

struct OperationTests {
    private let test: TestService

    init() throws {
        test = try TestService()
    }

    @Test func `the contract tells its version and what stands for no date, to anyone`() async {
        let answer = await test.call(.getContractInformation)
        #expect(answer.status == 200)
        #expect(answer.type == "text/xml; charset=utf-8")
        #expect(answer["ContractVersion"] == "3")
        #expect(answer["NullDateTime"] == "1753-01-01T00:00:00")
    }

    @Test func `a customer comes with all its members in ordinal order`() async throws {
        let answer = await test.customer("C000001")
        let members = try #require(answer.result?.children)
        #expect(members.map(\.name.local) == ContractTypes.customer.members.map(\.name))
        #expect(members.allSatisfy { $0.name.namespace == test.names.data })
        #expect(ContractTypes.customer.members.count == 89)
        #expect(answer["CustomerNo"] == "C000001")
        #expect(answer["CurrentBalance"] == "12.34")
        #expect(answer["Comment"] == nil)
        #expect(answer["DateLastFinanceChrg"] == "1753-01-01T00:00:00")
    }

    @Test func `members without a value are left out where that is configured`() async throws {
        let test = try TestService { $0.emptyValues = .omitted }
        let answer = await test.customer("C000001")
        let members = try #require(answer.result?.children.map(\.name.local))
        #expect(!members.contains("Comment"))
        #expect(members == members.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test func `what a table has as day and decimal hours is one moment`() async {
        test.happen { books in
            books.addCustomer(CustomerName(division: "01", number: "NEW"), ["CustomerName": "New"])
        }
        let answer = await test.customer("NEW")
        #expect(answer["DateTimeCreated"] == "2026-03-10T12:00:00")
        #expect(answer["DateEstablished"] == "2026-03-10T00:00:00")
        test.happen { books in
            books.addCustomer(CustomerName(division: "01", number: "UNSTAMPED"), stamp: .none)
        }
        #expect(await test.customer("UNSTAMPED")["DateTimeUpdated"] == "1753-01-01T00:00:00")
    }

    @Test func `posting changes the balance and not the moment of the last change`() async {
        let before = await test.customer("C000001")
        test.happen { books in
            books.postBalance(of: CustomerName(division: "01", number: "C000001"), cents: 1_00)
        }
        let after = await test.customer("C000001")
        #expect(after["CurrentBalance"] == "13.34")
        #expect(after["DateTimeUpdated"] == before["DateTimeUpdated"])
    }

    @Test func `user-defined columns are other fields`() async throws {
        test.happen { books in
            books.changeCustomer(
                CustomerName(division: "01", number: "C000001"), ["UDF_ACCOUNT_MANAGER": "Zoë <&>"])
        }
        let fields = await test.customer("C000001").result?.child(QualifiedName(test.names.data, "OtherFields"))
        let texts = try #require(fields).children.map { $0.children.map(\.text) }
        #expect(texts == [["UDF_ACCOUNT_MANAGER", "Zoë <&>"], ["UDF_REBATE", "0.00"]])
    }

    @Test func `a number is given once`() async throws {
        var numbers: [String] = []
        for _ in 0..<3 { numbers.append(try #require(await test.call(.getNextCustomerNo).result?.text)) }
        #expect(numbers == ["C000012", "C000013", "C000014"])
        let order = await test.call(.getNextSalesOrderNo).result?.text
        #expect(order == "0000007")
        #expect(await test.call(.getNextSalesOrderNo).result?.text == "0000008")
    }

    @Test func `a contact comes by its code`() async {
        let answer = await test.call(
            .getCustomerContact,
            "<arDivisionNo>02</arDivisionNo><customerNo>C000000</customerNo><contactCode>ACCT PAY</contactCode>")
        #expect(answer["ContactCode"] == "ACCT PAY")
        #expect(answer["CustomerNo"] == "C000000")
    }

    @Test func `a sales order comes with its lines`() async throws {
        let answer = await test.call(.getSalesOrder, "<salesOrderNo>0000001</salesOrderNo>")
        #expect(answer["CustomerNo"] == "C000000")
        let lines = try #require(answer.result?.child(QualifiedName(test.names.data, "Lines"))?.children)
        #expect(lines.count == test.company.books.records("SO_SalesOrderDetail", under: ["0000001"]).count)
        #expect(!lines.isEmpty)
    }

    // MARK: Writing

    @Test func `a customer needs its key and a salesperson and nothing else`() async {
        let answer = await test.call(
            .createCustomer,
            "<customer><d:ARDivisionNo>01</d:ARDivisionNo><d:CustomerNo>NEW</d:CustomerNo>"
                + "<d:SalespersonNo>0100</d:SalespersonNo></customer>")
        #expect(answer.status == 200)
        #expect(answer.content?.name == QualifiedName(test.names.service, "CreateCustomerResponse"))
        #expect(answer.content?.children.isEmpty == true)
        let record = test.company.books.record("AR_Customer", key: ["01", "NEW"])
        #expect(record?["SalespersonDivisionNo"] == "01")
        #expect(record?["DateUpdated"] == "20260310")
        #expect(record?["TimeUpdated"] == "12.00000")
    }

    @Test func `a customer without a division is one of division 00`() async {
        test.happen { books in books.addSalesperson("0100", division: "00", name: "Lee") }
        let answer = await test.call(
            .createCustomer,
            "<customer><d:CustomerNo>NEW</d:CustomerNo><d:SalespersonNo>0100</d:SalespersonNo></customer>")
        #expect(answer.status == 200)
        #expect(test.company.books.record("AR_Customer", key: ["00", "NEW"]) != nil)
        #expect(await test.call(.getCustomer, "<customerNo>NEW</customerNo>")["ARDivisionNo"] == "00")
    }

    @Test func `an update sets what it has, leaves what is nil or missing, and blanks what is empty`() async {
        let key = CustomerName(division: "01", number: "C000001")
        test.happen { books in
            books.changeCustomer(key, ["FaxNo": "1", "Comment": "kept", "URLAddress": "kept", "CreditLimit": "7.00"])
        }
        let answer = await test.call(
            .updateCustomer,
            "<customer><d:ARDivisionNo>01</d:ARDivisionNo><d:Comment i:nil='true'/><d:CreditLimit>1234.5</d:CreditLimit>"
                + "<d:CustomerNo>C000001</d:CustomerNo><d:DateEstablished>1753-01-01T00:00:00</d:DateEstablished>"
                + "<d:FaxNo/></customer>")
        #expect(answer.status == 200)
        let record = test.company.books.record("AR_Customer", key: key.key)
        #expect(record?["Comment"] == "kept")
        #expect(record?["URLAddress"] == "kept")
        #expect(record?["FaxNo"] == "")
        #expect(record?["DateEstablished"] == "")
        #expect(record?["CreditLimit"] == "1234.50")
    }

    @Test func `balances and stamps that are sent back change nothing`() async {
        let before = await test.customer("C000001")
        let answer = await test.call(
            .updateCustomer,
            "<customer><d:ARDivisionNo>01</d:ARDivisionNo><d:AgingCategory1>9</d:AgingCategory1>"
                + "<d:CurrentBalance>9</d:CurrentBalance><d:CustomerNo>C000001</d:CustomerNo>"
                + "<d:DateTimeCreated>2001-01-01T00:00:00</d:DateTimeCreated></customer>")
        #expect(answer.status == 200)
        let after = await test.customer("C000001")
        for member in ["CurrentBalance", "AgingCategory1", "DateTimeCreated"] {
            #expect(after[member] == before[member])
        }
    }

    @Test func `a deleted customer is gone with its contacts`() async {
        let key = "<arDivisionNo>02</arDivisionNo><customerNo>C000000</customerNo>"
        #expect(await test.call(.deleteCustomer, key).status == 200)
        #expect(await test.call(.deleteCustomer, key).fault?.code == "CI_NoKey")
        #expect(test.company.books.records("AR_CustomerContact", under: ["02", "C000000"]).isEmpty)
    }
}
