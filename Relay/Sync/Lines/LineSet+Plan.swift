import Mapping

/// One write of one subitem.
package struct LineWork: Hashable, Sendable {
    /// The line's key.
    package var line: String
    /// The subitem; `nil` for one that is to be made.
    package var itemID: String?
    /// What it shall show; `nil` for one that is to be deleted.
    package var content: ItemContent?
    /// Its `column_values`.
    package var values: String

    var action: AttemptRow.Action {
        content == nil ? .deleteLines : itemID == nil ? .createLines : .changeLines
    }
}

extension LineSet {
    /// What is to be written: new lines in their order, then changed ones, then those that the record no longer has.
    ///
    /// - Parameters:
    ///   - lines: what the subitems shall show.
    ///   - sageKey: what the key column of the item above holds.
    ///   - mapping: the columns of the subitems' board.
    /// - Returns: the writes; none for a line that was refused as it is, or that the board cannot show.
    mutating func plan(_ lines: [LineContent], below sageKey: String, _ mapping: BoardMapping) -> [LineWork] {
        var (creates, changes): ([LineWork], [LineWork]) = ([], [])
        for line in lines {
            let content = line.item(below: sageKey)
            let row = rows.first { $0.key == line.key }
            guard row?.refused != content else { continue }
            do {
                if let itemID = row?.itemID {
                    // What monday shows otherwise and means the same is no difference.
                    if let shown = row?.shown, mapping.differences(expected: content, shown: shown).isEmpty { continue }
                    guard let values = try mapping.columnValues(changing: row?.shown, to: content) else { continue }
                    changes.append(LineWork(line: line.key, itemID: itemID, content: content, values: values))
                } else {
                    let values = try mapping.columnValues(creating: content)
                    creates.append(LineWork(line: line.key, itemID: nil, content: content, values: values))
                }
            } catch {
                refuse(line.key, content, problem: error.sentence)
            }
        }
        let wanted = Set(lines.map(\.key))
        let deletions = rows.filter { !wanted.contains($0.key) }.compactMap { row in
            row.itemID.map { LineWork(line: row.key, itemID: $0, content: nil, values: "") }
        }
        return creates + changes + deletions
    }
}
