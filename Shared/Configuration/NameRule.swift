/// Which texts may be a name of some sort: its characters, its length, and what a fault calls it.
package struct NameRule: Sendable {
    /// What the documentation and a fault call it, with characters and length.
    package let text: String
    private let length: ClosedRange<Int>
    private let alphabet: Set<Character>

    /// Makes a rule from characters that are written as ranges: `a-z0-9-`, where a hyphen stands for itself at the end.
    private init(_ what: String, _ ranges: String, _ length: ClosedRange<Int>) {
        let characters = Array(ranges.unicodeScalars)
        var alphabet: Set<Character> = []
        var index = 0
        while index < characters.count {
            if index + 2 < characters.count, characters[index + 1] == "-" {
                for value in characters[index].value...characters[index + 2].value {
                    Unicode.Scalar(value).map { _ = alphabet.insert(Character($0)) }
                }
                index += 3
            } else {
                alphabet.insert(Character(characters[index]))
                index += 1
            }
        }
        let count = length.lowerBound == length.upperBound ? "\(length.lowerBound)" : "1 to \(length.upperBound)"
        text = "\(what) (\(count) of \(ranges))"
        self.length = length
        self.alphabet = alphabet
    }

    /// Whether a text follows the rule; one that is a path step by itself (`.`, `..`, `.hidden`) never does.
    package func allows(_ name: String) -> Bool {
        length.contains(name.utf8.count) && name.allSatisfy(alphabet.contains) && !name.hasPrefix(".")
    }

    /// An environment variable (POSIX.1, section 8.1, and lower case).
    package static let variable = NameRule("environment variable", "A-Za-z0-9_", 1...64)
    /// A connection or a monday account; part of every key on a board, hence short.
    package static let name = NameRule("name", "a-z0-9-", 1...32)
    /// A secret, which is also the name of its file.
    package static let secret = NameRule("secret's name", "A-Za-z0-9._-", 1...64)
    /// The last part of an identity: an agent or a relay (SPIFFE ID, section 2.2).
    package static let peer = NameRule("agent's name", "A-Za-z0-9._-", 1...64)
    /// A trust domain (SPIFFE ID, section 2.1).
    package static let trustDomain = NameRule("trust domain", "a-z0-9._-", 1...255)
    /// A table, a business object or a member of one, as Sage names it.
    package static let sage = NameRule("Sage's name", "A-Za-z0-9_", 1...64)
    /// A company of Sage 100.
    package static let company = NameRule("company code", "A-Z0-9", 3...3)
    /// A board of monday.com: digits, kept as text since they may pass what a number holds exactly.
    package static let board = NameRule("board id", "0-9", 1...20)
    /// A column or group of a monday.com board.
    package static let column = NameRule("column id", "A-Za-z0-9_-", 1...100)
    /// A group of a monday.com board.
    package static let group = NameRule("group id", "A-Za-z0-9_-", 1...100)
    /// A status of a record, as the wire protocol names it.
    package static let status = NameRule("status", "a-z-", 1...32)
    /// A scope of monday's OAuth.
    package static let scope = NameRule("scope", "a-z_:-", 1...64)
    /// A field of a record, as the mapping names it.
    package static let field = NameRule("field", "a-z0-9-", 1...64)
}

extension ValueType<String> {
    /// A text that follows a rule.
    static func name(_ rule: NameRule) -> Self {
        .scalar(rule.text, placeholder: "") { text, _ throws(ValueFault) in
            guard rule.allows(text) else { throw ValueFault(.outOfRange, "\(quoted(text)) is not allowed") }
            return text
        }
    }

    /// A printable text of one line.
    ///
    /// - Parameters:
    ///   - what: What the documentation calls it.
    ///   - maximum: The most characters.
    /// - Returns: The type.
    static func text(_ what: String, maximum: Int) -> Self {
        .scalar("\(what), at most \(maximum) characters", placeholder: "") { text, _ throws(ValueFault) in
            guard text.unicodeScalars.count <= maximum, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw ValueFault(.outOfRange, "\(quoted(text)) is too long or not printable ASCII")
            }
            return text
        }
    }

    /// A text of one line, in any language.
    ///
    /// - Parameters:
    ///   - what: What the documentation calls it.
    ///   - maximum: The most characters.
    /// - Returns: The type.
    static func line(_ what: String, maximum: Int) -> Self {
        .scalar("\(what), at most \(maximum) characters", placeholder: "") { text, _ throws(ValueFault) in
            guard text.unicodeScalars.count <= maximum,
                text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
            else { throw ValueFault(.outOfRange, "\(quoted(text)) is too long or has control characters") }
            return text
        }
    }

    /// A path, relative to the folder of the file.
    static func path(_ what: String) -> Self {
        .scalar(what, placeholder: "") { text, context throws(ValueFault) in
            guard !text.isEmpty, !text.contains("\0") else { throw ValueFault(.outOfRange, "the path is empty") }
            return ConfigurationFile.resolve(text, in: context.folder)
        }
    }

    /// A PEM file.
    static var file: Self { .path("file") }
    /// A folder.
    static var folder: Self { .path("folder") }
}
