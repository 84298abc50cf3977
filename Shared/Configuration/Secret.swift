/// A secret's value, which shows itself only to code that asks for it by name.
///
/// Printing, interpolating, dumping and mirroring it give `‹secret›`.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// The value, for the one call that sends or uses it.
    package func reveal() -> String { value }

    package var description: String { "‹secret›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
