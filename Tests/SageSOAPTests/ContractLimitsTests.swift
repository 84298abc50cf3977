import Foundation
import SageSOAP
import Testing
import XML

/// WSDLs that are made to take time or memory, or to be read wrongly.
@Suite(.timeLimit(.minutes(1)))
struct ContractLimitsTests {
    // MARK: Groups

    @Test func `groups that each refer twice to the next are an error, not a long wait`() {
        let groups = (0..<31).map { group in
            "<x:group name='g\(group)'><x:sequence><x:group ref='me:g\(group + 1)'/><x:group ref='me:g\(group + 1)'/>"
                + "</x:sequence></x:group>"
        }
        let schema = groups.joined() + "<x:group name='g31'><x:sequence/></x:group>"
        let error = #expect(throws: SageSOAPError.self) {
            try Self.contract(schema, operands: "<x:group ref='me:g0'/>")
        }
        #expect(error?.code == .contract)
        #expect(error?.message.contains("lead to one another too often") == true, "\(error?.message ?? "")")
    }

    @Test func `what operations that fail go through counts for all of them together`() {
        // Some 2,000 parts each.
        let schema = (0..<200).map { operation in
            let members = (0..<2_001).map { "<x:element name='m\($0)' type='x:string'/>" }.joined()
            return operation == 0
                ? "<x:group name='many'><x:sequence>\(members)</x:sequence></x:group>"
                : "<x:element name='O\(operation)'><x:complexType><x:sequence><x:group ref='me:many'/></x:sequence>"
                    + "</x:complexType></x:element>"
        }
        let names = (1..<200).map { "O\($0)" }
        #expect(throws: SageSOAPError.self) { try Self.contract(schema.joined(), operations: names) }
        #expect(throws: Never.self) { try Self.contract(schema.joined(), operations: Array(names.prefix(50))) }
    }

    @Test func `an anonymous type in a group that refers to the group is one type`() throws {
        let contract = try Self.contract(
            "<x:group name='g'><x:sequence><x:element name='A'><x:complexType><x:sequence><x:group ref='me:g'/>"
                + "</x:sequence></x:complexType></x:element></x:sequence></x:group>",
            operands: "<x:group ref='me:g'/>")
        let get = try contract.operation("Get")
        let member = try #require(get.input.members.first)
        let type = try #require(contract.type(of: member))
        let inner = try #require(type.members.first)
        #expect(contract.type(of: inner) == type)
    }

    // MARK: Types without a name

    @Test func `a global element with a type without a name that refers to itself is one type`() throws {
        let contract = try Self.contract(
            "<x:element name='A'><x:complexType><x:sequence><x:element ref='me:A' minOccurs='0'/>"
                + "<x:element name='No' type='x:string'/></x:sequence></x:complexType></x:element>",
            operands: "<x:element ref='me:A'/>")
        let get = try contract.operation("Get")
        let member = try #require(get.input.members.first)
        let type = try #require(contract.type(of: member))
        #expect(type.members.map(\.name.local) == ["A", "No"])
        #expect(contract.type(of: type.members[0]) == type)
    }

    @Test func `a type without a name within the type that it extends is one type`() throws {
        let contract = try Self.contract(
            "<x:complexType name='B'><x:sequence><x:element name='A' minOccurs='0'><x:complexType><x:complexContent>"
                + "<x:extension base='me:B'/></x:complexContent></x:complexType></x:element></x:sequence>"
                + "</x:complexType>",
            operands: "<x:element name='b' type='me:B'/>")
        let get = try contract.operation("Get")
        let member = try #require(get.input.members.first)
        let outer = try #require(contract.type(of: member))
        let first = try #require(outer.members.first)
        let inner = try #require(contract.type(of: first))
        let second = try #require(inner.members.first)
        #expect(contract.type(of: second) == inner)
    }

    @Test(arguments: [("x", true), (String(repeating: "x", count: 900), false)])
    func `the path to a type without a name is bounded`(name: String, isTaken: Bool) throws {
        let deep = (0..<5).reduce("") { inner, _ in
            "<x:element name='\(name)'><x:complexType><x:sequence>\(inner)</x:sequence></x:complexType></x:element>"
        }
        #expect(try Self.contract("", operands: deep).canCall("Get") == isTaken)
    }

    @Test func `an operation's element and a type of one name are two`() throws {
        let contract = try Self.contract(
            "<x:complexType name='Get'><x:sequence><x:element name='ofType' type='x:string'/></x:sequence>"
                + "</x:complexType>",
            operands: "<x:element name='t' type='me:Get'/>")
        let member = try #require(contract.operation("Get").input.members.first)
        #expect(contract.type(of: member)?.members.map(\.name.local) == ["ofType"])
    }

    @Test func `an element and a type of one name are two`() throws {
        let contract = try Self.contract(
            "<x:element name='e'><x:complexType><x:sequence><x:element name='ofElement' type='x:string'/></x:sequence>"
                + "</x:complexType></x:element><x:complexType name='e'><x:sequence>"
                + "<x:element name='ofType' type='x:string'/></x:sequence></x:complexType>",
            operands: "<x:element ref='me:e'/><x:element name='t' type='me:e'/>")
        let members = try contract.operation("Get").input.members
        let names = members.map { contract.type(of: $0)?.members.map(\.name.local) }
        #expect(names == [["ofElement"], ["ofType"]])
    }

    @Test(arguments: ["element e", "group e", "T/e", "n:e", ""])
    func `what is no name is none of a type`(name: String) throws {
        let contract = try Self.contract(
            "<x:complexType name='T'><x:sequence/></x:complexType><x:complexType name='\(name)'><x:complexContent>"
                + "<x:extension base='me:T'/></x:complexContent></x:complexType>",
            operands: "<x:element name='t' type='me:T'/>")
        #expect(contract.type(QualifiedName("urn:a", "T")) != nil)
        #expect(contract.type(QualifiedName("urn:a", name)) == nil)
    }

    // MARK: Many of one kind

    @Test(arguments: [(10, true), (11, false)])
    func `a schema without a namespace is included by at most 10`(count: Int, isTaken: Bool) {
        let schemas = (0..<count).map { namespace in
            "<x:schema targetNamespace='urn:\(namespace)'><x:include schemaLocation='a.xsd'/></x:schema>"
        }
        let included = Data("<schema xmlns='http://www.w3.org/2001/XMLSchema'/>".utf8)
        let error = Self.error {
            try Self.contract("", schemas: schemas.joined(), documents: ["a.xsd": included])
        }
        #expect((error == nil) == isTaken)
        #expect(isTaken || error?.message.contains("included by more than 10 namespaces") == true)
    }

    @Test(arguments: [(49_990, true), (50_001, false)])
    func `schemas declare at most 50,000 names`(count: Int, isTaken: Bool) {
        let names = (0..<count).map { "<x:simpleType name='s\($0)'/>" }
        let error = Self.error { try Self.contract(names.joined()) }
        #expect((error == nil) == isTaken)
        #expect(isTaken || error?.message.contains("declare more than 50000 names") == true)
    }

    @Test func `ports, bindings and messages in great number are looked up by name`() throws {
        let bindings = (0..<20_000).map { "<binding name='b\($0)' type='me:Port'/>" }.joined()
        let ports = (0..<20_000).map { "<port binding='me:b\($0)'/>" }.joined()
        let began = ContinuousClock.now
        let contract = try Self.contract(
            "", more: "\(bindings)<service name='s'>\(ports)<port binding='me:Binding'/></service>")
        #expect(contract.canCall("Get"))
        #expect(ContinuousClock.now - began < .seconds(20))
    }

    @Test func `types are gone through once, however many operations need them and fail`() throws {
        let members = (0..<1_900).map { "<x:element name='m\($0)' type='x:string'/>" }.joined()
        let large = (0..<20).map {
            "<x:complexType name='L\($0)'><x:sequence><x:group ref='me:many'/></x:sequence></x:complexType>"
        }
        let inner = (0..<20).map { "<x:element name='l\($0)' type='me:L\($0)'/>" }.joined()
        let schema =
            "<x:group name='many'><x:sequence>\(members)</x:sequence></x:group>\(large.joined())"
            + "<x:complexType name='Bad'><x:sequence><x:element name='bad' type='me:None'/></x:sequence>"
            + "</x:complexType><x:complexType name='Outer'><x:sequence><x:element name='first' type='me:Bad'/>\(inner)"
            + "</x:sequence></x:complexType>"
        let names = (0..<300).map { "O\($0)" }
        let elements = names.map { name in
            "<x:element name='\(name)'><x:complexType><x:sequence><x:element name='o' type='me:Outer'/></x:sequence>"
                + "</x:complexType></x:element>"
        }
        let contract = try Self.contract(schema + elements.joined(), operations: names)
        for name in [names[0], names[299]] {
            let error = Self.error { try contract.operation(name) }
            #expect(error?.message.contains("no type {urn:a}None") == true, "\(error?.message ?? "")")
        }
        #expect(contract.type(QualifiedName("urn:a", "Outer")) == nil)
    }

    @Test func `an operation that shares types with one that fails has all that it needs`() throws {
        let contract = try Self.contract(
            "<x:complexType name='Deep'><x:sequence><x:element name='d' type='x:int'/></x:sequence></x:complexType>"
                + "<x:complexType name='Shared'><x:sequence><x:element name='s' type='me:Deep'/></x:sequence>"
                + "</x:complexType><x:complexType name='Bad'><x:sequence><x:element name='n' type='me:None'/>"
                + "</x:sequence></x:complexType><x:element name='First'><x:complexType><x:sequence>"
                + "<x:element name='b' type='me:Bad'/><x:element name='s' type='me:Shared'/></x:sequence>"
                + "</x:complexType></x:element><x:element name='Second'><x:complexType><x:sequence>"
                + "<x:element name='s' type='me:Shared'/></x:sequence></x:complexType></x:element>",
            operations: ["First", "Second"])
        #expect(!contract.canCall("First"))
        #expect(contract.canCall("Second"))
        #expect(contract.type(QualifiedName("urn:a", "Deep"))?.members.count == 1)
    }

    @Test func `types that extend in a long row are all read`() throws {
        let types = (1...30).map { type in
            "<x:complexType name='T\(type)'><x:complexContent><x:extension base='me:T\(type - 1)'/></x:complexContent>"
                + "</x:complexType>"
        }
        let contract = try Self.contract(
            types.joined() + "<x:complexType name='T0'><x:sequence/></x:complexType>",
            operands: "<x:element name='t' type='me:T0'/>")
        for type in 0...30 { #expect(contract.type(QualifiedName("urn:a", "T\(type)")) != nil) }
    }

    // MARK: Names

    @Test(
        arguments: [
            "<x:element name='a' type='me:%'/>", "<x:element ref='me:%'/>", "<x:group ref='me:%'/>",
            "<x:element name='%'><x:complexType><x:sequence><x:element/></x:sequence></x:complexType></x:element>",
        ])
    func `names in messages are bounded`(operand: String) throws {
        let long = String(repeating: "n", count: 700) + "\u{202E}"
        let contract = try Self.contract("", operands: operand.replacing("%", with: long))
        let error = try #require(Self.error { try contract.operation("Get") })
        #expect(error.message.contains("nnn"))
        #expect(error.message.count < 600)
        #expect(!error.message.contains("\u{202E}"))
    }

    @Test func `what can be called is told from what is only named`() throws {
        let contract = try Fixture.unqualified.contract()
        #expect(contract.operationNames == ["CreateCustomer", "GetCustomer", "GetNextCustomerNo"])
        #expect(contract.canCall("GetCustomer"))
        #expect(!contract.canCall("GetNextCustomerNo"))
        #expect(!contract.canCall("DeleteCustomer"))
    }

    // MARK: Making

    private static func error(_ work: () throws -> some Any) -> SageSOAPError? {
        do {
            _ = try work()
            return nil
        } catch {
            return error as? SageSOAPError
        }
    }

    /// A contract with operations whose requests are global elements of the same name.
    ///
    /// - Parameters:
    ///   - schema: what stands in the schema.
    ///   - operands: what stands in the element `Get`.
    ///   - operations: their names; `Get` where there are none.
    ///   - schemas: schemas besides.
    ///   - more: what else stands in the WSDL.
    ///   - documents: what else it has.
    /// - Returns: the contract.
    /// - Throws: the client's error.
    private static func contract(
        _ schema: String, operands: String = "", operations: [String] = ["Get"], schemas: String = "",
        more: String = "", documents: [String: Data] = [:]
    ) throws -> SOAPContract {
        let get =
            "<x:element name='Get'><x:complexType><x:sequence>\(operands)</x:sequence></x:complexType></x:element>"
        let messages = operations.map { "<message name='\($0)'><part name='p' element='me:\($0)'/></message>" }
        let declared = operations.map {
            "<operation name='\($0)'><input message='me:\($0)'/><output message='me:out'/></operation>"
        }
        let bound = operations.map {
            "<operation name='\($0)'><input><b:body use='literal'/></input><output><b:body use='literal'/></output>"
                + "</operation>"
        }
        let wsdl =
            "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:x='http://www.w3.org/2001/XMLSchema' "
            + "xmlns:b='http://schemas.xmlsoap.org/wsdl/soap/' xmlns:me='urn:a' targetNamespace='urn:a'><types>"
            + "<x:schema targetNamespace='urn:a'>\(schema)\(get)<x:element name='Out'><x:complexType/></x:element>"
            + "</x:schema>\(schemas)</types>\(messages.joined())<message name='out'><part name='p' element='me:Out'/>"
            + "</message><portType name='Port'>\(declared.joined())</portType><binding name='Binding' type='me:Port'>"
            + "<b:binding transport='http://schemas.xmlsoap.org/soap/http'/>\(bound.joined())</binding>\(more)"
            + "</definitions>"
        return try SOAPContract(
            SOAPContractDocuments(
                address: "https://a", documents: documents.merging(["?wsdl": Data(wsdl.utf8)]) { $1 }))
    }
}
