import Cryptography
import Foundation

/// The documents of a contract as the service gave them, to be kept until they are asked for anew.
package struct SOAPContractDocuments: Codable, Hashable, Sendable {
    /// The service's address, without a query.
    package let address: String
    /// The bytes by reference: `?wsdl`, `?xsd=xsd0`, or a file's name beside the address.
    package private(set) var documents: [String: Data]

    /// Why documents that these import are not among them, by reference; `nil` for none.
    package private(set) var missing: [String: String]?

    /// The document that everything begins with.
    static let root = "?wsdl"

    /// Takes documents that were kept.
    ///
    /// - Parameters:
    ///   - address: the service's address.
    ///   - documents: the bytes by reference; `?wsdl` among them.
    package init(address: String, documents: [String: Data]) {
        self.address = address
        self.documents = documents
    }

    mutating func add(_ bytes: Data, as reference: String) {
        documents[reference] = bytes
    }

    mutating func miss(_ reference: String, because reason: String) {
        missing = (missing ?? [:]).merging([reference: ShownText.line(reason)]) { first, _ in first }
    }

    /// SHA-256 over the references and bytes in the references' order, in hexadecimal digits: another digest is another
    /// contract, or the same in another spelling.
    ///
    /// - Throws: OpenSSL's failure.
    package func digest() throws -> String {
        var all = Data()
        for (reference, bytes) in documents.sorted(by: { $0.key < $1.key }) {
            all += try SHA256.digest(of: Data(reference.utf8)) + SHA256.digest(of: bytes)
        }
        return try SHA256.hexadecimal(of: all)
    }
}
