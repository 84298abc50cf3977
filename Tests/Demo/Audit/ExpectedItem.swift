import Foundation

/// What a board must show of one record.
package struct ExpectedItem: Hashable, Sendable {
    /// The value of one column.
    package enum Value: Hashable, Sendable {
        /// A text that must be shown to the letter; empty for an empty column.
        case text(String)
        /// Lines of detail: each in order, whatever blanks align them; a shortened text must say how many more there
        /// are.
        case lines([String])
    }

    /// The key without connection and company, `ap-vendor/01/AIRWAY`.
    package var key: String
    /// By column title, the item's name under `Name`.
    package var columns: [String: Value]

    /// Takes what the columns show; what is `nil` must be empty.
    ///
    /// - Parameters:
    ///   - kind: the kind of record.
    ///   - key: the encoded key fields.
    ///   - name: the item's name.
    ///   - texts: texts by column title.
    ///   - lines: the lines of detail, where the kind has a column for them.
    init(_ kind: AuditedKind, key: String, name: String, _ texts: [String: String?], lines: [[String?]]? = nil) {
        self.key = "\(kind.rawValue)/\(key)"
        columns = texts.mapValues { .text($0 ?? "") }
        columns["Name"] = .text(name)
        if let lines {
            columns["Lines"] = .lines(lines.map { Self.words($0.compactMap(\.self).joined(separator: " ")) })
        }
    }

    /// The same item once its record is no longer in Sage: nothing else of it changes.
    var gone: ExpectedItem {
        var copy = self
        copy.columns["Status"] = .text("Gone")
        return copy
    }

    /// Words with one blank between them.
    static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// An amount as text with at least so many decimals; money has two.
    static func amount(_ amount: Decimal?, decimals: Int = 2) -> String? {
        guard let amount else { return nil }
        let text = "\(amount)"
        let written = text.split(separator: ".").dropFirst().first?.count ?? 0
        guard written < decimals else { return text }
        return text + (written == 0 ? "." : "") + String(repeating: "0", count: decimals - written)
    }

    /// Texts that are there, each once, in the order of their bytes.
    static func distinct(_ texts: [String?]) -> String {
        var seen: Set<[UInt8]> = []
        let all = texts.compactMap(\.self).filter { seen.insert(Array($0.utf8)).inserted }
        return all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: ", ")
    }
}

extension ExpectedItem.Value {
    /// Whether a column shows this.
    func matches(_ shown: String) -> Bool {
        switch self {
        case .text(let text):
            return text.utf8.elementsEqual(shown.utf8)
        case .lines(let lines):
            return Self.matches(shown, lines: lines == [""] ? [] : lines)
        }
    }

    /// Detail that is too long for its column ends in how many lines more there are; one long line, in an ellipsis.
    private static func matches(_ shown: String, lines: [String]) -> Bool {
        var found =
            shown.isEmpty
            ? [] : shown.split(separator: "\n", omittingEmptySubsequences: false).map { ExpectedItem.words(String($0)) }
        if found.count == 1, lines.count > 0, found[0].last == "…", found[0] != lines[0] {
            return shown.utf16.count >= 1990 && lines.joined(separator: " ").hasPrefix(found[0].dropLast())
        }
        if let last = found.last, last.hasPrefix("… "), last != lines.last {
            found.removeLast()
            let left = "… \(lines.count - found.count) more lines"
            return (last == left || last.hasPrefix("\(left) (\(lines.count) in all")) && lines.starts(with: found)
        }
        return found.count == lines.count && zip(found, lines).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    /// For a message; long texts are cut.
    var shown: String {
        switch self {
        case .text(let text): text
        case .lines(let lines): lines.joined(separator: " / ")
        }
    }
}
