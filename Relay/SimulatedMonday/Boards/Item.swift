/// One row of a board.
struct Item {
    let id: Int
    var name: String
    /// The position of the item's group in the board.
    var group: Int
    /// One cell per column of the board; shorter where columns came later.
    var cells: [Cell?] = []
    var state = ItemState.active
    /// The id of the item whose subitem this is.
    var parent: Int?
    let createdAt: SimulatorClock.Milliseconds
    var updatedAt: SimulatorClock.Milliseconds
    /// Whether the item went to another board; its place in this one stays, since positions never change.
    var hasLeft = false

    /// Whether the item is on its board for everybody to see.
    var isActive: Bool { state == .active && !hasLeft }

    /// The cell of a column, `nil` where it is empty.
    func cell(_ column: Int) -> Cell? {
        column < cells.count ? cells[column] : nil
    }

    /// Fills or empties the cell of a column.
    mutating func setCell(_ column: Int, _ cell: Cell?) {
        while cells.count <= column { cells.append(nil) }
        cells[column] = cell
    }
}

/// Whether an item or board is in use.
package enum ItemState: String, Sendable {
    case active
    case archived
    case deleted
}

/// A group of a board.
struct Group {
    let id: String
    var title: String
    var color: String
    var state = ItemState.active
}
