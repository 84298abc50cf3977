import Foundation
import Mapping

/// Where subitems are read from and written to: one account at monday.com.
package protocol LineTarget: Sendable {
    /// Reads items with what stands below them.
    ///
    /// - Parameters:
    ///   - ids: the items, at most ``LocatedItem/most``.
    ///   - mapping: the columns of the subitems' board.
    /// - Returns: those that monday still knows, wherever they are.
    /// - Throws: ``TargetError``.
    func parents(_ ids: [String], mapping: BoardMapping) async throws(TargetError) -> [ParentItem]

    /// The exact body of a request that writes subitems.
    ///
    /// - Parameters:
    ///   - lines: one for each member, in order.
    ///   - boardID: the subitems' board.
    /// - Returns: the body that ``send(lines:idempotencyKey:action:mutations:)`` takes.
    func body(lines: [LineMutation], boardID: String) -> Data

    /// Sends a request that writes subitems.
    ///
    /// - Parameters:
    ///   - body: from ``body(lines:boardID:)``, or such a body from the store.
    ///   - idempotencyKey: the same for every sending of the same body.
    ///   - action: what it does to its members.
    ///   - mutations: how many members it has.
    /// - Returns: what came of it.
    func send(
        lines body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer
}

/// An item with the subitems below it.
package struct ParentItem: Hashable, Sendable {
    package var id: String
    /// `active`, `archived` or `deleted`.
    package var state: String
    package var boardID: String?
    /// Those that are neither archived nor deleted.
    package var subitems: [ShownItem]

    package init(id: String, state: String, boardID: String?, subitems: [ShownItem]) {
        self.id = id
        self.state = state
        self.boardID = boardID
        self.subitems = subitems
    }
}

/// One write of one subitem, as it is sent.
package enum LineMutation: Hashable, Sendable {
    case create(parentID: String, name: String, columnValues: String)
    case change(itemID: String, columnValues: String)
    case delete(itemID: String)

    /// How many bytes it adds to a request's body, at most.
    var bytes: Int {
        switch self {
        case .create(let parent, let name, let values):
            ItemMutation.create(name: name, columnValues: values).bytes + parent.utf8.count
        case .change(let item, let values): ItemMutation.change(itemID: item, columnValues: values).bytes
        case .delete(let item): ItemMutation.change(itemID: item, columnValues: "").bytes
        }
    }

    init(_ work: LineWork, below parentID: String) {
        switch (work.content, work.itemID) {
        case (let content?, nil): self = .create(parentID: parentID, name: content.name, columnValues: work.values)
        case (_?, let itemID?): self = .change(itemID: itemID, columnValues: work.values)
        case (nil, let itemID): self = .delete(itemID: itemID ?? "")
        }
    }
}
