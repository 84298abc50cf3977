import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import SageSOAP
import Synchronization
import TestSupport
import Testing

/// Documents of a contract that are late, or not there.
@Suite(.timeLimit(.minutes(1)))
struct ContractImportTests {
    // MARK: Time

    @Test func `all documents together have one deadline`() async throws {
        let service = Service(delay: .milliseconds(100)) { Self.importing(["?x=\($0)"]) }
        let loader = SOAPContractLoader(service, deadline: .seconds(30), wholeDeadline: .milliseconds(450))
        let url = try target().url
        let error = await failure { _ = try await loader.documents(at: url) }
        #expect(error?.code == .timedOut)
        #expect(error?.isRetryable == true)
        #expect(error?.message.contains("took longer than 0.45 seconds together") == true, "\(error?.message ?? "")")
        let deadlines = service.deadlines
        #expect(deadlines.count <= 5)
        #expect(deadlines.allSatisfy { $0 <= .milliseconds(450) })
        #expect(deadlines == deadlines.sorted(by: >))
    }

    @Test func `a document has no more than its own deadline`() async throws {
        let service = Service { _ in Self.importing([]) }
        let url = try target().url
        _ = try await SOAPContractLoader(service, deadline: .seconds(3)).documents(at: url)
        #expect(service.deadlines == [.seconds(3)])
    }

    // MARK: Passing over

    @Test(
        arguments: [
            (404, "text/xml", "<a/>", "There is no web service"), (410, "text/html", "", "There is no web service"),
            (200, "text/html", "<html>", "is not text/xml but text/html"), (200, "text/xml", "<a", "cannot be read"),
            (200, "text/xml", "<!DOCTYPE a><a/>", "cannot be read"),
            (200, "application/xml", "<html/>", "is neither a WSDL 1.1 nor a schema, but has the root html"),
        ])
    func `an import that is not there is missed by what needs it`(
        status: Int, type: String, body: String, why: String
    ) async throws {
        let files = try Fixture.split.documents().documents
        let server = try serve { reference in
            reference == "?xsd=xsd2" || files[reference] == nil
                ? (status, type, Data(body.utf8)) : (200, "text/xml", files[reference] ?? Data())
        }
        let documents = try await load(from: server)
        #expect(documents.documents.keys.sorted() == files.keys.filter { $0 != "?xsd=xsd2" }.sorted())
        #expect(documents.missing?.keys.sorted() == ["?xsd=xsd2"])
        let kept = try JSONDecoder().decode(SOAPContractDocuments.self, from: try JSONEncoder().encode(documents))
        #expect(kept == documents)
        let contract = try SOAPContract(kept)
        let error = #expect(throws: SageSOAPError.self) { try contract.operation("GetCustomer") }
        let message = error?.message ?? ""
        #expect(message.contains("Logon, which it refers to; the document ?xsd=xsd2, which it imports, was not read: "))
        #expect(message.contains(why), "\(message)")
    }

    @Test func `an import that nothing needs may be missing`() async throws {
        let files = try Fixture.unqualified.documents().documents.mapValues { bytes in
            Data(
                String(decoding: bytes, as: UTF8.self).replacing(
                    "<types>", with: "<types><x:schema><x:import schemaLocation=\"?xsd=none\"/></x:schema>"
                ).utf8)
        }
        let server = try serve { reference in
            files[reference].map { (200, "text/xml", $0) } ?? (404, "text/html", Data())
        }
        let documents = try await load(from: server)
        #expect(documents.missing?.count == 1)
        #expect(try SOAPContract(documents).canCall("GetCustomer"))
    }

    @Test(arguments: [302, 401, 403, 429, 503])
    func `an import that the server refuses or does not give yet is an error`(status: Int) async throws {
        let server = try serve { reference in
            reference == "?wsdl" ? (200, "text/xml", Self.importing(["?xsd=a"])) : (status, "text/html", Data())
        }
        let error = await failure { _ = try await load(from: server) }
        #expect(error?.message.contains("?xsd=a") == true)
    }

    @Test func `documents that are passed over count among the 40`() async throws {
        let server = try serve { reference in
            switch reference {
            case "?wsdl": (200, "text/xml", Self.importing((0..<30).map { "?a=\($0)" } + ["?next"]))
            case "?next": (200, "text/xml", Self.importing((0..<30).map { "?b=\($0)" }))
            default: (404, "text/html", Data())
            }
        }
        let error = await failure { _ = try await load(from: server) }
        #expect(error?.message.contains("imports more than 40 documents") == true)
        #expect(server.seen.count == 40)
    }

    @Test func `one document with very many imports is refused before they are compared`() async throws {
        let wsdl = Self.importing((0..<60_000).map { "?x=\($0)" })
        let service = Service { _ in wsdl }
        let url = try target().url
        let error = await failure { _ = try await SOAPContractLoader(service).documents(at: url) }
        #expect(error?.message.contains("imports more than 40 documents") == true)
        #expect(service.deadlines.count == 1)
    }

    // MARK: Making

    private static func importing(_ places: [String]) -> Data {
        let imports = places.map { "<xs:import schemaLocation='\($0)'/>" }.joined()
        return Data(
            ("<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:xs='http://www.w3.org/2001/XMLSchema'>"
                + "<w:types><xs:schema>\(imports)</xs:schema></w:types></w:definitions>").utf8)
    }

    /// A server that has documents by their references.
    private func serve(
        _ document: @escaping @Sendable (String) -> (status: Int, type: String, body: Data)
    ) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let answer = document(String(request.split(separator: " ")[1].drop { $0 != "?" }))
                connection.send(
                    "HTTP/1.1 \(answer.status) Status\r\nContent-Type: \(answer.type)\r\n"
                        + "Content-Length: \(answer.body.count)\r\n\r\n")
                connection.send(Array(answer.body))
            }
        }
    }

    private func load(from server: ScriptedServer) async throws -> SOAPContractDocuments {
        let url = try target(server.url + "/ws/Service.svc").url
        return try await SOAPContractLoader(HTTPClient(HTTPClient.Options(of: url))).documents(at: url)
    }

    /// A transport that gives one document after another.
    private final class Service: SOAPTransport {
        private let delay: Duration
        private let document: @Sendable (Int) -> Data
        private let asked = Mutex<[Duration]>([])
        /// That of each request.
        var deadlines: [Duration] { asked.withLock { $0 } }

        init(delay: Duration = .zero, _ document: @escaping @Sendable (Int) -> Data) {
            self.delay = delay
            self.document = document
        }

        func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
            let number = asked.withLock {
                $0.append(request.deadline)
                return $0.count
            }
            try? await Task.sleep(for: delay)
            return HTTPClient.Response(status: 200, headers: [.contentType: "text/xml"], body: document(number))
        }
    }
}
