import Foundation

/// What an item shall show: its name and the text of every field that is not empty.
///
/// Independent of any board's column ids, so that a column that was moved or replaced changes nothing in what is known
/// of an item. Numbers are decimal text, dates `YYYY-MM-DD`, a status is its label. A field that is not there is empty.
package struct ItemContent: Codable, Hashable, Sendable {
    package var name: String
    package var fields: [String: String]
    /// What the subitems below the item shall show, in the order of the record's lines; `nil` where lines are no subitems.
    package var lines: [LineContent]?

    package init(name: String, fields: [String: String], lines: [LineContent]? = nil) {
        self.name = name
        self.fields = fields
        self.lines = lines
    }

    /// The content as canonical JSON: equal contents have equal text.
    ///
    /// - Returns: one line of JSON with sorted keys.
    /// - Throws: `EncodingError`, which no value of this type causes.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads what ``json()`` wrote.
    ///
    /// - Parameter json: one line of JSON.
    /// - Throws: `DecodingError` when it is anything else.
    package init(json: String) throws {
        self = try JSONDecoder().decode(ItemContent.self, from: Data(json.utf8))
    }

    /// The same item marked as no longer in Sage; nothing else of it changes, but that it no longer ages.
    package var gone: ItemContent {
        var copy = withoutDerived
        copy.fields[BoardField.statusName] = BoardField.goneLabel
        return copy
    }
}
