import Mapping

/// Where a board is read back from: one account at monday.com.
///
/// Apart from ``BoardTarget``, since only reconciliation reads what items show.
package protocol BoardReader: Sendable {
    /// Reads a page of a board's active items, in no order that could be relied on.
    ///
    /// - Parameters:
    ///   - cursor: of the page before; `nil` for the first page.
    ///   - mapping: the board and its columns.
    /// - Returns: the page; `nil` when the cursor has expired, and the board is to be read from its first page again.
    /// - Throws: ``TargetError``.
    func page(after cursor: String?, mapping: BoardMapping) async throws(TargetError) -> ShownPage?

    /// Asks what became of items.
    ///
    /// - Parameters:
    ///   - ids: at most ``LocatedItem/most`` items.
    ///   - mapping: the board and its columns.
    /// - Returns: those that monday still knows, wherever they are.
    /// - Throws: ``TargetError``.
    func items(_ ids: [String], mapping: BoardMapping) async throws(TargetError) -> [LocatedItem]
}

/// An item as a board shows it.
package struct ShownItem: Hashable, Sendable {
    package var id: String
    package var group: String?
    /// The text of the key column, as it stands there; empty for none.
    package var key: String
    /// Name and fields, numbers as decimal text, days as `YYYY-MM-DD`, a status as its label.
    package var content: ItemContent

    package init(id: String, group: String?, key: String, content: ItemContent) {
        self.id = id
        self.group = group
        self.key = key
        self.content = content
    }
}

/// A page of a board's items.
package struct ShownPage: Hashable, Sendable {
    package var items: [ShownItem]
    /// Asks for the next page; `nil` after the last one.
    package var cursor: String?

    package init(items: [ShownItem], cursor: String?) {
        self.items = items
        self.cursor = cursor
    }
}

/// An item, and where it is now.
package struct LocatedItem: Hashable, Sendable {
    /// How many items monday tells of in one request.
    package static let most = 100

    /// `active`, `archived` or `deleted`.
    package var state: String
    package var boardID: String?
    /// What it shows; its fields mean something only while it is on the board that was asked about.
    package var item: ShownItem

    package init(state: String, boardID: String?, item: ShownItem) {
        self.state = state
        self.boardID = boardID
        self.item = item
    }

    /// Where the item is, seen from a board.
    func place(seenFrom board: String) -> ItemPlace {
        switch state {
        case "archived": .archived
        case "deleted": .deleted
        default: boardID == board ? .unlisted : .moved
        }
    }
}

/// Where an item was found to be.
package enum ItemPlace: String, Sendable, Codable {
    /// Among the board's items.
    case listed
    /// On the board, and yet not among the items read: made, or brought back, while they were read.
    case unlisted
    case archived
    /// Deleted, or no longer known to monday.
    case deleted
    /// On another board.
    case moved
}
