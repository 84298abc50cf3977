/// The namespaces that hold at a place of a document: those declared there, and those of the element around it.
///
/// Linked, not copied: a document may declare some at each of its elements, and each copy of all would be kept.
package final class NamespaceScope: Sendable, Hashable {
    private let outer: NamespaceScope?
    private let own: [String: String]
    /// How many declarations lead here.
    let count: Int

    /// Adds declarations to those that hold already.
    ///
    /// - Parameters:
    ///   - own: namespaces by prefix, `""` for the default one; an empty namespace takes the default back.
    ///   - outer: the scope around; `nil` for none.
    init(_ own: [String: String], in outer: NamespaceScope?) {
        self.own = own
        self.outer = outer
        count = own.count + (outer?.count ?? 0)
    }

    /// The namespace of a prefix, `""` for the default one; `nil` where none is declared.
    package func namespace(of prefix: String) -> String? {
        var scope: NamespaceScope? = self
        while let here = scope {
            if let namespace = here.own[prefix] { return namespace.isEmpty ? nil : namespace }
            scope = here.outer
        }
        return nil
    }

    package static func == (left: NamespaceScope, right: NamespaceScope) -> Bool {
        left === right || (left.own == right.own && left.outer == right.outer)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(own)
    }
}
