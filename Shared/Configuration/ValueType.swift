import Yams

/// How one value is written in the file: its name in the documentation, and how it is read.
struct ValueType<Value> {
    /// The type with its unit and range, as the documentation shows it and a fault expects it.
    let text: String
    /// What a section gets in place of a value that is missing or wrong; it never leaves the reader, since the file
    /// is refused then.
    let placeholder: Value
    /// Reads a node, or records a fault and answers `nil`.
    let read: (Node, ReadingContext) -> Value?
}

/// Why a text is not a value of its type.
struct ValueFault: Error {
    var code: ConfigurationFault.Code
    var problem: String
    /// What was expected; by default the type's own text.
    var expected: String?

    init(_ code: ConfigurationFault.Code, _ problem: String, expected: String? = nil) {
        self.code = code
        self.problem = problem
        self.expected = expected
    }
}

extension ValueType {
    /// A type that is written as one piece of text.
    ///
    /// - Parameters:
    ///   - text: What the documentation calls it.
    ///   - placeholder: See ``placeholder``.
    ///   - parse: Turns the text into the value, with the context for what is relative to the file.
    /// - Returns: The type.
    static func scalar(
        _ text: String, placeholder: Value, parse: @escaping (String, ReadingContext) throws(ValueFault) -> Value
    ) -> Self {
        ValueType(text: text, placeholder: placeholder) { node, context in
            let place = context.place(of: node)
            guard let scalar = node.scalar, !scalar.isNothing else {
                context.fault(.wrongType, at: place, "found \(node.kindText)", expected: "expected \(text)")
                return nil
            }
            guard scalar.string.utf8.count <= ConfigurationLimits.valueCharacters else {
                let problem = "a value of more than \(ConfigurationLimits.valueCharacters) bytes"
                context.fault(.outOfRange, at: place, problem, expected: "expected \(text)")
                return nil
            }
            do throws(ValueFault) {
                return try parse(scalar.string, context)
            } catch {
                context.fault(error.code, at: place, error.problem, expected: error.expected ?? "expected \(text)")
                return nil
            }
        }
    }

    /// A list of values of this type.
    ///
    /// - Parameters:
    ///   - minimum: The fewest elements.
    ///   - maximum: The most elements, so that a runaway file is refused.
    /// - Returns: The type of the list.
    func list(minimum: Int = 0, maximum: Int = 1000) -> ValueType<[Value]> {
        let name = "list of \(text)"
        return ValueType<[Value]>(text: name, placeholder: []) { node, context in
            guard let sequence = node.sequence else {
                let found = "found \(node.kindText)"
                context.fault(.wrongType, at: context.place(of: node), found, expected: "expected a \(name)")
                return nil
            }
            guard (minimum...maximum).contains(sequence.count) else {
                let expected = "expected \(minimum) to \(maximum)"
                let problem = "a list of \(sequence.count)"
                context.fault(.outOfRange, at: context.place(of: node), problem, expected: expected)
                return nil
            }
            return sequence.compactMap { read($0, context) }
        }
    }

    /// This type or a word that stands for its absence, such as `none` or `never`.
    ///
    /// - Parameter word: The word.
    /// - Returns: The type; its values are `nil` for the word.
    func or(_ word: String) -> ValueType<Value?> {
        ValueType<Value?>(text: "\(text), or \(word)", placeholder: nil) { node, context in
            if node.scalar?.string == word { return .some(nil) }
            return read(node, context).map(Optional.some)
        }
    }
}

extension Node.Scalar {
    /// Whether nothing is written: an empty plain text, or one of YAML's words for it.
    var isNothing: Bool {
        style == .plain && ["", "~", "null", "Null", "NULL"].contains(string)
    }
}

extension Node {
    /// What a fault calls a value of another type; never the value itself.
    var kindText: String {
        switch self {
        case .scalar(let scalar): scalar.isNothing ? "no value" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias: "an alias"
        }
    }
}

/// A value in quotation marks for a fault: short, and without characters that would disturb a terminal.
func quoted(_ value: String) -> String {
    let shown = value.unicodeScalars.prefix(40).map { scalar in
        scalar.properties.generalCategory.isPrintable ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    return "\"" + shown.joined() + (value.unicodeScalars.count > 40 ? "…" : "") + "\""
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
