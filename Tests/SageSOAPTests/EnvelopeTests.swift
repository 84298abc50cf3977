import Foundation
import SageSOAP
import Testing
import WireProtocol
import XML

/// Requests, element by element.
struct EnvelopeTests {
    @Test func `a reading has the logon first, then company and key, and nothing else`() async throws {
        let service = FakeService([.customer()])
        _ = try await client(service).customer(division: "01", number: "0001234", at: target())
        let seen = try #require(service.seen.first)
        let wrapper = try #require(seen.envelope.children.first?.children.first)
        #expect(seen.envelope.children.map(\.name.local) == ["Body"])
        #expect(wrapper.name == QualifiedName("http://example.com/ws", "GetCustomer"))
        #expect(wrapper.children.map(\.name.local) == ["logon", "companyCode", "arDivisionNo", "customerNo"])
        #expect(wrapper.children.map(\.text) == ["", "ABC", "01", "0001234"])
        #expect(wrapper.children[0].children.map(\.name.local) == ["Password", "Username"])
        #expect(wrapper.children[0].children.map(\.text) == ["geh<eim>&", "bridge"])
        #expect(seen.headers["SOAPAction"] == "\"http://example.com/ws/IService/GetCustomer\"")
        #expect(seen.headers["Content-Type"] == "text/xml; charset=utf-8")
    }

    @Test func `members go in the contract's order, whatever the order in which they were set`() async throws {
        let service = FakeService([.done("CreateCustomer")])
        _ = try await client(service).createCustomer(division: "01", number: "9", at: target()) {
            customer throws(SageSOAPError) in
            try customer.set("ZipCode", .text("12345"))
            try customer.set(otherField: "UDF_B", "2")
            try customer.set("CreditLimit", .decimal(DecimalText("12.50") ?? .zero))
            try customer.set("AddressLine1", .text(" x "))
            try customer.set("DateEstablished", .date(SageDate("20260301")))
            try customer.set("DateLastAging", .date(nil))
            try customer.set("AvgDaysOverDue", .number(-3))
            try customer.set("CreditHold", .flag(true))
            try customer.set(otherField: "UDF_A", "1")
            try customer.set(otherField: "UDF_B", "3")
        }
        let wrapper = try #require(service.seen.first?.envelope.children.first?.children.first)
        let customer = try #require(wrapper.children.last)
        #expect(customer.name == QualifiedName("http://example.com/ws", "customer"))
        #expect(
            customer.children.map { "\($0.name.local)=\($0.text)" } == [
                "ARDivisionNo=01", "AddressLine1= x ", "AvgDaysOverDue=-3", "CreditHold=Y", "CreditLimit=12.50",
                "CustomerNo=9", "DateEstablished=2026-03-01T00:00:00", "DateLastAging=1753-01-01T00:00:00",
                "OtherFields=", "ZipCode=12345",
            ])
        let fields = try #require(customer.children.first { $0.name.local == "OtherFields" }).children
        #expect(fields.map(\.name.local) == ["Field", "Field"])
        #expect(fields.map { $0.children.map(\.text) } == [["UDF_B", "3"], ["UDF_A", "1"]])
    }

    @Test(
        arguments: [
            ("CreditLimit", SOAPField.text("12,50")), ("CreditLimit", .text("1e3")), ("CreditLimit", .text("")),
            ("CreditLimit", .flag(true)), ("AvgDaysOverDue", .text("1.5")), ("DateLastAging", .text("01.03.2026")),
            ("DateLastAging", .text("2026-02-30")), ("DateLastAging", .number(1)), ("OtherFields", .text("x")),
        ])
    func `a value that is none of its type is refused without being repeated`(name: String, field: SOAPField)
        async throws
    {
        let service = FakeService([.done("CreateCustomer")])
        let error = await failure {
            _ = try await client(service).createCustomer(division: "01", number: "9", at: target()) {
                customer throws(SageSOAPError) in try customer.set(name, field)
            }
        }
        #expect(error?.code == .requestInvalid)
        #expect(error?.message == "The value for \(name) of Customer is none that the WSDL allows.")
        #expect(service.seen.isEmpty)
    }

    @Test func `a member that the contract does not have is refused`() async throws {
        let error = await failure {
            _ = try await client(FakeService([.lost])).createCustomer(division: "01", number: "9", at: target()) {
                customer throws(SageSOAPError) in try customer.set("Colour", .text("red"))
            }
        }
        #expect(error?.code == .contract)
        #expect(error?.message.contains("no member Colour") == true)
    }

    @Test(arguments: ["\u{0}", "a\u{1}b", "\u{FFFF}", "\u{B}"])
    func `a text that XML cannot hold is refused, and nothing is sent`(text: String) async throws {
        let service = FakeService([.customer()])
        let error = await failure {
            _ = try await client(service).customer(division: "01", number: "1" + text, at: target())
        }
        #expect(error?.code == .requestInvalid)
        #expect(error?.description.contains("geh") == false)
        #expect(service.seen.isEmpty)
    }

    @Test func `a member that the contract needs is nil where it may be, and missed where it may not`() async throws {
        let service = FakeService([.fault("CI_X", "no")])
        _ = await failure {
            _ = try await client(service, of: .unqualified).createCustomer(division: "", number: "9", at: target()) {
                _ throws(SageSOAPError) in
            }
        }
        let customer = try #require(service.seen.first?.envelope.children.first?.children.first?.children.first)
        #expect(customer.children.map(\.name.local) == ["CustomerNo", "ARDivisionNo"])
        let renamed = try Fixture.unqualified.contract(
            replacing: #"<x:element name="CustomerName" type="x:string" minOccurs="0"/>"#,
            with: #"<x:element name="CustomerName" type="x:string"/>"#)
        let strict = SageSOAPClient(renamed, credentials: credentials, transport: service)
        let error = await failure {
            _ = try await strict.createCustomer(division: "", number: "9", at: target()) {
                _ throws(SageSOAPError) in
            }
        }
        #expect(error?.code == .requestInvalid)
        #expect(error?.message.hasSuffix("Customer needs a CustomerName.") == true)
    }

    @Test func `an operand that the operation does not have is named`() async throws {
        let contract = try Fixture.unqualified.contract(replacing: "arDivisionNo", with: "division")
        let one = SageSOAPClient(contract, credentials: credentials, transport: FakeService([.customer()]))
        let error = await failure { _ = try await one.customer(division: "01", number: "1", at: target()) }
        #expect(error?.message.contains("GetCustomer has no member arDivisionNo; it has customerNo,") == true)
    }
}
