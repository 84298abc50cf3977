import Foundation
import JSONWriting

/// What an item shall show: its name and the text of every field that is not empty.
///
/// Independent of any board's column ids, so that a column that was moved or replaced changes nothing in what is known
/// of an item. Numbers are decimal text, dates `YYYY-MM-DD`, a status is its label. A field that is not there is empty.
package struct ItemContent: Codable, Hashable, Sendable {
    package var name: String { didSet { written = nil } }
    package var fields: [String: String] { didSet { written = nil } }
    /// What it was read from, as long as it says the same: records are kept many times as they were read.
    private var written: String?

    package init(name: String, fields: [String: String]) {
        self.name = name
        self.fields = fields
    }

    /// The content as canonical JSON: equal contents have equal text.
    ///
    /// - Returns: one line of JSON with sorted keys.
    package var json: String {
        if let written { return written }
        var json = JSONWriter()
        json.object { json in
            json.member("fields")
            json.object { json in
                for (name, text) in fields.sorted(by: { $0.key < $1.key }) {
                    json.member(name)
                    json.string(text)
                }
            }
            json.member("name")
            json.string(name)
        }
        return json.text
    }

    /// Reads what ``json`` gave.
    ///
    /// - Parameter json: one line of JSON.
    /// - Throws: `DecodingError` when it is anything else.
    package init(json: String) throws {
        self = try JSONDecoder().decode(ItemContent.self, from: Data(json.utf8))
        written = json
    }

    private enum CodingKeys: String, CodingKey {
        case name, fields
    }

    package static func == (left: ItemContent, right: ItemContent) -> Bool {
        left.name == right.name && left.fields == right.fields
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(fields)
    }

    /// The same item marked as no longer in Sage; nothing else of it changes, but that it no longer ages.
    package var gone: ItemContent {
        var copy = withoutDerived
        copy.fields[BoardField.statusName] = BoardField.goneLabel
        return copy
    }
}
