import Foundation
import Yams

/// The single YAML document of a configuration file, with every fault of its form found and none of its meaning.
///
/// A strict subset of YAML: one document, text keys, each key once; no anchors, aliases, tags or merge keys, so that
/// what a line says can be seen on that line and a small file cannot grow into a large one.
struct ConfigurationDocument {
    let root: Node
    /// Where a key stands that comes again further down, by that place.
    let earlierKeys: [SourcePlace: String]

    /// Parses the text of a file.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, in UTF-8, with or without a byte order mark.
    ///   - file: Its path, for faults.
    /// - Throws: ``ConfigurationError`` with what is wrong in the file's form.
    init(bytes: [UInt8], file: String) throws(ConfigurationError) {
        let start = SourcePlace(file: file, line: 1, column: 1)
        guard bytes.count <= ConfigurationLimits.fileBytes else {
            let problem = "the file is larger than \(ConfigurationLimits.fileBytes) bytes"
            throw ConfigurationError([.init(.tooLarge, at: start, problem, expected: "expected at most 1 MiB")])
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            let expected = "expected UTF-8 (save the file as UTF-8, not as UTF-16 or in a Windows code page)"
            throw ConfigurationError([.init(.notUTF8, at: start, "the file is not UTF-8 text", expected: expected)])
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        guard Self.aliasesAreFew(in: text) else {
            throw ConfigurationError([Self.unused("many aliases (`*name`)", at: start)])
        }

        var composer = KeyRenamingComposer(text: text, file: file)
        let parser = try composer.compose()
        guard let root = composer.root, !Self.isEmpty(root) else {
            throw ConfigurationError([.init(.empty, at: start, "the file is empty", expected: "expected settings")])
        }
        var faults: [ConfigurationFault] = []
        // An anchor is held weakly by its node, and by the parser alone.
        withExtendedLifetime(parser) { Self.check(root, file: file, into: &faults) }
        guard faults.isEmpty else { throw ConfigurationError(faults) }
        self.root = root
        earlierKeys = composer.earlierKeys
    }

    private static func isEmpty(_ root: Node) -> Bool {
        guard let scalar = root.scalar else { return false }
        return scalar.style == .plain && scalar.string.isEmpty
    }

    private static func unused(_ what: String, at place: SourcePlace) -> ConfigurationFault {
        .init(
            .unusedFeature, at: place, "\(what) are not used here", expected: "expected the value itself, written out")
    }

    /// Whether the text has so few aliases that they cannot blow up.
    ///
    /// Anchors are refused exactly once the text is parsed, but the parser compares keys, and a key made of aliases of
    /// aliases is as long as three to the power of a third of their number. Sixteen leave a factor of a few hundred.
    /// What merely looks like an alias, in a comment, is counted too, but only beside what looks like an anchor.
    private static func aliasesAreFew(in text: String) -> Bool {
        var previous = UInt8(ascii: " ")
        var (anchors, aliases) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            // What libyaml takes for the first letter of an anchor's name.
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                if previous == UInt8(ascii: "*") { aliases += 1 }
                if previous == UInt8(ascii: "&") { anchors += 1 }
            default: break
            }
            previous = byte
        }
        return anchors == 0 || aliases <= 16
    }

    private static func check(_ node: Node, file: String, into faults: inout [ConfigurationFault]) {
        let place = SourcePlace(file: file, mark: node.mark)
        guard node.anchor == nil else {
            // Not looked into any further, so that aliases of aliases cost nothing.
            if !faults.contains(where: { $0.place == place }) {
                faults.append(unused("anchors and aliases", at: place))
            }
            return
        }
        let plainTag: Tag.Name =
            switch node {
            case .scalar, .alias: .str
            case .sequence: .seq
            case .mapping: .map
            }
        if node.tag.description != plainTag.rawValue { faults.append(unused("tags (`!name`)", at: place)) }
        switch node {
        case .scalar, .alias: break
        case .sequence(let sequence):
            for element in sequence { check(element, file: file, into: &faults) }
        case .mapping(let mapping):
            for (key, value) in mapping {
                let keyPlace = SourcePlace(file: file, mark: key.mark)
                if key.scalar == nil {
                    let problem = "a key is a list or a mapping"
                    faults.append(.init(.wrongType, at: keyPlace, problem, expected: "expected a name as the key"))
                } else if key.scalar?.string == "<<", key.scalar?.style == .plain {
                    faults.append(unused("merge keys (`<<`)", at: keyPlace))
                } else {
                    check(key, file: file, into: &faults)
                }
                check(value, file: file, into: &faults)
            }
        }
    }
}

extension SourcePlace {
    init(file: String, mark: Mark?) {
        self.init(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
