import BusinessObjects
import Synchronization

/// Rows that reads of a table do not find for a while.
struct HiddenRows {
    /// The primary keys in full.
    let keys: Set<[String]>
    /// How many more pages are read without them.
    var pages: Int
}

extension SimulatedCompany {
    /// Has rows disappear from the pages that are read, by every index, and come back, as while an index is rebuilt.
    ///
    /// - Parameters:
    ///   - table: Sage's name of the table.
    ///   - keys: the primary keys in full.
    ///   - pages: for how many pages of the table; 0 brings the rows back.
    package func hide(_ table: String, keys: [[String]], pages: Int) {
        state.withLock { $0.hidden[table] = pages > 0 ? HiddenRows(keys: Set(keys), pages: pages) : nil }
    }

    /// Has some rows disappear as ``hide(_:keys:pages:)`` does.
    ///
    /// - Parameters:
    ///   - table: Sage's name of the table.
    ///   - cases: one row in this many disappears.
    ///   - seed: which ones: the same seed and table hide the same rows.
    ///   - pages: for how many pages of the table.
    /// - Returns: the primary keys of the rows.
    @discardableResult
    package func hide(_ table: String, oneIn cases: Int, seed: UInt64, pages: Int) -> [[String]] {
        guard let layout = SageTables.table(table) else { return [] }
        let order = KeyOrder(layout.indexes[0], in: layout.layout)
        var random = SplitMix(seed: seed)
        let keys = books.rows(layout).map { order.values(of: $0) }.filter { _ in random.happens(onceIn: cases) }
        hide(table, keys: keys, pages: pages)
        return keys
    }

    /// Reads a page of a table, without what is hidden.
    func page(_ table: TableLayout, _ request: PageRequest) throws(BusinessObjectError) -> Page {
        let (books, hidden) = state.withLock { state in
            let hidden = state.hidden[table.name]
            if let hidden {
                state.hidden[table.name] =
                    hidden.pages > 1 ? HiddenRows(keys: hidden.keys, pages: hidden.pages - 1) : nil
            }
            return (state.contents.books, hidden)
        }
        return try books.page(table, request, without: hidden?.keys ?? [])
    }
}
