/// One key that a configuration file may hold, as the reader declares it and the documentation lists it.
package struct KeyDeclaration: Hashable, Sendable {
    /// The section, `connections[].boards`; empty for the top of the file.
    package var section: String
    /// The key itself.
    package var name: String
    /// The type with its unit and range, `duration, 1s to 1h`.
    package var type: String
    /// The default as it would be written in the file, `required`, or `none`.
    package var defaultValue: String
}
