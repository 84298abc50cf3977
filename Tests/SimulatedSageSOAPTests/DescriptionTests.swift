import BusinessObjects
import Foundation
import SimulatorServer
import Testing
import XML

@testable import SimulatedSageSOAP

struct DescriptionTests {
    private let test: TestService

    init() throws {
        test = try TestService()
    }

    private func document(_ query: [String: String], of test: TestService? = nil) async throws -> ElementNode {
        let answer = await (test ?? self.test).get(query)
        #expect(answer.status == 200)
        #expect(answer.type == "text/xml; charset=utf-8")
        return try XMLReader.read(Data(answer.answer.body))
    }

    /// The elements of a name, however deep.
    private func all(_ local: String, in node: ElementNode) -> [ElementNode] {
        (node.name.local == local ? [node] : []) + node.children.flatMap { all(local, in: $0) }
    }

    /// Follows every import from the first document on; gives the documents by their query.
    private func walk(_ test: TestService) async throws -> [String: ElementNode] {
        var found: [String: ElementNode] = [:]
        var open = ["wsdl"]
        while let query = open.popLast() {
            guard found[query] == nil else { continue }
            let parts = query.split(separator: "=").map(String.init)
            let node = try await document([parts[0]: parts.count > 1 ? parts[1] : ""], of: test)
            found[query] = node
            for imported in all("import", in: node) {
                guard let location = imported["location"] ?? imported["schemaLocation"] else { continue }
                open.append(String(location.split(separator: "?")[1]))
            }
        }
        return found
    }

    @Test func `the first document imports the contract, and that its schemas`() async throws {
        let documents = try await walk(test)
        #expect(Set(documents.keys) == ["wsdl", "wsdl=wsdl0", "xsd=xsd0", "xsd=xsd1", "xsd=xsd2"])
        let first = try #require(documents["wsdl"])
        #expect(first["targetNamespace"] == "http://tempuri.org/")
        #expect(all("portType", in: first).isEmpty)
        #expect(documents["wsdl=wsdl0"]?["targetNamespace"] == test.names.service)
        #expect(documents["xsd=xsd2"]?["targetNamespace"] == test.names.data)
    }

    @Test func `where contract and data have one namespace there is one schema for both`() async throws {
        let test = try TestService { $0.names.data = $0.names.service }
        let documents = try await walk(test)
        #expect(Set(documents.keys) == ["wsdl", "wsdl=wsdl0", "xsd=xsd0", "xsd=xsd1"])
        let schema = try #require(documents["xsd=xsd0"])
        #expect(all("complexType", in: schema).contains { $0["name"] == "Customer" })
    }

    @Test func `the flat form has all of the split one and imports nothing from elsewhere`() async throws {
        let single = try await document(["singleWsdl": ""])
        #expect(all("import", in: single).allSatisfy { $0["location"] == nil && $0["schemaLocation"] == nil })
        let split = try await walk(test)
        for local in ["message", "operation", "port", "binding", "portType"] {
            let names = split.values.flatMap { all(local, in: $0) }.compactMap { $0["name"] }.sorted()
            #expect(all(local, in: single).compactMap { $0["name"] }.sorted() == names)
        }
        let types = split.values.flatMap { all("complexType", in: $0) }.compactMap { $0["name"] }.sorted()
        #expect(all("complexType", in: single).compactMap { $0["name"] }.sorted() == types)
    }

    @Test(arguments: [true, false])
    func `every name that a document refers to is declared`(isSingle: Bool) async throws {
        let documents =
            isSingle ? [try await document(["singleWsdl": ""])] : Array(try await walk(test).values)
        var declared: Set<QualifiedName> = []
        func declare(_ node: ElementNode, in namespace: String?) {
            let namespace = node["targetNamespace"] ?? namespace
            let kinds = ["message", "portType", "binding", "element", "complexType", "simpleType"]
            if kinds.contains(node.name.local), let name = node["name"] {
                declared.insert(QualifiedName(namespace, node.name.local + ":" + name))
            }
            for child in node.children { declare(child, in: namespace) }
        }
        for document in documents { declare(document, in: nil) }
        func check(_ node: ElementNode) {
            for attribute in ["message", "binding", "type", "element", "base"] {
                guard let value = node[attribute] else { continue }
                guard let name = node.resolve(value) else {
                    Issue.record("\(value) has a prefix that nobody declared")
                    continue
                }
                guard name.namespace != SchemaDocuments.namespace else { continue }
                let kinds =
                    switch (attribute, node.name.local) {
                    case ("type", "binding"): ["portType"]
                    case ("type", _), ("base", _): ["complexType", "simpleType"]
                    default: [attribute]
                    }
                #expect(
                    kinds.contains { declared.contains(QualifiedName(name.namespace, $0 + ":" + name.local)) },
                    "\(attribute)=\(value)")
            }
            for child in node.children { check(child) }
        }
        for document in documents { check(document) }
    }

    @Test func `each operation has its action, and the address is the server's`() async throws {
        let service = try TestService { $0.advertisedAddress = "https://sage.example" }
        let single = try await document(["singleWsdl": ""], of: service)
        let actions = all("operation", in: single).compactMap { $0["soapAction"] }
        #expect(actions == ServiceOperation.allCases.map { "http://mas90.sage.com/ws/IMasService/" + $0.rawValue })
        let address = all("address", in: single).compactMap { $0["location"] }
        #expect(address == ["https://sage.example/ebusinesswebservices/masservice.svc"])
        #expect(all("TransportBinding", in: single).count == 1)
        #expect(all("TransportBinding", in: try await document(["singleWsdl": ""])).isEmpty)
    }

    @Test func `money is decimal, dates are moments, and all may be missing and nil`() async throws {
        let single = try await document(["singleWsdl": ""])
        let customer = try #require(all("complexType", in: single).first { $0["name"] == "Customer" })
        let members = all("element", in: customer)
        func type(_ name: String) -> String? { members.first { $0["name"] == name }?["type"] }
        #expect(members.map { $0["name"] } == ContractTypes.customer.members.map(\.name))
        #expect(members.allSatisfy { $0["minOccurs"] == "0" && $0["nillable"] == "true" })
        #expect(type("CurrentBalance") == "xs:decimal")
        #expect(type("DateTimeUpdated") == "xs:dateTime")
        #expect(type("CustomerNo") == "xs:string")
        #expect(type("OtherFields") == "dat:ArrayOfField")
    }

    @Test func `names count in any case, and a document that is not there is a page`() async throws {
        _ = try await document(["WSDL": ""])
        _ = try await document(["XSD": "XSD0"])
        for query in [[:], ["wsdl": "wsdl9"], ["xsd": "xsd9"], ["xsd": ""]] {
            #expect(await test.get(query).type == "text/html; charset=utf-8")
        }
    }
}
