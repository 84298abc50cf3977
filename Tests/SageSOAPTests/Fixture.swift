import Configuration
import Foundation
import SageSOAP
import WireProtocol

/// The WSDLs of the folder `wsdl`, by their names.
enum Fixture: String, CaseIterable, Sendable {
    /// In the form in which .NET splits one, and with the names of its machines.
    case split = "wcf-split"
    case unqualified
    /// As spyne writes it.
    case spyne
    /// With its schemas in files beside it.
    case include

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "wsdl")

    /// The files by the references under which the WSDL names them.
    var files: [String: String] {
        switch self {
        case .split:
            [
                "?wsdl": "wcf-split/wsdl.xml", "?wsdl=wsdl0": "wcf-split/wsdl0.xml", "?xsd=xsd0": "wcf-split/xsd0.xml",
                "?xsd=xsd1": "wcf-split/xsd1.xml", "?xsd=xsd2": "wcf-split/xsd2.xml",
            ]
        case .include:
            [
                "?wsdl": "include/wsdl.xml", "operations.xsd": "include/operations.xsd",
                "types.xsd": "include/types.xsd",
            ]
        case .unqualified, .spyne: ["?wsdl": rawValue + ".wsdl"]
        }
    }

    func documents() throws -> SOAPContractDocuments {
        SOAPContractDocuments(
            address: "https://sage.example.com/ws/Service.svc",
            documents: try files.mapValues { try Data(contentsOf: Self.folder.appending(path: $0)) })
    }

    func contract() throws -> SOAPContract { try SOAPContract(documents()) }

    /// The contract of changed documents.
    ///
    /// - Parameters:
    ///   - old: what stands in one of them.
    ///   - new: what is to stand there.
    /// - Returns: the contract.
    /// - Throws: the client's error, or ``NothingReplaced``.
    func contract(replacing old: String, with new: String) throws -> SOAPContract {
        let all = try documents().documents.mapValues { bytes in
            Data(String(decoding: bytes, as: UTF8.self).replacing(old, with: new).utf8)
        }
        guard all != (try documents().documents) else { throw NothingReplaced() }
        return try SOAPContract(SOAPContractDocuments(address: "https://sage.example.com/ws", documents: all))
    }

    struct NothingReplaced: Error {}
}

/// A company that is served, at an address.
func target(_ text: String = "https://sage.example.com/ws/Service.svc") throws -> SOAPTarget {
    SOAPTarget(
        url: try SageServerURL(text, allowing: .init(plainHTTP: true, privateAddresses: true)),
        company: try ServedCompany("ABC", among: ["ABC"], of: "This server"))
}

let credentials = SageSOAPCredentials(user: "bridge", password: Secret("geh<eim>&"))

/// The error that the work ends with, if it is one of the client's.
func failure(_ work: () async throws -> Void) async -> SageSOAPError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? SageSOAPError
    }
}
