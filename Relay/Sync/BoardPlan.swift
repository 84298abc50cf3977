/// What a sync would do to one board.
package struct BoardPlan: Codable, Hashable, Sendable {
    /// One field of an item that would be written.
    package struct Change: Codable, Hashable, Sendable {
        /// The field's own name, `due-date`; `name` for the item's name.
        package var field: String
        /// The field's usual title, `Due Date`.
        package var title: String
        /// What the item is known to show; `nil` for nothing.
        package var old: String?
        /// What it would show; `nil` for nothing.
        package var new: String?
    }

    /// One record whose item would be written.
    package struct Record: Codable, Hashable, Sendable {
        package enum Action: String, Codable, Sendable {
            /// Looked up on the board, and created unless it is there.
            case create
            case change
            /// Sage no longer holds it: its item would say so.
            case gone
            /// The board cannot show it; ``Record/problem`` says why.
            case block
        }

        /// The record's key in its text form.
        package var key: String
        /// The item's name.
        package var name: String
        package var action: Action
        package var changes: [Change]
        /// Whether it is known what the item shows; if not, every field is sent.
        package var isItemKnown: Bool
        package var problem: String?
    }

    /// How many items one field would change of.
    package struct FieldCount: Codable, Hashable, Sendable {
        package var field: String
        package var title: String
        package var records: Int
    }

    /// The board's name, `acme/ap-invoices`.
    package let board: String
    /// `poll`, `full` or `sweep`.
    package internal(set) var mode: String
    /// Records that were read from Sage.
    package internal(set) var read = 0
    /// Records whose item would be created.
    package internal(set) var create = 0
    /// Records whose item would be changed.
    package internal(set) var change = 0
    package internal(set) var unchanged = 0
    /// Records that the board's scope leaves out.
    package internal(set) var outOfScope = 0
    /// Records that Sage no longer holds and whose item would say so; `nil` where the mode does not look.
    package internal(set) var gone: Int?
    /// Records that could not be read.
    package internal(set) var unreadable = 0
    /// Records that are on their way already, and that nothing read changes again.
    package internal(set) var queued = 0
    /// Records that a person must mend, and that nothing read changes, with those that would become so.
    package internal(set) var blocked = 0
    /// Records that wait for a person's word; what they would change is among the fields and the records.
    package internal(set) var held = 0
    /// Which fields would change, the most frequent first; new items are not counted.
    package internal(set) var fields: [FieldCount] = []
    /// The first records by key.
    package internal(set) var records: [Record] = []
    package internal(set) var cost: PlanCost?
    /// What a person should know besides, a sentence each.
    package internal(set) var notes: [String] = []
    /// Why the board cannot be planned, in one sentence.
    package internal(set) var problem: String?

    package init(board: String, mode: ScanRow.Mode) {
        self.board = board
        self.mode = mode.rawValue
    }

    /// A board that cannot be planned.
    package init(board: String, mode: ScanRow.Mode, problem: String) {
        self.init(board: board, mode: mode)
        self.problem = problem
    }

    /// How many items would be written.
    package var writes: Int { create + change + (gone ?? 0) }
}
