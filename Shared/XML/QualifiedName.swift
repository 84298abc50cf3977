/// A name in a namespace (Namespaces in XML 1.0, section 2.1); a prefix is no part of it.
package struct QualifiedName: Hashable, Sendable, CustomStringConvertible {
    /// The namespace's name; `nil` for none.
    package let namespace: String?
    package let local: String

    package init(_ namespace: String?, _ local: String) {
        self.namespace = namespace
        self.local = local
    }

    /// `{namespace}local`, for messages.
    package var description: String { namespace.map { "{\($0)}\(local)" } ?? local }
}
