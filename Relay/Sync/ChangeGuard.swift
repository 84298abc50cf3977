/// Judges whether what a scan found may go to the board, or is so much that a person should look first: pure.
///
/// A wrong company, a copy of old data or a lost state file look like changes to thousands of records at once.
package struct ChangeGuard: Hashable, Sendable {
    /// So many records may change at once without being asked about, however few items there are.
    package static let allowance = 50
    /// So many items may be on a board that the state knows nothing of.
    package static let strangers = 20

    /// Which part of a board's items may change with one scan, in percent; `nil` for any.
    package var share: Int?

    package init(share: Int?) {
        self.share = share
    }

    /// Whether a scan's changes may go out.
    ///
    /// - Parameters:
    ///   - held: how many records wait for the judgement.
    ///   - items: how many items the board has, or is about to have without them.
    /// - Returns: whether so.
    package func allows(_ held: Int, of items: Int) -> Bool {
        guard let share else { return true }
        return held <= Self.allowance || held <= items * share / 100
    }

    /// Why changes wait for a person, and what to do.
    package func sentence(held: Int, of items: Int, board: BoardRef) -> String {
        "\(held) records would be made or changed at once on a board of \(items) items, more than its change-limit of"
            + " \(share ?? 100)%: a wrong company, wrong data in Sage, or a lost state file? Nothing of it is sent. Look"
            + " with `sage-relay status` or `sage-relay plan`; put Sage right and sync again, or let the changes out with"
            + " `sage-relay approve \(board)`."
    }

    /// Why a board is not written to of which the state knows no item.
    package static func strangeBoard(items: Int, board: BoardRef) -> String {
        "The board holds \(items) items already, and the state knows none of them: a wrong board, or a lost state file?"
            + " Nothing is sent. `sage-relay rebuild \(board)` takes over the items that are there;"
            + " `sage-relay approve \(board)` goes on as it is, and looks every key up before an item is made."
    }
}
