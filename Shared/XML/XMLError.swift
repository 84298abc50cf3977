/// Why a text is not taken for XML, or cannot be written as such.
///
/// Its text quotes names out of the document at most, never its texts.
package struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Not well-formed, or cut off.
        case malformed
        /// A document type declaration: entities come with it, and SOAP forbids it (SOAP 1.1, section 3).
        case documentType
        /// An encoding other than UTF-8 and UTF-16, or bytes that are not of the encoding.
        case encoding
        /// One of ``XMLLimits`` is passed.
        case limit
        /// A text or name that XML 1.0 cannot hold (section 2.2), such as a control character.
        case unwritable
        /// The library is out of memory.
        case memory
    }

    package let code: Code
    /// A sentence for a person.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
