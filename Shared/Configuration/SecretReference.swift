/// A secret by name, and where the configuration asks for it.
package struct SecretReference: Hashable, Sendable {
    /// The name, which is that of the secret's file.
    package let name: String
    package let place: SourcePlace

    package init(name: String, place: SourcePlace) {
        self.name = name
        self.place = place
    }
}
