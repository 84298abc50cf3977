import XML

/// A type with members, those of the types that it extends first.
package struct SOAPType: Hashable, Sendable {
    package let name: QualifiedName
    /// In the order in which they are to be sent: .NET ignores an element that is out of it without a word.
    package let members: [SOAPMember]

    /// The member of a name.
    ///
    /// - Parameter name: without a namespace; the case counts only where two differ in nothing else.
    /// - Returns: `nil` when there is none, or none that is meant without doubt.
    package func member(_ name: String) -> SOAPMember? { members.named(name) }

    /// The type's name as messages show it.
    var shown: String { ShownText.line(name.local) }
}

extension [SOAPMember] {
    func named(_ name: String) -> SOAPMember? {
        let exact = filter { $0.name.local == name }
        if !exact.isEmpty { return exact.count == 1 ? exact[0] : nil }
        let alike = filter { $0.name.local.lowercased() == name.lowercased() }
        return alike.count == 1 ? alike[0] : nil
    }
}
