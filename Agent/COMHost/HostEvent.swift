/// What became of a host, in words for the log.
package struct HostEvent: Sendable, CustomStringConvertible {
    /// How much it matters.
    package enum Weight: Sendable {
        /// The usual course.
        case usual
        /// Something went wrong and is dealt with.
        case trouble
    }

    package let weight: Weight
    /// One sentence; never a credential or a value of a record.
    package let description: String

    init(_ weight: Weight, _ description: String) {
        self.weight = weight
        self.description = description
    }
}
