/// One word of a GraphQL document.
struct Token {
    /// What the word is.
    enum Kind: Equatable {
        /// `! $ & ( ) : = @ [ ] { | }` and the spread `...`.
        case punctuator(String)
        case name(String)
        case int(String)
        case float(String)
        /// A string or block string, with its escapes resolved.
        case string(String)
        case end
    }

    let kind: Kind
    let location: SourceLocation
}

extension Token.Kind: CustomStringConvertible {
    var description: String {
        switch self {
        case .punctuator(let text), .name(let text), .int(let text), .float(let text): "\"\(text)\""
        case .string: "a string"
        case .end: "the end of the document"
        }
    }
}
