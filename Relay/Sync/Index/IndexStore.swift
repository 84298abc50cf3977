import Mapping

/// What can be read of boards' indexes.
package protocol IndexReader {
    /// The index of a board; a fresh row when there is none.
    func index(_ ref: BoardRef) throws -> IndexRow
    /// The items of the index whose keys are this one once they are folded.
    func indexed(_ ref: BoardRef, folded key: String) throws -> [FoundItem]
    /// Which of these records were part of a request whose outcome was not known, and have no item since.
    func doubted(_ ref: BoardRef, among keys: [String]) throws -> Set<String>
}

/// What can be changed of boards' indexes.
package protocol IndexWriter {
    func save(_ index: IndexRow) throws
    /// Adds items, or replaces what is known of them, as seen by a reading.
    func keep(indexed items: [FoundItem], reading: Int64, _ ref: BoardRef) throws
    /// Forgets one item.
    func dropIndexed(itemID: String, _ ref: BoardRef) throws
    /// Forgets what was last seen by an earlier reading.
    ///
    /// - Returns: how many items are left.
    func dropIndexed(before reading: Int64, _ ref: BoardRef) throws -> Int
    /// Notes that records were part of a request whose outcome was not known.
    func doubt(_ keys: [String], _ ref: BoardRef) throws
    /// Forgets that of records which have their item now.
    func undoubt(_ keys: [String], _ ref: BoardRef) throws
}

extension StoreWriter {
    /// Begins to read a board's keys anew.
    ///
    /// - Parameters:
    ///   - ref: the board.
    ///   - mapping: which board at monday, and its key column.
    /// - Returns: the reading's number.
    /// - Throws: what the store throws.
    func beginIndex(_ ref: BoardRef, _ mapping: BoardMapping) throws -> Int64 {
        var row = try index(ref)
        if !row.isOf(mapping) { _ = try dropIndexed(before: .max, ref) }
        let number = row.begin(mapping)
        try save(row)
        return number
    }

    /// Keeps a page of a reading.
    ///
    /// - Returns: whether the reading is still of use.
    /// - Throws: what the store throws.
    func keepIndex(_ items: [FoundItem], reading: Int64, _ ref: BoardRef) throws -> Bool {
        guard try index(ref).reading == reading else { return false }
        try keep(indexed: items, reading: reading, ref)
        return true
    }

    /// Ends a reading: what it did not see is not on the board any more.
    ///
    /// - Returns: whether the index may be believed now.
    /// - Throws: what the store throws.
    func endIndex(_ ref: BoardRef, reading: Int64, began: Int64) throws -> Bool {
        var row = try index(ref)
        guard row.reading == reading else { return false }
        let isGood = row.end(reading, began: began, items: try dropIndexed(before: reading, ref))
        try save(row)
        return isGood
    }

    /// Adds items that were made, or found, and belong to records now.
    ///
    /// - Parameters:
    ///   - owned: the items by the key of their record.
    ///   - created: how many of them are new on the board.
    ///   - ref: the board.
    /// - Throws: what the store throws.
    func index(owned: [String: FoundItem], created: Int, _ ref: BoardRef) throws {
        guard !owned.isEmpty else { return }
        try undoubt(Array(owned.keys), ref)
        var row = try index(ref)
        if row.isKept { try keep(indexed: Array(owned.values), reading: row.reading, ref) }
        guard created > 0, let items = row.items else { return }
        row.count(items: items + created)
        try save(row)
    }

    /// Has a board's index read again before it is believed.
    ///
    /// - Throws: what the store throws.
    func forgetIndex(_ ref: BoardRef) throws {
        var row = try index(ref)
        row.forget()
        try save(row)
    }
}
