import Configuration
import Foundation
import HTTPClient
import XML

/// Asks a service for its WSDL and for what that imports; no account is needed, and none is sent.
package struct SOAPContractLoader: Sendable {
    /// How much is taken: WCF splits a WSDL into some eight documents with some hundred KiB together.
    private enum Limit {
        static let documents = ContractReference.maximum
        static let bytes = 16 * 1024 * 1024
        static let documentBytes = 4 * 1024 * 1024
    }

    private let transport: any SOAPTransport
    private let deadline: Duration
    private let wholeDeadline: Duration

    /// Makes a loader.
    ///
    /// - Parameters:
    ///   - transport: carries the requests.
    ///   - deadline: for each document.
    ///   - wholeDeadline: for all documents together.
    package init(
        _ transport: any SOAPTransport, deadline: Duration = .seconds(30), wholeDeadline: Duration = .seconds(60)
    ) {
        self.transport = transport
        self.deadline = deadline
        self.wholeDeadline = wholeDeadline
    }

    /// Reads `?wsdl` and all documents that it leads to, each once.
    ///
    /// Every document is asked of the configured address: see ``ContractReference``. One that is imported and is not
    /// there, or is none, is passed over and noted: what needs something in it says so.
    ///
    /// - Parameter server: the service's address.
    /// - Returns: the documents, which ``SOAPContract`` reads.
    /// - Throws: ``SageSOAPError``.
    package func documents(at server: SageServerURL) async throws(SageSOAPError) -> SOAPContractDocuments {
        var documents = SOAPContractDocuments(address: server.text, documents: [:])
        var waiting = [SOAPContractDocuments.root]
        var asked: Set<String> = []
        var count = 0
        let end = ContinuousClock.now + wholeDeadline
        while let reference = waiting.popLast() {
            guard asked.insert(reference).inserted else { continue }
            guard asked.count <= Limit.documents else {
                throw SageSOAPError(
                    .contract, "The WSDL at \(server.text) imports more than \(Limit.documents) documents.")
            }
            let bytes: Data
            do throws(SageSOAPError) {
                bytes = try await document(reference, at: server, until: end)
            } catch {
                try Self.passOver(reference, error, &documents)
                continue
            }
            count += bytes.count
            guard count <= Limit.bytes else {
                throw SageSOAPError(
                    .contract, "The documents of the WSDL at \(server.text) have more than \(Limit.bytes) bytes.")
            }
            let root: ElementNode
            do throws(SageSOAPError) {
                root = try SOAPContract.read(bytes, reference, at: server.text)
                try ContractIndex.check(root, reference)
            } catch {
                try Self.passOver(reference, error, &documents)
                continue
            }
            documents.add(bytes, as: reference)
            waiting += try ContractReference.all(in: root)
        }
        return documents
    }

    /// Notes that an imported document is not there or cannot be read; what may pass, and the first one, is an error.
    private static func passOver(
        _ reference: String, _ error: SageSOAPError, _ documents: inout SOAPContractDocuments
    ) throws(SageSOAPError) {
        guard reference != SOAPContractDocuments.root, [.noService, .answerInvalid, .contract].contains(error.code)
        else { throw error }
        documents.miss(reference, because: error.message)
    }

    private func document(
        _ reference: String, at server: SageServerURL, until end: ContinuousClock.Instant
    ) async throws(SageSOAPError) -> Data {
        let left = ContinuousClock.now.duration(to: end)
        guard left > .zero else {
            throw SageSOAPError(
                .timedOut,
                "The documents of the WSDL at \(server.text) took longer than \(wholeDeadline) together.",
                isRetryable: true)
        }
        let answer: HTTPAnswer
        do throws(HTTPClientError) {
            var request = try HTTPClient.Request(
                url: Self.address(of: reference, at: server),
                headers: [("Accept", "text/xml, application/xml"), ("User-Agent", "sage-relay")])
            request.deadline = min(deadline, left)
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
