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
    /// What the subitems below the item shall show, in the order of the record's lines; `nil` where lines are no subitems.
    package var lines: [LineContent]? { didSet { written = nil } }

    package init(name: String, fields: [String: String], lines: [LineContent]? = nil) {
        self.name = name
        self.fields = fields
        self.lines = lines
    }

    /// The content as JSON.
    ///
    /// Equal contents have equal text, but for those read from a text that an earlier version wrote.
    ///
    /// - Returns: one line of JSON with sorted keys.
    package var json: String {
        if let written { return written }
        var json = JSONWriter()
        json.object { json in
            json.member("fields")
            json.write(fields)
            if let lines {
                json.member("lines")
                json.array { json in
                    for line in lines {
                        json.element()
                        line.write(to: &json)
                    }
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
        self = try Self.plain(json) ?? JSONDecoder().decode(ItemContent.self, from: Data(json.utf8))
        written = json
    }

    /// Reads what ``json`` gives now, where nothing in it is out of the ordinary.
    private static func plain(_ json: String) -> ItemContent? {
        var json = json
        return json.withUTF8 { utf8 in
            var text = PlainJSON(utf8)
            guard text.take("{\"fields\":") != nil, let fields = text.texts() else { return nil }
            var lines: [LineContent]?
            if text.take(",\"lines\":[") != nil {
                var read: [LineContent] = []
                while text.take("]") == nil {
                    guard read.isEmpty || text.take(",") != nil, let line = LineContent(&text) else { return nil }
                    read.append(line)
                }
                lines = read
            }
            guard text.take(",\"name\":") != nil, let name = text.text(), text.take("}") != nil, text.isAtEnd else {
                return nil
            }
            return ItemContent(name: name, fields: fields, lines: lines)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case name, fields, lines
    }

    package static func == (left: ItemContent, right: ItemContent) -> Bool {
        left.name == right.name && left.fields == right.fields && left.lines == right.lines
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(fields)
        hasher.combine(lines)
    }

    /// The same item marked as no longer in Sage; nothing else of it changes, but that it no longer ages.
    package var gone: ItemContent {
        var copy = withoutDerived
        copy.fields[BoardField.statusName] = BoardField.goneLabel
        return copy
    }
}

extension LineContent {
    /// Takes a line from where it stands next.
    fileprivate init?(_ text: inout PlainJSON) {
        guard text.take("{\"fields\":") != nil, let fields = text.texts(), text.take(",\"key\":") != nil,
            let key = text.text(), text.take(",\"name\":") != nil, let name = text.text(), text.take("}") != nil
        else { return nil }
        self.init(key: key, name: name, fields: fields)
    }

    /// In the form in which it is decoded.
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("fields")
            json.write(fields)
            json.member("key")
            json.string(key)
            json.member("name")
            json.string(name)
        }
    }
}

extension JSONWriter {
    /// Writes texts by their names, sorted.
    fileprivate mutating func write(_ texts: [String: String]) {
        object { json in
            for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
                json.member(name)
                json.string(text)
            }
        }
    }
}
