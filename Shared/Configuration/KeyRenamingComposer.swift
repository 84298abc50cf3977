import Yams

/// Composes a YAML text in which keys may stand twice.
///
/// The YAML library stops at the first duplicate key and tells the place of its first occurrence only. To find every
/// fault at once, the first letter of that occurrence is replaced by a private-use character (so that no line or
/// column moves) and the text is composed again.
struct KeyRenamingComposer {
    /// The most duplicates found at once: each costs another pass over the file.
    private static let passes = 16

    private var scalars: String.UnicodeScalarView
    private let file: String
    private(set) var root: Node?
    /// The earlier occurrences of keys that come again, by place.
    private(set) var earlierKeys: [SourcePlace: String] = [:]

    init(text: String, file: String) {
        scalars = text.unicodeScalars
        self.file = file
    }

    /// Composes the only document of the text into ``root``.
    ///
    /// - Returns: The parser, which holds the anchors of the document.
    /// - Throws: ``ConfigurationError`` where the text is not one YAML document.
    mutating func compose() throws(ConfigurationError) -> Parser? {
        while true {
            do {
                let parser = try Parser(yaml: String(scalars), resolver: .basic, encoding: .utf8)
                root = try parser.nextRoot()
                if let second = try parser.nextRoot() {
                    let place = SourcePlace(file: file, mark: second.mark)
                    let problem = "a second YAML document begins (after `---`)"
                    let expected = "expected one document in a file"
                    throw ConfigurationError([.init(.severalDocuments, at: place, problem, expected: expected)])
                }
                return parser
            } catch let error as ConfigurationError {
                throw error
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let place = SourcePlace(file: file, mark: context.mark)
                guard earlierKeys.count < Self.passes, let name = names.first, rename(at: place) else {
                    let problem = "a key stands twice in one mapping"
                    throw ConfigurationError([
                        .init(.duplicateKey, at: place, problem, expected: "expected each key once")
                    ])
                }
                earlierKeys[place] = name
            } catch {
                throw ConfigurationError([fault(of: error)])
            }
        }
    }

    /// Replaces the first letter of the key at a place; `false` where there is none to replace.
    private mutating func rename(at place: SourcePlace) -> Bool {
        guard var index = index(line: place.line, column: place.column) else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
        guard index < scalars.endIndex, scalars[index].properties.isAlphabetic,
            let stand = Unicode.Scalar(0xE000 + UInt32(earlierKeys.count))
        else { return false }
        scalars.replaceSubrange(index...index, with: CollectionOfOne(stand))
        return true
    }

    private func index(line: Int, column: Int) -> String.UnicodeScalarView.Index? {
        var index = scalars.startIndex
        var current = 1
        while current < line, index < scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            guard Self.breaks.contains(scalar) else { continue }
            if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" { index = scalars.index(after: index) }
            current += 1
        }
        guard let found = scalars.index(index, offsetBy: column - 1, limitedBy: scalars.endIndex),
            found < scalars.endIndex
        else { return nil }
        return found
    }

    /// What libyaml takes for the end of a line.
    private static let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

    /// The parser's complaint without its snippet of the file, which could show a value.
    private func fault(of error: any Error) -> ConfigurationFault {
        let expected = "expected YAML"
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let place = SourcePlace(file: file, mark: mark)
            if let found = index(line: mark.line, column: mark.column), scalars[found] == "\t" {
                let problem = "a tab stands where YAML wants spaces"
                return .init(.notYAML, at: place, problem, expected: "expected spaces to indent")
            }
            let while_ = context.map { " \($0.text) (line \($0.mark.line))" } ?? ""
            return .init(.notYAML, at: place, "not YAML: \(problem)\(while_)", expected: expected)
        case YamlError.reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0)
            let line = before.unicodeScalars.count { Self.breaks.contains($0) } + 1
            let column = before.unicodeScalars.reversed().prefix { !Self.breaks.contains($0) }.count + 1
            let place = SourcePlace(file: file, line: line, column: column)
            return .init(.notYAML, at: place, "not YAML: \(problem)", expected: "expected printable text")
        default:
            return .init(.notYAML, at: SourcePlace(file: file, line: 1, column: 1), "not YAML", expected: expected)
        }
    }
}
