import Mapping

/// What is known of a board's index: when it was read, and whether it may still be believed.
///
/// Pure: every method is a transition, and the store saves what comes out.
package struct IndexRow: Hashable, Sendable {
    package let board: BoardRef
    /// The board at monday that was read; empty before the first reading.
    package private(set) var boardID: String
    /// The column that was read.
    package private(set) var keyColumnID: String
    /// When the last reading that came to its end began, in milliseconds since 1970; `nil` when none may be believed.
    package private(set) var startedAt: Int64?
    /// The number of the last reading that began; every item carries that of the last reading which saw it.
    package private(set) var reading: Int64
    /// How many items the board is thought to hold; `nil` where monday never said.
    package private(set) var items: Int?

    package init(
        board: BoardRef, boardID: String = "", keyColumnID: String = "", startedAt: Int64? = nil, reading: Int64 = 0,
        items: Int? = nil
    ) {
        self.board = board
        self.boardID = boardID
        self.keyColumnID = keyColumnID
        self.startedAt = startedAt
        self.reading = reading
        self.items = items
    }

    /// Whether it was read whole for this board and column by a reading that began at a moment, or later.
    ///
    /// - Parameters:
    ///   - mapping: the board and its key column.
    ///   - moment: milliseconds since 1970.
    /// - Returns: whether it may be believed.
    package func isGood(for mapping: BoardMapping, newerThan moment: Int64) -> Bool {
        isOf(mapping) && startedAt.map { $0 >= moment } ?? false
    }

    /// Whether what it holds is of this board and column.
    func isOf(_ mapping: BoardMapping) -> Bool {
        boardID == mapping.boardID && keyColumnID == mapping.keyColumnID
    }

    /// Whether there is something that own items are to be added to.
    var isKept: Bool { startedAt != nil || isBeingRead }

    /// Whether a reading began that did not end.
    private var isBeingRead: Bool { reading % 2 == 1 }

    /// Begins a reading; one that is under way is of no use any more.
    ///
    /// - Parameter mapping: the board and its key column.
    /// - Returns: the reading's number, which is odd while it is under way.
    mutating func begin(_ mapping: BoardMapping) -> Int64 {
        if !isOf(mapping) { startedAt = nil }
        (boardID, keyColumnID) = (mapping.boardID, mapping.keyColumnID)
        reading += isBeingRead ? 2 : 1
        return reading
    }

    /// Ends a reading, unless another began meanwhile, or something happened that makes what it read doubtful.
    ///
    /// - Parameters:
    ///   - number: from ``begin(_:)``.
    ///   - began: when it began, in milliseconds since 1970.
    ///   - count: how many items with a key there are.
    /// - Returns: whether the index may be believed now.
    mutating func end(_ number: Int64, began: Int64, items count: Int) -> Bool {
        guard number == reading else { return false }
        // Monday counts items without a key too.
        (startedAt, items) = (began, max(items ?? 0, count))
        reading += 1
        return true
    }

    /// Something happened that the index does not know of: it is not believed before it is read again.
    mutating func forget() {
        startedAt = nil
        if isBeingRead { reading += 1 }
    }

    /// Takes in what monday, or what was just created, says of the board's size.
    mutating func count(items count: Int?) { items = count }

    /// How many pages a reading would take; `nil` where the board's size is not known.
    func pages(of size: Int) -> Int? { items.map { max(1, ($0 + size - 1) / size) } }
}
