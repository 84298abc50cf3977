import Foundation
import XML

/// A SOAP 1.1 envelope (https://www.w3.org/TR/2000/NOTE-SOAP-20000508/).
enum Envelope {
    static let namespace = "http://schemas.xmlsoap.org/soap/envelope/"

    /// Finds the one element in the body of a request.
    ///
    /// - Parameter root: the document's root.
    /// - Returns: the element; `nil` for a document that is no envelope, or whose body is not one element.
    /// - Throws: ``SOAPFault`` for another version of SOAP, and for a header that must be understood.
    static func content(of root: ElementNode) throws(SOAPFault) -> ElementNode? {
        guard root.name.local == "Envelope" else { return nil }
        guard root.name.namespace == namespace else { throw .versionMismatch }
        for header in root.child(QualifiedName(namespace, "Header"))?.children ?? []
        where header[QualifiedName(namespace, "mustUnderstand")] == "1" {
            throw .notUnderstood(header.name.local)
        }
        let body = root.child(QualifiedName(namespace, "Body"))
        return body?.children.count == 1 ? body?.children.first : nil
    }

    /// Writes an answer.
    ///
    /// - Parameters:
    ///   - content: what stands in the body.
    ///   - names: the names of the service.
    /// - Returns: the document.
    /// - Throws: ``XMLError`` for a value that XML cannot hold.
    static func write(_ content: ElementNode, _ names: ContractNames) throws(XMLError) -> Data {
        try XMLWriter.write(
            envelope(content), prefixes: [namespace: "s", ContractReader.instance: "i", names.data: "b"])
    }

    /// Writes a fault.
    ///
    /// - Parameters:
    ///   - fault: the fault.
    ///   - names: the names of the service.
    /// - Returns: the document.
    /// - Throws: ``XMLError`` for a value that XML cannot hold.
    static func write(_ fault: SOAPFault, _ names: ContractNames) throws(XMLError) -> Data {
        let isStandard = fault.namespace == namespace
        var parts = [
            ElementNode(QualifiedName(nil, "faultcode"), text: (isStandard ? "s:" : "a:") + fault.code),
            ElementNode(QualifiedName(nil, "faultstring"), text: fault.text),
        ]
        if fault.hasDetail {
            let value = ContractValue.object(["ErrorCode": .text(fault.code), "ErrorMessage": .text(fault.text)])
            let detail = ElementNode(
                QualifiedName(names.data, ContractTypes.masFault.name),
                children: ContractWriter(names: names, emptyValues: .omitted).members(value, ContractTypes.masFault))
            parts.append(ElementNode(QualifiedName(nil, "detail"), children: [detail]))
        }
        let root = envelope(ElementNode(QualifiedName(namespace, "Fault"), children: parts))
        return isStandard
            ? try XMLWriter.write(root, prefixes: [namespace: "s"])
            : try XMLWriter.write(root, prefixes: [namespace: "s", fault.namespace: "a"])
    }

    private static func envelope(_ content: ElementNode) -> ElementNode {
        ElementNode(
            QualifiedName(namespace, "Envelope"),
            children: [ElementNode(QualifiedName(namespace, "Body"), children: [content])])
    }
}
