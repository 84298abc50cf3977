import BusinessObjects
import SimulatedSage
import SimulatorServer
import Testing
import XML

@testable import SimulatedSageSOAP

struct SOAPFaultTests {
    private let test: TestService

    init() throws {
        test = try TestService()
    }

    private func create(_ members: String) async -> SOAPAnswer {
        await test.call(.createCustomer, "<customer><d:ARDivisionNo>01</d:ARDivisionNo>\(members)</customer>")
    }

    private let salesperson = "<d:SalespersonNo>0100</d:SalespersonNo>"

    @Test func `a fault has its code in the code and in the detail`() async throws {
        let answer = await test.customer("NOBODY")
        #expect(answer.status == 500)
        #expect(answer.type == "text/xml; charset=utf-8")
        let content = try #require(answer.content)
        #expect(content.children.map(\.name) == ["faultcode", "faultstring", "detail"].map { QualifiedName(nil, $0) })
        #expect(content.children[0].text == "a:CI_NoKey")
        #expect(content.children[0].resolve("a:CI_NoKey")?.namespace == "http://mas90.sage.com/ws")
        let detail = try #require(content.children[2].children.first)
        #expect(detail.name == QualifiedName(test.names.data, "MasFault"))
        #expect(detail.children.map(\.name.local) == ["ErrorCode", "ErrorMessage"])
        #expect(detail.children.map(\.text) == ["CI_NoKey", answer.fault?.text])
    }

    @Test func `an unknown postal code, terms code, salesperson or contact is not on file`() async {
        for (column, members) in [
            ("ZipCode", salesperson + "<d:ZipCode>99999</d:ZipCode>"),
            ("TermsCode", salesperson + "<d:TermsCode>77</d:TermsCode>"),
            ("SalespersonNo", "<d:SalespersonNo>9999</d:SalespersonNo>"),
            ("SalesPersonNo3", "<d:SalesPersonNo3>9999</d:SalesPersonNo3>" + salesperson),
        ] {
            let answer = await create("<d:CustomerNo>NEW</d:CustomerNo>" + members)
            #expect(answer.fault?.code == "CI_NOF")
            #expect(answer.fault?.text.hasPrefix("Could not set AR_Customer_bus column \(column) ") == true)
        }
        let contact = await create(
            "<d:ContactCode>NOBODY</d:ContactCode><d:CustomerNo>NEW</d:CustomerNo>" + salesperson)
        #expect(contact.fault?.code == "CI_NOF")
        #expect(test.company.books.record("AR_Customer", key: ["01", "NEW"]) == nil)
    }

    @Test func `a postal code that was entered is on file`() async {
        let members = "<d:CustomerNo>NEW</d:CustomerNo>" + salesperson + "<d:ZipCode>99999</d:ZipCode>"
        test.happen { books in books.addZipCode("99999", city: "Nowhere", state: "AK") }
        #expect(await create(members).status == 200)
    }

    @Test func `an unknown postal code that a customer has already may stay`() async {
        let key = CustomerName(division: "01", number: "C000001")
        test.happen { books in books.changeCustomer(key, ["ZipCode": "00000"]) }
        let members = "<d:ARDivisionNo>01</d:ARDivisionNo><d:CustomerNo>C000001</d:CustomerNo>"
        let same = await test.call(.updateCustomer, "<customer>\(members)<d:ZipCode>00000</d:ZipCode></customer>")
        #expect(same.status == 200)
        let other = await test.call(.updateCustomer, "<customer>\(members)<d:ZipCode>00001</d:ZipCode></customer>")
        #expect(other.fault?.code == "CI_NOF")
    }

    @Test func `a salesperson of another division is not on file`() async {
        let answer = await create(
            "<d:CustomerNo>NEW</d:CustomerNo><d:SalespersonDivisionNo>09</d:SalespersonDivisionNo>" + salesperson)
        #expect(answer.fault?.code == "CI_NOF")
    }

    @Test func `a text at its limit is taken and one beyond is too long`() async {
        let fits = await create(
            "<d:CustomerNo>FITS</d:CustomerNo><d:DefaultPaymentType>CHECK</d:DefaultPaymentType>" + salesperson)
        #expect(fits.status == 200)
        let answer = await create(
            "<d:CustomerNo>LONG</d:CustomerNo><d:DefaultPaymentType>CREDIT</d:DefaultPaymentType>" + salesperson)
        #expect(answer.fault?.code == "CI_CharLength")
        #expect(answer.fault?.text == "The Default Payment Type is greater than 5 character(s)")
    }

    @Test func `characters are counted as .NET counts them`() async {
        for (text, fits) in [("e\u{301}e\u{301}e", true), ("e\u{301}e\u{301}e\u{301}", false), ("\u{1F600}abc", true)] {
            let answer = await create(
                "<d:CustomerNo>\(fits)\(text.count)</d:CustomerNo><d:DefaultPaymentType>\(text)</d:DefaultPaymentType>"
                    + salesperson)
            #expect(answer.fault?.code == (fits ? nil : "CI_CharLength"))
        }
    }

    @Test func `a customer that is there already exists`() async {
        let answer = await create("<d:CustomerNo>C000001</d:CustomerNo>" + salesperson)
        #expect(answer.fault?.code == "WS_AlreadyExists")
    }

    @Test func `a customer without salesperson or number is refused`() async {
        #expect(await create("<d:CustomerNo>NEW</d:CustomerNo>").fault?.code == "CI_Required")
        #expect(await create(salesperson).fault?.code == "CI_Required")
        #expect(await test.call(.createCustomer).fault?.code == "CI_Required")
        #expect(test.company.books.record("AR_Customer", key: ["01", "NEW"]) == nil)
    }

    @Test func `more decimals than the column has, and an unknown column, are refused`() async {
        let decimals = await create(
            "<d:CreditLimit>1.005</d:CreditLimit><d:CustomerNo>NEW</d:CustomerNo>" + salesperson)
        #expect(decimals.fault?.code == "CI_InvalidValue")
        #expect(
            decimals.fault?.text
                == "Could not set AR_Customer_bus column CreditLimit. 1.005 is no number of 2 decimals.")
        for column in ["UDF_NOTHING", "CurrentBalance", ""] {
            let field = "<d:Field><d:MasFieldName>\(column)</d:MasFieldName><d:Value>1</d:Value></d:Field>"
            let answer = await create(
                "<d:CustomerNo>NEW</d:CustomerNo><d:OtherFields>\(field)</d:OtherFields>" + salesperson)
            #expect(answer.fault?.code == "CI_InvalidColumn")
        }
    }

    @Test func `updating, deleting and reading what is not there is without a key`() async {
        let key = "<arDivisionNo>01</arDivisionNo><customerNo>NOBODY</customerNo>"
        let customer = "<customer><d:ARDivisionNo>01</d:ARDivisionNo><d:CustomerNo>NOBODY</d:CustomerNo></customer>"
        #expect(await test.call(.updateCustomer, customer).fault?.code == "CI_NoKey")
        #expect(await test.call(.deleteCustomer, key).fault?.code == "CI_NoKey")
        #expect(await test.call(.getCustomerContact, key).fault?.code == "CI_NoKey")
        #expect(await test.call(.getSalesOrder).fault?.code == "CI_NoKey")
    }

    // MARK: Access

    @Test(arguments: ["", "<logon/>", "<logon><d:Username>bridge</d:Username></logon>"])
    func `who does not log on is refused`(logon: String) async {
        let answer = await test.call(.getNextCustomerNo, logon: logon + "<companyCode>ABC</companyCode>")
        #expect(
            answer.fault?.text.hasPrefix("Logon failure: The user logon or password does not match or the ") == true)
    }

    @Test func `a user without web services is refused in the same words`() async throws {
        let test = try TestService { $0.users[0].isEnabled = false }
        #expect(
            await test.call(.getNextCustomerNo).fault?.text
                == "Logon failure: The user logon or password does not match or the user logon is not enabled for web "
                + "services.")
    }

    @Test func `a company that is unknown, or has no web services, is refused`() async throws {
        let other = test.envelope(.getNextCustomerNo).replacing("ABC", with: "XYZ")
        let unknown = await test.post(other, action: test.names.action(.getNextCustomerNo))
        #expect(unknown.fault?.code == "WS_CompanyRefused")
        let closed = try TestService { $0.companiesWithoutWebServices = ["ABC"] }
        #expect(await closed.call(.getNextCustomerNo).fault?.code == "WS_CompanyRefused")
    }

    @Test func `diagnostics are for the server itself unless allowed`() async throws {
        #expect(
            await test.call(.getDiagnosticInformation).fault?.text
                == "'AllowRemoteDiagnostics' must be set to 'True' to access this method remotely.")
        let open = try TestService { $0.allowsRemoteDiagnostics = true }
        #expect(await open.call(.getDiagnosticInformation)["ServerName"] == "simulated")
    }

    @Test func `what Sage cannot tell is an exception without a detail`() async {
        let key = CustomerName(division: "01", number: "C000001")
        test.happen { books in _ = books.garble("CurrentBalance", with: "much", in: "AR_Customer", key: key.key)
        }
        let answer = await test.customer("C000001")
        #expect(answer.status == 500)
        #expect(answer.fault?.text == "An exception occurred.")
        #expect(answer.content?.child(QualifiedName(nil, "detail")) == nil)
        test.happen { books in
            _ = books.changeCustomer(key, ["CurrentBalance": "1.00", "Comment": "bell \u{07}"])
        }
        #expect(await test.customer("C000001").fault?.text == "An exception occurred.")
    }

    // MARK: The protocol

    @Test(arguments: ["http://mas90.sage.com/ws/IOther/GetCustomer", "", "GetCustomer"])
    func `an action that the contract does not have is not supported`(action: String) async {
        let answer = await test.post(test.envelope(.getCustomer), action: action)
        #expect(answer.status == 500)
        #expect(answer.fault?.code == "ActionNotSupported")
    }

    @Test func `an action without quotes is taken, and another element than its own is not`() async {
        let envelope = test.envelope(.getContractInformation)
        let headers = ["content-type": "text/xml", "soapaction": test.names.action(.getContractInformation)]
        let bare = await test.service.respond(
            to: .init(method: "POST", path: test.names.path, query: [:], headers: headers, body: Array(envelope.utf8)))
        #expect(bare.status == 200)
        let wrong = await test.post(envelope, action: test.names.action(.getCustomer))
        #expect(wrong.fault?.code == "DeserializationFailed")
    }

    @Test(arguments: ["application/soap+xml; charset=utf-8", "application/json", "text/xml; charset=iso-8859-1", ""])
    func `another content type is refused`(type: String) async {
        let answer = await test.post(
            test.envelope(.getContractInformation), action: test.names.action(.getContractInformation), type: type)
        #expect(answer.status == 415)
    }

    @Test(arguments: [
        "", "no XML", "<a>", "<a/>", "<!DOCTYPE a><a/>",
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body/></e:Envelope>",
    ])
    func `what is no envelope is a bad request`(document: String) async {
        #expect(await test.post(document, action: test.names.action(.getCustomer)).status == 400)
    }

    @Test func `another version of SOAP, and a header that must be understood, are refused`() async {
        let envelope = test.envelope(.getContractInformation)
        let action = test.names.action(.getContractInformation)
        let newer = envelope.replacing(
            "http://schemas.xmlsoap.org/soap/envelope/", with: "http://www.w3.org/2003/05/soap-envelope")
        #expect(await test.post(newer, action: action).fault?.code == "VersionMismatch")
        let header = envelope.replacing(
            "<e:Body>", with: "<e:Header><x:Security xmlns:x='urn:x' e:mustUnderstand='1'/></e:Header><e:Body>")
        #expect(await test.post(header, action: action).fault?.code == "MustUnderstand")
    }

    @Test func `other methods and other paths are refused, and the path counts in any case`() async {
        func status(_ method: String, _ path: String) async -> Int {
            await test.service.respond(to: .init(method: method, path: path, query: [:], headers: [:], body: [])).status
        }
        #expect(await status("PUT", test.names.path) == 405)
        #expect(await status("GET", "/") == 404)
        #expect(await status("GET", test.names.path.uppercased()) == 200)
    }
}
