import Foundation
import XML

/// Where a document of a contract names another one, as far as that is believed.
///
/// Such a place is a whole address as a rule, and often that of a machine inside Sage's network. Of it only the query
/// is taken, or without one the file's name: the host that is asked is always the one that was configured.
enum ContractReference {
    /// How many documents a contract may have: WCF splits a WSDL into some eight.
    static let maximum = 40

    /// The references in a document.
    ///
    /// - Parameter root: its root element, `wsdl:definitions` or `xsd:schema`.
    /// - Returns: without doubles, in their order.
    /// - Throws: ``SageSOAPError`` with `contract` for one that names neither a query nor a file, and for more than
    ///   ``maximum``.
    static func all(in root: ElementNode) throws(SageSOAPError) -> [String] {
        var found: [String] = []
        var known: Set<String> = []
        for place in places(in: root) {
            let reference = try self.reference(place)
            guard known.insert(reference).inserted else { continue }
            found.append(reference)
            guard found.count <= maximum else {
                throw SageSOAPError(.contract, "The WSDL imports more than \(maximum) documents.")
            }
        }
        return found
    }

    /// What is believed of a place.
    static func reference(_ place: String) throws(SageSOAPError) -> String {
        let withoutFragment = place.split(separator: "#", omittingEmptySubsequences: false).first ?? ""
        let parts = withoutFragment.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        // Without scheme and host; else a host without a path would look like a file.
        let path = String(parts[0]).replacing(#/^(?:[A-Za-z][A-Za-z0-9+.\-]*:)?\/\/[^\/]*/#, with: "")
        let reference = parts.count == 2 ? "?" + parts[1] : String(path.split(separator: "/").last ?? "")
        let name = reference.drop { $0 == "?" }
        guard !name.isEmpty, reference.utf8.count <= 200, name != ".", name != "..",
            name.utf8.allSatisfy({ allowed.contains($0) })
        else {
            throw SageSOAPError(
                .contract, "The WSDL imports a document by \"\(ShownText.line(place))\", which names none.")
        }
        return reference
    }

    private static let allowed = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=._-&".utf8)

    /// The `location` of every `wsdl:import`, and the `schemaLocation` of every `xsd:import` and `xsd:include`.
    private static func places(in root: ElementNode) -> [String] {
        let schema = QualifiedName(SOAPNamespace.schema, "schema")
        let imports = root.children(QualifiedName(SOAPNamespace.wsdl, "import")).compactMap { $0["location"] }
        let types = root.children(QualifiedName(SOAPNamespace.wsdl, "types"))
        let schemas = (root.name == schema ? [root] : []) + types.flatMap { $0.children(schema) }
        return imports
            + schemas.flatMap { schema in
                schema.children.filter { child in
                    child.name.namespace == SOAPNamespace.schema && ["import", "include"].contains(child.name.local)
                }
                .compactMap { $0["schemaLocation"] }
            }
    }
}
