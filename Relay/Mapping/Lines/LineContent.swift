import WireProtocol

/// What the subitem of one line shall show.
package struct LineContent: Codable, Hashable, Sendable {
    /// The line's key within its record, in the text form of record keys.
    package var key: String
    package var name: String
    /// Every field that is not empty, but for the key column.
    package var fields: [String: String]

    package init(key: String, name: String, fields: [String: String]) {
        self.key = key
        self.name = name
        self.fields = fields
    }

    /// What the key column of the subitem holds: the record's key, and the line's behind it.
    ///
    /// A record's key has a fixed number of parts, so that one with a part more is a line's and no record's.
    ///
    /// - Parameter sageKey: what the key column of the record's item holds.
    /// - Returns: the text.
    package func sageKey(below sageKey: String) -> String { "\(sageKey)/\(key)" }

    /// The subitem with its key.
    ///
    /// - Parameter sageKey: what the key column of the record's item holds.
    /// - Returns: name and fields.
    package func item(below sageKey: String) -> ItemContent {
        var fields = fields
        fields[BoardField.key.name] = self.sageKey(below: sageKey)
        return ItemContent(name: name, fields: fields)
    }

    /// The line's key in the text of a key column.
    ///
    /// - Parameters:
    ///   - text: the text of a subitem's key column, compared exactly.
    ///   - sageKey: what the key column of the item above holds.
    /// - Returns: `nil` for an empty text, and for one that is no line's of this record.
    package static func key(in text: String, below sageKey: String) -> String? {
        let prefix = "\(sageKey)/"
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        let rest = String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        guard let key = RecordKey(text: rest), key.parts.count == 1 else { return nil }
        return rest
    }
}

extension ItemContent {
    /// What the key column of the item holds.
    package var sageKey: String { fields[BoardField.key.name] ?? "" }

    /// The same, whatever its lines are.
    package var withoutLines: ItemContent {
        guard lines != nil else { return self }
        var copy = self
        copy.lines = nil
        return copy
    }
}
