/// The boards that hold the records of one kind and connection between them, in the order in which they fill up.
///
/// A record has its item on one of them, for good: on the one that was the newest when the record was first read.
package struct BoardVolumes: Hashable, Sendable {
    /// One of the boards.
    package struct Volume: Hashable, Sendable {
        package var ref: BoardRef
        /// The board's id at monday.
        package var boardID: String

        package init(ref: BoardRef, boardID: String) {
            self.ref = ref
            self.boardID = boardID
        }
    }

    /// At least two, the first to be filled first.
    package var all: [Volume]
    /// How full a board is, in percent of its limit, when new records go to the next one.
    package var level: Int

    package init(_ all: [Volume], level: Int) {
        self.all = all
        self.level = level
    }

    /// All boards but one.
    func others(of ref: BoardRef) -> [BoardRef] { all.map(\.ref).filter { $0 != ref } }

    /// The board that follows one; `nil` behind the last, and for one that is still to be made.
    package func next(after ref: BoardRef) -> Volume? {
        guard let index = all.firstIndex(where: { $0.ref == ref }), index + 1 < all.count,
            all[index + 1].boardID != BoardSettings.unmadeBoard
        else { return nil }
        return all[index + 1]
    }

    /// Whether a board is so full that new records go to the next one.
    ///
    /// - Parameters:
    ///   - room: how many more items it takes; `nil` where that is not known.
    ///   - limit: how many it takes in all; `nil` where monday does not say.
    /// - Returns: whether so.
    func isFull(room: Int?, limit: Int?) -> Bool {
        guard let room, let limit, limit > 0 else { return false }
        return max(0, limit - room) * 100 >= limit * level
    }
}

extension BoardSettings {
    /// The other boards of these records.
    var otherVolumes: [BoardRef] { volumes?.others(of: ref) ?? [] }
}
