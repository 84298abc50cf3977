import JSONWriting

extension BoardMapping {
    /// The most bytes of column values monday takes for one item.
    package static let columnValueBytes = 64 * 1024

    /// The `column_values` of a new item: every field that is not empty.
    ///
    /// - Parameter content: what the item shall show.
    /// - Returns: a JSON object as text.
    /// - Throws: ``ContentError`` when monday would refuse the values.
    package func columnValues(creating content: ItemContent) throws(ContentError) -> String {
        try encode(content, targets.keys.filter { content.fields[$0] != nil }, renaming: false)
    }

    /// The `column_values` that turn an item into what it shall show: only what differs.
    ///
    /// - Parameters:
    ///   - confirmed: what the item is known to show; `nil` when that is not known, which sends every field.
    ///   - content: what the item shall show.
    /// - Returns: a JSON object as text; `nil` when nothing that this board shows differs.
    /// - Throws: ``ContentError`` when monday would refuse the values.
    package func columnValues(
        changing confirmed: ItemContent?, to content: ItemContent
    ) throws(ContentError) -> String? {
        guard let confirmed else { return try encode(content, Array(targets.keys), renaming: true) }
        let changed = targets.filter { name, target in
            let (before, after) = (confirmed.fields[name], content.fields[name])
            // A number that is written otherwise, 12.5 for 12.50, is no change: the board may show either.
            guard target.columnType == "numbers" else { return before != after }
            return !ShownValue.isSame(before, after, columnType: target.columnType)
        }.map(\.key)
        let renamed = confirmed.name != content.name
        guard renamed || !changed.isEmpty else { return nil }
        return try encode(content, changed, renaming: renamed)
    }

    /// The `column_values` that have an item lead to others.
    ///
    /// - Parameter items: item ids by relation's name; a relation that the board has no column for is left out.
    /// - Returns: a JSON object as text; `nil` when the board has a column for none of them.
    package func columnValues(linking items: [String: [String]]) -> String? {
        let linked = items.compactMap { name, ids in relations?[name].map { (id: $0.columnID, items: ids) } }
        guard !linked.isEmpty else { return nil }
        var json = JSONWriter()
        json.object { json in
            for (column, ids) in linked.sorted(by: { $0.id < $1.id }) {
                json.member(column)
                // Numbers, as on monday's page on the column type; cleared with null.
                let numbers = ids.compactMap { Int($0) }
                guard !numbers.isEmpty else {
                    json.null()
                    continue
                }
                json.object { json in
                    json.member("item_ids")
                    json.array { json in
                        for number in numbers {
                            json.element()
                            json.integer(number)
                        }
                    }
                }
            }
        }
        return json.text
    }

    private func encode(_ content: ItemContent, _ names: [String], renaming: Bool) throws(ContentError) -> String {
        var values: [(column: String, value: ColumnValue)] = renaming ? [("name", .text(content.name))] : []
        for name in names {
            guard let target = targets[name] else { continue }
            values.append((target.columnID, try Self.value(content.fields[name], name, target)))
        }
        // The same values always give the same bytes.
        values.sort { $0.column < $1.column }
        var json = JSONWriter()
        json.object { json in
            for (column, value) in values {
                json.member(column)
                value.write(to: &json)
            }
        }
        guard json.count <= Self.columnValueBytes else {
            throw ContentError(
                sentence: "The item's values take more than the \(Self.columnValueBytes) bytes monday allows an item."
                    + " Shorten the record's texts in Sage.")
        }
        return json.text
    }

    /// The forms that monday's pages on the column types give.
    private enum ColumnValue {
        case cleared
        case text(String)
        /// An object of one text.
        case member(String, String)
        /// A status, by the number of its label.
        case index(Int)

        func write(to json: inout JSONWriter) {
            switch self {
            case .cleared: json.null()
            case .text(let text): json.string(text)
            case .member(let name, let text):
                json.object { json in
                    json.member(name)
                    json.string(text)
                }
            case .index(let number):
                json.object { json in
                    json.member("index")
                    json.integer(number)
                }
            }
        }
    }

    /// One value in the form monday's page on the column type gives.
    private static func value(_ text: String?, _ field: String, _ target: Target) throws(ContentError) -> ColumnValue {
        guard let text else { return .cleared }
        switch target.columnType {
        // Numbers go as text, so that no digit passes through binary floating point; cleared with null, as "" sets 0.
        case "numbers": return .text(text)
        // Without a time monday shows the same day in every zone.
        case "date": return .member("date", text)
        case "long_text": return .member("text", text)
        case "status":
            // By id: a label that looks like a number would be taken for an id.
            guard let id = target.labels[text] else {
                throw ContentError(
                    sentence:
                        "The column \(target.columnID) has no active label \(text). Add it to the board, or activate it;"
                        + " `sage-relay boards fix` adds what is missing. The record goes out when it is there.")
            }
            return .index(id)
        default: return .text(text)
        }
    }
}

/// A record that its board cannot show, with one sentence that says why and what to do.
package struct ContentError: Error, Hashable, Sendable, CustomStringConvertible {
    package var sentence: String
    package var description: String { sentence }
}
