/// A secret by name, and where the configuration asks for it.
package struct SecretReference: Hashable, Sendable {
    /// The name, which in a folder of secrets is that of the file.
    package let name: String
    package let place: SourcePlace

    package init(name: String, place: SourcePlace) {
        self.name = name
        self.place = place
    }
}
