import Foundation
import SageSOAP
import Testing
import XML

/// What is taken from WSDLs of several forms, and what is missed in those that lack something.
struct ContractTests {
    private static let data = "http://schemas.datacontract.org/2004/07/Example.Ws"

    @Test func `a WSDL that .NET split gives actions, wrappers, and members in its order`() throws {
        let contract = try Fixture.split.contract()
        let create = try contract.operation("CreateCustomer")
        #expect(create.action == "http://example.com/ws/IService/CreateCustomer")
        #expect(create.input.name == QualifiedName("http://example.com/ws", "CreateCustomer"))
        #expect(create.input.members.map(\.name.local) == ["logon", "companyCode", "customer"])
        #expect(create.output.members.isEmpty)
        let customer = try #require(contract.type(of: create.input.members[2]))
        let names = customer.members.map(\.name.local)
        #expect(customer.name == QualifiedName(Self.data, "Customer"))
        #expect(customer.members.allSatisfy { $0.name.namespace == Self.data })
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(names.count == 89)
        #expect(customer.member("CreditLimit")?.content == .simple(.decimal))
        #expect(customer.member("DateTimeUpdated")?.content == .simple(.dateTime))
        #expect(customer.member("OtherFields")?.content == .complex(QualifiedName(Self.data, "ArrayOfField")))
        let list = try #require(contract.type(QualifiedName(Self.data, "ArrayOfField")))
        #expect(list.members.map(\.maximum) == [nil])
        #expect(contract.operationNames.count == 7)
    }

    @Test func `unqualified elements have no namespace, and types without names are read where they stand`() throws {
        let contract = try Fixture.unqualified.contract()
        let get = try contract.operation("GetCustomer")
        #expect(get.action == "urn:other#get")
        #expect(get.input.name == QualifiedName("urn:other", "GetCustomer"))
        #expect(
            get.input.members.map(\.name) == [
                QualifiedName(nil, "customerNo"), QualifiedName(nil, "companyCode"), QualifiedName(nil, "logon"),
                QualifiedName(nil, "arDivisionNo"),
            ])
        let logon = try #require(contract.type(of: get.input.members[2]))
        #expect(logon.members.map(\.name.local) == ["Password", "Username"])
        #expect(get.output.name == QualifiedName("urn:other", "Answer"))
        let create = try contract.operation("CreateCustomer")
        #expect(create.action == "")
        #expect(create.input.members[2].name == QualifiedName("urn:other", "companyCode"))
        let customer = try #require(contract.type(of: create.input.members[0]))
        #expect(customer.member("CreditLimit")?.content == .simple(.real))
        #expect(customer.member("OtherFields")?.maximum == .some(nil))
        #expect(customer.member("CreditHold")?.minimum == 0)
        #expect(customer.member("CustomerNo")?.minimum == 1)
    }

    @Test func `members of an extended type come first, each in its own namespace`() throws {
        let contract = try Fixture.spyne.contract()
        let get = try contract.operation("GetCustomer")
        #expect(get.input.members.map(\.name.local) == ["customerNo", "arDivisionNo", "logon", "companyCode"])
        let customer = try #require(contract.type(of: get.output.members[0]))
        #expect(
            customer.members.map(\.name.local) == [
                "OtherFields", "DateTimeUpdated", "TermsCode", "CustomerNo", "AgingCategory1", "CustomerName",
                "CreditLimit", "ARDivisionNo", "SalespersonNo", "DateTimeCreated", "ZipCode",
            ])
        #expect(customer.members[1].name.namespace == "urn:example:ebusiness:base")
        #expect(customer.members[2].name.namespace == "urn:example:ebusiness:data")
        #expect(customer.member("CustomerName")?.content == .simple(.text))
    }

    @Test func `an included schema without a namespace has that of its includer, and circles end`() throws {
        let contract = try Fixture.include.contract()
        let get = try contract.operation("GetCustomer")
        #expect(get.input.members.map(\.name.local) == ["logon", "companyCode", "arDivisionNo", "customerNo"])
        #expect(get.input.members.allSatisfy { $0.name.namespace == "urn:included" })
        let customer = try #require(contract.type(of: get.output.members[0]))
        #expect(customer.members.map(\.name.local) == ["ARDivisionNo", "CustomerNo", "CustomerName", "Parent"])
        #expect(customer.members.allSatisfy { $0.name.namespace == "urn:included" })
        #expect(contract.type(of: customer.members[3]) == customer)
    }

    // MARK: What is missing

    @Test func `an operation that is not there is named with those that are`() throws {
        let error = #expect(throws: SageSOAPError.self) { try Fixture.include.contract().operation("CreateCustomer") }
        #expect(
            error?.message == "The WSDL at https://sage.example.com/ws/Service.svc has no operation CreateCustomer; it "
                + "has GetCustomer, UpdateCustomer.")
        #expect(error?.code == .contract)
    }

    @Test func `a member that is not there is named with those that are`() throws {
        let contract = try Fixture.unqualified.contract()
        let get = try contract.operation("GetCustomer")
        let type = try #require(contract.type(of: get.output.members[0]))
        let error = #expect(throws: SageSOAPError.self) { try contract.member("CustomerKey", of: type) }
        #expect(
            error?.message.contains("Customer has no member CustomerKey; it has CustomerName, OtherFields,") == true)
        #expect(type.member("customerno")?.name.local == "CustomerNo")
    }

    @Test(
        arguments: [
            (#"style="rpc""#, #"style="odd""#, "GetNextCustomerNo", "its style is odd, not document"),
            (#"style="rpc""#, "", "GetNextCustomerNo", "its input is not one element"),
            (#"soapAction="urn:other#get""#, #"soapAction="a&quot;b""#, "GetCustomer", "its SOAPAction has"),
            (#"message="me:got""#, #"message="me:none""#, "GetCustomer", "its output names no message"),
            (#"element="me:Answer""#, #"element="me:None""#, "GetCustomer", "no element {urn:other}None"),
            (#"type="me:Amount""#, #"type="me:None""#, "GetCustomer", "no type {urn:other}None"),
            (#"type="me:Amount""#, #"type="you:None""#, "GetCustomer", "a type that names nothing"),
            (#"base="me:Number""#, #"base="me:Amount""#, "GetCustomer", "no type {urn:other}Amount"),
            (
                #"type="x:boolean""#, #"type="x:boolen""#, "GetCustomer",
                "no type {http://www.w3.org/2001/XMLSchema}boolen"
            ),
            (#"<b:body use="literal"/>"#, #"<b:body use="encoded"/>"#, "GetCustomer", "its input is not literal"),
            (
                #"<input><b:body use="literal"/>"#, #"<input><b:header message="me:x" part="p" use="literal"/>"#,
                "GetCustomer", "it wants a SOAP header"
            ),
            (
                #"<operation name="GetCustomer"><input message="me:get"/>"#,
                #"<operation name="GetCustomer"/><operation name="GetCustomer"><input message="me:get"/>"#,
                "GetCustomer", "its port type has 2 of that name"
            ),
        ])
    func `an operation that cannot be called says why`(old: String, new: String, name: String, why: String) throws {
        let error = #expect(throws: SageSOAPError.self) {
            try Fixture.unqualified.contract(replacing: old, with: new).operation(name)
        }
        #expect(error?.code == .contract)
        #expect(error?.message.contains(why) == true, "\(error?.message ?? "")")
    }

    @Test func `a type that cannot be read is missed by every operation that needs it`() throws {
        let contract = try Fixture.unqualified.contract(replacing: #"type="me:Amount""#, with: #"type="me:None""#)
        for name in ["GetCustomer", "CreateCustomer"] {
            let error = #expect(throws: SageSOAPError.self) { try contract.operation(name) }
            #expect(error?.message.contains("no type {urn:other}None") == true)
        }
    }

    @Test func `a WSDL with nothing but SOAP 1.2 has no binding that is spoken`() throws {
        let error = #expect(throws: SageSOAPError.self) {
            try Fixture.unqualified.contract(
                replacing: "http://schemas.xmlsoap.org/wsdl/soap/", with: "http://schemas.xmlsoap.org/wsdl/soap12/")
        }
        #expect(error?.message.contains("has no binding to SOAP 1.1 over HTTP") == true)
    }

    @Test(
        arguments: [
            "", "<html><body>Sorry</body></html>", "<!DOCTYPE html><html></html>", "<a", "{}",
            #"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>"#,
            #"<description xmlns="http://www.w3.org/ns/wsdl"/>"#,
        ])
    func `what is no WSDL is no contract`(text: String) {
        let error = #expect(throws: SageSOAPError.self) {
            try SOAPContract(SOAPContractDocuments(address: "https://a", documents: ["?wsdl": Data(text.utf8)]))
        }
        #expect(error?.code == .contract)
    }

    @Test func `documents without the first one are no contract`() {
        #expect(throws: SageSOAPError.self) { try SOAPContract(SOAPContractDocuments(address: "a", documents: [:])) }
    }

    @Test func `a document that is not there lacks its types`() throws {
        var documents = try Fixture.split.documents().documents
        documents["?xsd=xsd2"] = nil
        let contract = try SOAPContract(SOAPContractDocuments(address: "a", documents: documents))
        let error = #expect(throws: SageSOAPError.self) { try contract.operation("GetCustomer") }
        #expect(error?.message.contains("no type {\(Self.data)}Logon") == true)
    }

    // MARK: Limits

    @Test func `types that extend themselves or one another without end are refused`() throws {
        let own = try Fixture.include.contract(replacing: #"base="Keyed""#, with: #"base="Customer""#)
        let error = #expect(throws: SageSOAPError.self) { try own.operation("GetCustomer") }
        #expect(error?.message.contains("extends another one more than 32 times") == true)
    }

    @Test func `groups within themselves are refused`() throws {
        let own = try Fixture.include.contract(
            replacing: #"<xs:element name="logon" type="Logon"/>"#, with: #"<xs:group ref="Caller"/>"#)
        #expect(throws: SageSOAPError.self) { try own.operation("GetCustomer") }
    }

    @Test(arguments: [(2_000, true), (2_001, false)])
    func `a type has at most 2,000 members`(count: Int, isTaken: Bool) throws {
        // Beside these the two of the type that it extends, and its name.
        let members = (0..<(count - 3)).map { "<xs:element name=\"m\($0)\" type=\"xs:string\"/>" }.joined()
        let contract = try Fixture.include.contract(
            replacing: #"<xs:element name="Parent" type="Customer" minOccurs="0"/>"#, with: members)
        if isTaken {
            #expect(throws: Never.self) { try contract.operation("GetCustomer") }
        } else {
            #expect(throws: SageSOAPError.self) { try contract.operation("GetCustomer") }
        }
    }

    // MARK: Keeping

    @Test(arguments: Fixture.allCases)
    func `documents that were kept are the same contract with the same digest`(fixture: Fixture) throws {
        let documents = try fixture.documents()
        let kept = try JSONDecoder().decode(
            SOAPContractDocuments.self, from: try JSONEncoder().encode(documents))
        #expect(kept == documents)
        #expect(try kept.digest() == documents.digest())
        #expect(try documents.digest().count == 64)
        #expect(try SOAPContract(kept).operationNames == fixture.contract().operationNames)
    }

    @Test func `another byte, or another reference, is another digest`() throws {
        func digest(_ documents: [String: String]) throws -> String {
            try SOAPContractDocuments(address: "a", documents: documents.mapValues { Data($0.utf8) }).digest()
        }
        let all = [
            try digest(["?wsdl": "ab"]), try digest(["?wsdl": "ac"]), try digest(["?wsdla": "b"]),
            try digest(["?wsdl": "ab", "?xsd": ""]), try digest([:]),
        ]
        #expect(Set(all).count == all.count)
    }
}
