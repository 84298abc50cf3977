import Configuration
import Foundation
import HTTPClient
import XML

/// Asks a service for its WSDL and for what that imports; no account is needed, and none is sent.
package struct SOAPContractLoader: Sendable {
    /// How much is taken: WCF splits a WSDL into some eight documents with some hundred KiB together.
    private enum Limit {
        static let documents = 40
        static let bytes = 16 * 1024 * 1024
        static let documentBytes = 4 * 1024 * 1024
    }

    private let transport: any SOAPTransport
    private let deadline: Duration

    /// Makes a loader.
    ///
    /// - Parameters:
    ///   - transport: carries the requests.
    ///   - deadline: for each document.
    package init(_ transport: any SOAPTransport, deadline: Duration = .seconds(30)) {
        self.transport = transport
        self.deadline = deadline
    }

    /// Reads `?wsdl` and all documents that it leads to, each once.
    ///
    /// Every document is asked of the configured address: see ``ContractReference``.
    ///
    /// - Parameter server: the service's address.
    /// - Returns: the documents, which ``SOAPContract`` reads.
    /// - Throws: ``SageSOAPError``.
    package func documents(at server: SageServerURL) async throws(SageSOAPError) -> SOAPContractDocuments {
        var documents = SOAPContractDocuments(address: server.text, documents: [:])
        var waiting = [SOAPContractDocuments.root]
        while let reference = waiting.popLast() {
            guard documents.documents[reference] == nil else { continue }
            guard documents.documents.count < Limit.documents else {
                throw SageSOAPError(
                    .contract, "The WSDL at \(server.text) imports more than \(Limit.documents) documents.")
            }
            let bytes = try await document(reference, at: server)
            documents.add(bytes, as: reference)
            guard documents.count <= Limit.bytes else {
                throw SageSOAPError(
                    .contract, "The documents of the WSDL at \(server.text) have more than \(Limit.bytes) bytes.")
            }
            let root = try SOAPContract.read(bytes, reference, at: server.text)
            waiting += try ContractReference.all(in: root)
        }
        return documents
    }

    private func document(_ reference: String, at server: SageServerURL) async throws(SageSOAPError) -> Data {
        let answer: HTTPAnswer
        do throws(HTTPClientError) {
            var request = try HTTPClient.Request(
                url: Self.address(of: reference, at: server),
                headers: [("Accept", "text/xml, application/xml"), ("User-Agent", "sage-relay")])
            request.deadline = deadline
            request.maximumBodyBytes = Limit.documentBytes
            answer = HTTPAnswer(response: try await transport.send(request), what: reference)
        } catch {
            throw SageSOAPError(error).withNothingDone()
        }
        do throws(SageSOAPError) {
            try answer.check()
            guard ["text/xml", "application/xml", "application/wsdl+xml"].contains(answer.mediaType) else {
                throw answer.notXML()
            }
        } catch {
            throw error.withNothingDone()
        }
        return answer.response.body
    }

    /// The configured address with the reference's query, or the file beside it.
    static func address(of reference: String, at server: SageServerURL) -> String {
        if reference.hasPrefix("?") { return server.adding(query: String(reference.dropFirst())) }
        let folder =
            server.path.isEmpty
            ? "/" : server.path.prefix(through: server.path.lastIndex(of: "/") ?? server.path.startIndex)
        return server.text.dropLast(server.path.utf8.count) + folder + reference
    }
}
