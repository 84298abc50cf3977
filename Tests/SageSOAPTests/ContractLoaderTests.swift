import Configuration
import Foundation
import HTTPClient
import SageSOAP
import TestSupport
import Testing

/// WSDLs over HTTP: only the configured address is asked, whatever the documents say.
@Suite(.timeLimit(.minutes(1)))
struct ContractLoaderTests {
    @Test(arguments: [Fixture.split, .include, .spyne])
    func `a WSDL that names other hosts is read from the configured one, each document once`(
        fixture: Fixture
    ) async throws {
        let files = try fixture.documents().documents
        let server = try serve { files[$0] }
        let documents = try await load(from: server)
        #expect(documents.documents == files)
        #expect(documents.address == server.url + "/ws/Service.svc")
        #expect(try SOAPContract(documents).operationNames == fixture.contract().operationNames)
        let asked = server.seen.map { String($0.split(separator: " ")[1]) }
        #expect(Set(asked).count == asked.count)
        let expected = fixture.files.keys.map { $0.hasPrefix("?") ? "/ws/Service.svc" + $0 : "/ws/" + $0 }
        #expect(Set(asked) == Set(expected))
        #expect(
            server.seen.allSatisfy { $0.hasPrefix("GET ") && $0.contains("\r\nHost: 127.0.0.1:\(server.port)\r\n") })
        #expect(!server.seen.contains { $0.lowercased().contains("authorization") || $0.contains("cookie") })
    }

    @Test(
        arguments: [
            "", "?", "http://other/", "http://other/a/..", "/.", "?x=%2e%2e", "?a/b", "?a?b", "?a\u{E9}", "a b.xsd",
            "?" + String(repeating: "x", count: 200),
        ])
    func `an import that names no document is refused`(place: String) async throws {
        let wsdl = Self.importing([place])
        let server = try serve { $0 == "?wsdl" ? wsdl : nil }
        let error = await failure { _ = try await load(from: server) }
        #expect(error?.code == .contract)
        #expect(server.seen.count == 1)
    }

    @Test func `an import of a file stays beside the address, and one with a query at it`() async throws {
        let wsdl = Self.importing(["file:///etc/passwd", "//other/a/b.xsd?xsd=1", "../../../x.xsd#y"])
        let server = try serve {
            $0 == "?wsdl" ? wsdl : Data("<schema xmlns='http://www.w3.org/2001/XMLSchema'/>".utf8)
        }
        _ = try await load(from: server)
        let asked = server.seen.map { String($0.split(separator: " ")[1]) }
        #expect(Set(asked) == ["/ws/Service.svc?wsdl", "/ws/passwd", "/ws/Service.svc?xsd=1", "/ws/x.xsd"])
    }

    @Test(arguments: [(40, true), (41, false)])
    func `at most 40 documents are read`(count: Int, isTaken: Bool) async throws {
        let wsdl = Self.importing((1..<count).map { "?xsd=\($0)" })
        let server = try serve {
            $0 == "?wsdl" ? wsdl : Data("<schema xmlns='http://www.w3.org/2001/XMLSchema'/>".utf8)
        }
        let error = await failure { _ = try await load(from: server) }
        #expect(error == nil ? isTaken : !isTaken)
        #expect(server.seen.count == 40)
    }

    @Test func `documents that import each other without end are bounded`() async throws {
        let server = try serve { Self.importing([$0 + "a"]) }
        let error = await failure { _ = try await load(from: server) }
        #expect(error?.code == .contract)
        #expect(server.seen.count == 40)
    }

    @Test func `documents of more than 16 MiB together are refused`() async throws {
        let filler = "<!--" + String(repeating: "x", count: 3_900_000) + "-->"
        let server = try serve { Self.importing([$0 + "a"]) + Data(filler.utf8) }
        let error = await failure { _ = try await load(from: server) }
        #expect(error?.message.contains("have more than 16777216 bytes") == true)
        #expect(server.seen.count == 5)
    }

    @Test func `one document of more than 4 MiB is refused`() async throws {
        let server = try serve { _ in Data(repeating: UInt8(ascii: " "), count: 4 * 1024 * 1024 + 1) }
        let error = await failure { _ = try await load(from: server) }
        #expect(error?.code == .answerTooLarge)
    }

    @Test(
        arguments: [
            ("200 OK", "text/html", "<html>", SageSOAPError.Code.answerInvalid),
            ("404 Not Found", "text/xml", "<a/>", .noService),
            ("302 Found", "text/html", "", .redirected), ("503 Service Unavailable", "text/html", "", .unavailable),
            ("401 Unauthorized", "text/html", "", .unauthorized), ("200 OK", "text/xml", "<a", .contract),
            ("200 OK", "text/xml", "<!DOCTYPE a><a/>", .contract),
        ])
    func `an answer that is no document is an error that names it`(
        status: String, type: String, body: String, code: SageSOAPError.Code
    ) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.answer(
                status, headers: "Content-Type: \(type)\r\nLocation: http://other.example/\r\n", body: body)
        }
        let error = await failure { _ = try await load(from: server) }
        #expect(error?.code == code)
        #expect(error?.message.contains("?wsdl") == true)
        #expect(error?.delivery == .nothingDone)
        #expect(server.seen.count == 1)
    }

    private static func importing(_ places: [String]) -> Data {
        let imports = places.map { "<xs:import schemaLocation='\($0)'/>" }.joined()
        return Data(
            ("<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:xs='http://www.w3.org/2001/XMLSchema'>"
                + "<w:types><xs:schema>\(imports)</xs:schema></w:types></w:definitions>").utf8)
    }

    /// A server that has documents by their references.
    private func serve(_ document: @escaping @Sendable (String) -> Data?) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let path = request.split(separator: " ")[1]
                let reference = path.hasPrefix("/ws/Service.svc?") ? path.dropFirst(15) : path.dropFirst(4)
                guard let bytes = document(String(reference)) else {
                    connection.answer("404 Not Found")
                    continue
                }
                connection.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: \(bytes.count)\r\n\r\n")
                connection.send(Array(bytes))
            }
        }
    }

    private func load(from server: ScriptedServer) async throws -> SOAPContractDocuments {
        let url = try target(server.url + "/ws/Service.svc").url
        return try await SOAPContractLoader(HTTPClient(HTTPClient.Options(of: url))).documents(at: url)
    }
}
