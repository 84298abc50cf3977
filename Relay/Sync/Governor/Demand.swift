/// What somebody wants to ask of monday: what the account's limits decide by.
package struct Demand: Sendable, Hashable {
    package var lane: Lane
    package var kind: RequestKind
    /// The board's id at monday, which has a limit and a turn of its own; empty for what concerns the account.
    package var board: String
    /// The board for whose records it is asked, where that is another one: for those of the board that the subitems are
    /// below, say.
    package var owner: String
    /// How many items, or the like, it is about; fewer may be granted, at least one.
    package var members: Int
    /// Whether it must carry all its members, since its bytes are written down already.
    package var isWhole: Bool

    package init(
        _ kind: RequestKind = .other, lane: Lane = .live, board: String = "", owner: String? = nil, members: Int = 1,
        isWhole: Bool = false
    ) {
        self.lane = lane
        self.kind = kind
        self.board = board
        self.owner = owner ?? board
        self.members = max(1, members)
        self.isWhole = isWhole
    }
}
