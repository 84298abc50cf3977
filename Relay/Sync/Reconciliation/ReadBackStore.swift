import Mapping

/// An item as it was read back from a board, kept in the store until the comparison is over.
package struct ReadBackItem: Hashable, Sendable {
    package var itemID: String
    /// The key of the record in its text form; `nil` for an item that is not of this connection, company and kind.
    package var key: String?
    package var place: ItemPlace
    /// What the item shows; kept only where it is needed later.
    package var shown: ItemContent?
    /// What was known to be written to the item when it was asked for.
    package var expected: ItemContent?

    package init(
        itemID: String, key: String?, place: ItemPlace = .listed, shown: ItemContent? = nil,
        expected: ItemContent? = nil
    ) {
        self.itemID = itemID
        self.key = key
        self.place = place
        self.shown = shown
        self.expected = expected
    }
}

/// What reconciliation reads of a ledger, page by page, so that no board is ever whole in memory.
package protocol ReadBackReader {
    /// The records that own some of these items.
    func records(_ ref: BoardRef, owning items: [String]) throws -> [RecordRow]
    /// Where an item was found; `nil` when it was not read back.
    func place(ofItem itemID: String, _ ref: BoardRef) throws -> ItemPlace?
    /// How many records have an item.
    func ownedItems(_ ref: BoardRef) throws -> Int
    /// Records whose item was not read back from the board, in order of key.
    func unshown(_ ref: BoardRef, after key: String?, limit: Int) throws -> [RecordRow]
    /// Items that show something else than was known to be written, in order of id.
    func suspects(_ ref: BoardRef, after itemID: String?, limit: Int) throws -> [ReadBackItem]
    /// Records whose item is known not to be on the board, with where it is, in order of key.
    func lost(_ ref: BoardRef, after key: String?, limit: Int) throws -> [(row: RecordRow, place: ItemPlace)]
    /// Listed items with a key of ours that no record owns, in order of key, the oldest of a key first.
    func ownerless(_ ref: BoardRef, after last: ReadBackItem?, limit: Int) throws -> [ReadBackItem]
    /// Of every key on the board the oldest item, in order of key.
    func oldest(_ ref: BoardRef, after key: String?, limit: Int) throws -> [ReadBackItem]
    /// Where the items of these keys are; a listed one counts before any other.
    func places(_ ref: BoardRef, keys: [String]) throws -> [String: ItemPlace]
    /// How many items were read back with a key of ours, how many of them share their key with an older one, and how
    /// many have another key or none.
    func readBack(_ ref: BoardRef) throws -> (ours: Int, younger: Int, strangers: Int)
}

/// What reconciliation changes.
package protocol ReadBackWriter {
    /// Keeps items that were read back.
    ///
    /// - Returns: the ids of those that were not kept yet.
    func keep(_ items: [ReadBackItem], _ ref: BoardRef) throws -> Set<String>
    /// Replaces what is kept of an item.
    func update(_ item: ReadBackItem, _ ref: BoardRef) throws
    /// Forgets what was read back.
    func forgetReadBack(_ ref: BoardRef) throws
    /// Has every record without a listed item forget its item; the next full read decides what becomes of it.
    ///
    /// - Returns: how many had one.
    func forgetUnlisted(_ ref: BoardRef) throws -> Int
    /// Forgets every request whose outcome is not known, and the scan under way.
    func closeAllWork(_ ref: BoardRef) throws
    /// Keeps what a reconciliation found; only the last hundred of a board are kept.
    func keep(_ report: BoardReconciliation) throws
}
