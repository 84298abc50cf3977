/// What stands in one element.
package indirect enum SOAPValue: Hashable, Sendable {
    /// `xsi:nil`.
    case null
    /// The text of an element of a simple type, as it was read.
    case text(String)
    case object(SOAPObject)

    /// The text; `nil` for anything else.
    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The object; `nil` for anything else.
    package var object: SOAPObject? {
        if case .object(let object) = self { object } else { nil }
    }
}
