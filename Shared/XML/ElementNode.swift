/// An element with all that is in it.
///
/// Comments and processing instructions are not kept, and of mixed content the text stands together.
package struct ElementNode: Hashable, Sendable {
    package struct Attribute: Hashable, Sendable {
        package let name: QualifiedName
        package let value: String

        package init(_ name: QualifiedName, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var name: QualifiedName
    package var attributes: [Attribute]
    package var children: [ElementNode]
    /// The character data directly in this element, references resolved.
    package var text: String
    /// The namespaces that hold where the element stands, for names in values.
    ///
    /// Only reading fills it; a writer declares what it needs itself.
    package var namespaces: NamespaceScope?
    /// The line on which it begins, from 1 on; 0 where it was not read.
    package var line = 0

    package init(
        _ name: QualifiedName, attributes: [Attribute] = [], text: String = "", children: [ElementNode] = []
    ) {
        self.name = name
        self.attributes = attributes
        self.text = text
        self.children = children
    }

    /// The value of an attribute without a namespace, or `nil`.
    package subscript(attribute: String) -> String? {
        attributes.first { $0.name == QualifiedName(nil, attribute) }?.value
    }

    /// The value of an attribute, or `nil`.
    package subscript(attribute: QualifiedName) -> String? {
        attributes.first { $0.name == attribute }?.value
    }

    /// The children of a name, in their order.
    package func children(_ name: QualifiedName) -> [ElementNode] { children.filter { $0.name == name } }

    /// The first child of a name.
    package func child(_ name: QualifiedName) -> ElementNode? { children.first { $0.name == name } }

    /// Resolves a `prefix:name` that stands in a value here (XML Schema part 2, section 3.2.18).
    ///
    /// - Parameter value: the value; blanks around it do not count.
    /// - Returns: the name; `nil` when the prefix is not declared here, or there is more than one colon.
    package func resolve(_ value: String) -> QualifiedName? {
        let parts = value.split(separator: ":", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
        switch parts.count {
        case 1: return QualifiedName(namespaces?.namespace(of: ""), parts[0])
        case 2: return namespaces?.namespace(of: parts[0]).map { QualifiedName($0, parts[1]) }
        default: return nil
        }
    }
}
