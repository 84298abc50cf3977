import Mapping

extension HistoryEntry {
    /// The name of an item among its fields.
    private static let nameField = "name"

    /// What the history tells of a record's transition: mostly nothing, at most two lines.
    ///
    /// - Parameters:
    ///   - before: the record as it was.
    ///   - after: the record as it is saved.
    ///   - cause: what made it happen.
    /// - Returns: the lines, in the order in which it happened.
    static func entries(from before: RecordRow, to after: RecordRow, _ cause: Cause) -> [HistoryEntry] {
        var entries: [HistoryEntry] = []
        var explained = cause
        explained.note = cause.note ?? after.problem
        if after.isGone, !before.isGone, after.state != .skipped {
            entries.append(HistoryEntry(.gone, after, cause))
        }
        if after.itemID == nil, before.itemID != nil {
            entries.append(HistoryEntry(.lost, before, explained))
        }
        if let itemID = after.itemID {
            if let shown = after.confirmed {
                // What is confirmed without a request changed nothing on the board.
                if before.isUnderWay, before.confirmed != shown || before.itemID != itemID {
                    let event: Event = before.itemID == nil ? .created : before.confirmed == nil ? .rewritten : .changed
                    var entry = HistoryEntry(event, after, cause)
                    entry.changes = changes(from: before.confirmed, to: shown)
                    entries.append(entry)
                }
            } else if before.itemID == nil {
                entries.append(HistoryEntry(.adopted, after, cause))
            }
        }
        if after.state == .archived, before.state == .archiving {
            entries.append(HistoryEntry(.archived, after, explained))
        }
        if after.state == .blocked, before.state != .blocked {
            entries.append(HistoryEntry(.blocked, after, explained))
        }
        return entries
    }

    /// Every field that differs.
    package static func changes(from old: ItemContent?, to new: ItemContent) -> [String: Change] {
        var changes: [String: Change] = [:]
        for field in Set(new.fields.keys).union(old?.fields.keys ?? [:].keys)
        where old?.fields[field] != new.fields[field] {
            changes[field] = Change(old: old?.fields[field], new: new.fields[field])
        }
        if old?.name != new.name { changes[nameField] = Change(old: old?.name, new: new.name) }
        return changes
    }
}

extension StoreWriter {
    /// Saves a record, and tells the history what became of it.
    ///
    /// - Parameters:
    ///   - record: as it is now.
    ///   - before: as it was.
    ///   - cause: what made it so.
    /// - Throws: what the store throws.
    package func save(_ record: RecordRow, was before: RecordRow, _ cause: HistoryEntry.Cause) throws {
        try save(record)
        for entry in HistoryEntry.entries(from: before, to: record, cause) { try append(entry) }
    }
}
