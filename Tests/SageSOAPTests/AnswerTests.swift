import Foundation
import HTTPClient
import SageSOAP
import Testing
import WireProtocol
import XML

/// Answers: what is read of good ones, and that everything else is an error.
struct AnswerTests {
    @Test func `members are read in any order, and every one is kept`() async throws {
        let more = """
            <a:ZipCode>12345</a:ZipCode><a:AgingCategory2>-0.50</a:AgingCategory2><a:City> Bonn </a:City>\
            <a:ContactCode xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/><a:State/>\
            <a:SalesPersonNo2>B</a:SalesPersonNo2><a:SalespersonNo>A</a:SalespersonNo>
            """
        let customer = try await read([.customer(more: more)])
        #expect(try customer.division == "01")
        #expect(try customer.number == "0001234")
        #expect(try customer.name == "Meier")
        #expect(try customer.city == "Bonn")
        #expect(try customer.aging(2)?.text == "-0.50")
        #expect(try customer.aging(1) == nil)
        #expect(try customer.contactCode == nil)
        #expect(try customer.state == nil)
        #expect(try customer.salesperson == "A")
        #expect(
            customer.texts.map(\.name) == [
                "ARDivisionNo", "AgingCategory2", "City", "CustomerName", "CustomerNo", "SalesPersonNo2",
                "SalespersonNo", "State", "ZipCode",
            ])
        #expect(throws: SageSOAPError.self) { try customer.aging(5) }
    }

    @Test(arguments: [0, 1, 2])
    func `a list of none, one and more is a list`(count: Int) async throws {
        let fields = (0..<count).map {
            "<a:Field><a:MasFieldName>UDF_\($0)</a:MasFieldName><a:Value>\($0)</a:Value></a:Field>"
        }
        let split = try await read([.customer(more: "<a:OtherFields>\(fields.joined())</a:OtherFields>")])
        #expect(split.otherFields.count == count)
        let others = (0..<count).map {
            "<OtherFields><Value>\($0)</Value><MasFieldName>UDF_\($0)</MasFieldName></OtherFields>"
        }
        let service = FakeService([
            .body(
                "<o:Answer xmlns:o='urn:other'><result>\(others.joined())<CustomerNo>7</CustomerNo></result></o:Answer>"
            )
        ])
        let flat = try await client(service, of: .unqualified).customer(division: "", number: "7", at: target())
        #expect(flat?.otherFields == split.otherFields)
        #expect(count == 0 || split.otherFields["UDF_0"] == "0")
    }

    @Test func `an object of a type that extends the declared one is read and sent back as that`() async throws {
        let get = """
            <t:GetCustomerResponse xmlns:t="urn:included" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">\
            <t:Customer i:type="t:KeyAccount"><t:ARDivisionNo>01</t:ARDivisionNo><t:CustomerNo>7</t:CustomerNo>\
            <t:Manager>Eva</t:Manager></t:Customer></t:GetCustomerResponse>
            """
        let service = FakeService([.body(get), .body("<UpdateCustomerResponse xmlns='urn:included'/>")])
        let customer = try await client(service, of: .include).updateCustomer(
            division: "01", number: "7", at: target()
        ) { customer throws(SageSOAPError) in try customer.set("CustomerName", .text("Meier")) }
        #expect(try customer.text("Manager") == "Eva")
        let sent = try #require(service.seen.last?.envelope.children.first?.children.first?.children.last)
        #expect(sent.children.map(\.text) == ["01", "7", "Meier", "Eva"])
        let type = try #require(sent[QualifiedName("http://www.w3.org/2001/XMLSchema-instance", "type")])
        #expect(sent.resolve(type) == QualifiedName("urn:included", "KeyAccount"))
    }

    @Test func `another customer's answer is refused`() async throws {
        let error = await failure { _ = try await read([.customer("0009999")]) }
        #expect(error?.code == .answerInvalid)
        #expect(error?.message == "The answer to GetCustomer for 01-0001234 is another customer's.")
    }

    @Test func `an answer without a customer is none`() async throws {
        for inner in ["", "<GetCustomerResult xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>"] {
            let service = FakeService([
                .body("<GetCustomerResponse xmlns='http://example.com/ws'>\(inner)</GetCustomerResponse>")
            ])
            #expect(try await client(service).customer(division: "01", number: "1", at: target()) == nil)
        }
    }

    // MARK: What is no answer

    @Test(
        arguments: [
            "", "<a/><b/>", "<Other/>", "<GetCustomerResponse/>",
            "<GetCustomerResponse xmlns='urn:else'/>",
            "<r:GetCustomerResponse xmlns:r='http://example.com/ws' xmlns='http://example.com/ws'><GetCustomerResult/>"
                + "<GetCustomerResult/></r:GetCustomerResponse>",
        ])
    func `a body that the contract does not describe is invalid`(inner: String) async throws {
        let error = await failure { _ = try await read([.body(inner)]) }
        #expect(error?.code == .answerInvalid)
        #expect(error?.isRetryable == false)
    }

    @Test(
        arguments: [
            "<a:CreditLimit>1</a:CreditLimit><a:CreditLimit>2</a:CreditLimit>", "<a:City><b/></a:City>",
            "<a:OtherFields xmlns:z='http://schemas.microsoft.com/2003/10/Serialization/' z:Ref='i1'/>",
            "<a:OtherFields href='#1'/>",
        ])
    func `members that the contract does not allow are invalid`(more: String) async throws {
        let error = await failure { _ = try await read([.customer(more: more)]) }
        #expect(error?.code == .answerInvalid)
    }

    @Test(
        arguments: [
            "<Envelope/>", "<html/>", "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>",
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/><s:Body/></s:Envelope>",
        ])
    func `what is no SOAP 1.1 envelope is invalid`(text: String) async throws {
        let error = await failure { _ = try await read([answer(text)]) }
        #expect(error?.code == .answerInvalid)
    }

    @Test(
        arguments: [
            (301, SageSOAPError.Code.redirected, false), (302, .redirected, false), (307, .redirected, false),
            (401, .unauthorized, false), (403, .forbidden, false), (404, .noService, false), (405, .noService, false),
            (415, .notUnderstood, false), (500, .unavailable, true), (502, .unavailable, true),
            (503, .unavailable, true), (504, .unavailable, true), (429, .unavailable, true),
            (418, .answerInvalid, false),
            (204, .answerInvalid, false), (200, .answerInvalid, false),
        ])
    func `an HTML page is sorted by its status`(status: Int, code: SageSOAPError.Code, isRetryable: Bool) async throws {
        let page = FakeService.Reply.page(
            status, headers: ["Location": "https://evil.example:8443/steal?password=x"])
        let error = await failure {
            _ = try await client(FakeService([page])) { $0.attempts = 1 }.customer(
                division: "01", number: "1", at: target())
        }
        #expect(error?.code == code)
        #expect(error?.isRetryable == isRetryable)
        #expect(error?.message.contains("HTTP \(status)") == true)
        #expect(error?.message.contains("Sorry") == false)
        if code == .redirected { #expect(error?.message.contains("to the host evil.example:8443;") == true) }
        #expect(error?.message.contains("password=") == false)
    }

    @Test(arguments: ["", "text/html", "application/json", "application/soap+xml", "text/plain; charset=text/xml"])
    func `a good envelope of another type is not taken`(type: String) async throws {
        guard case .answer(_, _, let body, _) = FakeService.Reply.customer() else { return }
        let error = await failure {
            _ = try await read([.answer(status: 200, type: type, body: body, headers: [:])])
        }
        #expect(error?.code == .answerInvalid)
        #expect(error?.message.contains("is not text/xml but") == true)
    }

    // MARK: Hostile ones

    @Test func `every beginning of an answer is an error`() async throws {
        guard case .answer(_, let type, let body, _) = FakeService.Reply.customer() else { return }
        let one = try client(
            FakeService { _, index in
                .answer(status: 200, type: type, body: body.prefix(index), headers: [:])
            })
        for count in 0..<body.count {
            let error = await failure { _ = try await one.customer(division: "01", number: "0001234", at: target()) }
            #expect(error?.code == .answerInvalid, "\(count) bytes")
        }
        #expect(try await one.customer(division: "01", number: "0001234", at: target()) != nil)
    }

    private static let hostile: [(name: String, bytes: @Sendable () -> Data, code: SageSOAPError.Code)] = [
        (
            "entities that grow",
            {
                var text = #"<!DOCTYPE a [<!ENTITY e0 "ha">"#
                for level in 1...30 { text += "<!ENTITY e\(level) \"&e\(level - 1);&e\(level - 1);\">" }
                return Data((text + "]><a>&e30;</a>").utf8)
            }, .answerInvalid
        ),
        (
            "an external entity",
            { Data(#"<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>"#.utf8) }, .answerInvalid
        ),
        ("deep nesting", { Data(String(repeating: "<a>", count: 1_000_000).utf8) }, .answerTooLarge),
        ("a huge attribute", { Data("<a x='\(String(repeating: "y", count: 5_000_000))'/>".utf8) }, .answerTooLarge),
        ("a huge text", { Data("<a>\(String(repeating: "y", count: 5_000_000))</a>".utf8) }, .answerTooLarge),
        (
            "a huge namespace", { Data("<a xmlns='\(String(repeating: "y", count: 5_000_000))'/>".utf8) },
            .answerTooLarge
        ),
        ("many elements", { Data("<a>\(String(repeating: "<b/>", count: 1_000_000))</a>".utf8) }, .answerTooLarge),
        (
            "many attributes",
            { Data("<a \((0..<100_000).map { "a\($0)=''" }.joined(separator: " "))/>".utf8) }, .answerTooLarge
        ),
        ("a whole too long", { Data(repeating: UInt8(ascii: " "), count: 9_000_000) }, .answerTooLarge),
        ("another encoding", { Data("<?xml version='1.0' encoding='ISO-8859-1'?><a/>".utf8) }, .answerInvalid),
        ("UTF-32", { "<a/>".data(using: .utf32) ?? Data() }, .answerInvalid),
        ("bytes that are no UTF-8", { Data("<a>".utf8) + Data([0xC3, 0x28]) + Data("</a>".utf8) }, .answerInvalid),
        ("zeros", { Data(count: 100_000) }, .answerInvalid),
    ]

    @Test(arguments: hostile.indices)
    func `a hostile answer is an error, and takes a bounded part of the memory`(index: Int) async throws {
        let (name, make, code) = Self.hostile[index]
        let bytes = make()
        let one = try client(
            FakeService([.answer(status: 200, type: "text/xml", body: bytes, headers: [:])]))
        let before = Self.peakMemory()
        let error = await failure { _ = try await one.customer(division: "01", number: "1", at: target()) }
        #expect(error?.code == code, "\(name): \(error?.description ?? "no error")")
        #expect(error?.isRetryable == false)
        #expect((error?.description.utf8.count ?? 0) < 1_000)
        // Other tests run beside this one: the bound is far above what an answer may take, and far below a gigabyte.
        #expect(Self.peakMemory() - before < 400_000_000, "\(name)")
    }

    /// The most memory that this process had at once, in bytes.
    private static func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
    }

    private func answer(_ text: String) -> FakeService.Reply {
        .answer(status: 200, type: "text/xml", body: Data(text.utf8), headers: [:])
    }

    private func read(_ replies: [FakeService.Reply]) async throws -> SOAPCustomer {
        let found = try await client(FakeService(replies)).customer(division: "01", number: "0001234", at: target())
        return try #require(found)
    }
}
