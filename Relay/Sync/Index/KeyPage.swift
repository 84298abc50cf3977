import Mapping

/// A page of a board's items, of each its id and the text of its key column alone.
package struct KeyPage: Hashable, Sendable {
    package var items: [FoundItem]
    /// Asks for the next page; `nil` after the last one.
    package var cursor: String?

    package init(items: [FoundItem], cursor: String?) {
        self.items = items
        self.cursor = cursor
    }
}

/// Where keys are read from: one account at monday.com.
package protocol KeyReader: Sendable {
    /// Reads a page of items with their keys: of a whole board, or of a look-up that found more than a page.
    ///
    /// - Parameters:
    ///   - cursor: of the page before; `nil` for the board's first page.
    ///   - mapping: the board and its key column.
    /// - Returns: the page; `nil` when the cursor has expired, and the first page is to be asked for again.
    /// - Throws: ``TargetError``.
    func keyPage(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> KeyPage?

    /// Finds the items whose key column holds one of these keys, as monday matches text: whole, folding case.
    ///
    /// - Parameters:
    ///   - groups: keys, asked for group by group in one request.
    ///   - mapping: the board and its key column.
    /// - Returns: for each group its items, more of which may follow behind a cursor, or why that group was refused; the
    ///   caller compares exactly.
    /// - Throws: ``TargetError`` when nothing was answered.
    func lookUp(
        _ groups: [[String]], mapping: BoardMapping
    ) async throws(TargetError) -> [Result<KeyPage, TargetError>]
}
