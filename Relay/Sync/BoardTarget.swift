import Foundation
import Mapping

/// Where items are written to: one account at monday.com.
package protocol BoardTarget: Sendable {
    /// Reads a board's columns and groups.
    ///
    /// - Parameter boardID: the board's id.
    /// - Returns: the board, or `nil` when the account shows none with this id.
    /// - Throws: ``TargetError``.
    func describe(boardID: String) async throws(TargetError) -> BoardDescription?

    /// Finds the items whose key column holds one of these keys, as monday matches text: whole, folding case.
    ///
    /// - Parameters:
    ///   - keys: at most 100 keys.
    ///   - mapping: the board and its key column.
    /// - Returns: every item found with the text of its key column; the caller compares exactly.
    /// - Throws: ``TargetError``.
    func lookUp(keys: [String], mapping: BoardMapping) async throws(TargetError) -> [FoundItem]

    /// The exact body of a request that writes items.
    ///
    /// - Parameters:
    ///   - mutations: one for each member, in order.
    ///   - mapping: the board and the group for new items.
    /// - Returns: the body that ``send(body:idempotencyKey:action:mutations:)`` takes.
    func body(_ mutations: [ItemMutation], mapping: BoardMapping) -> Data

    /// Sends a request that writes items.
    ///
    /// - Parameters:
    ///   - body: from ``body(_:mapping:)``, or such a body from the store.
    ///   - idempotencyKey: the same for every sending of the same body.
    ///   - action: what it does to its members.
    ///   - mutations: how many members it has.
    /// - Returns: what came of it.
    func send(
        body: Data, idempotencyKey: String, action: AttemptRow.Action, mutations: Int
    ) async -> MutationAnswer
}

/// What came of a request that writes items.
package struct MutationAnswer: Hashable, Sendable {
    /// One for each member, in order.
    package var outcomes: [MutationOutcome]
    /// Monday's number of the request, for the history and for monday's support; `nil` where no answer named one.
    package var requestID: String?

    package init(_ outcomes: [MutationOutcome], requestID: String? = nil) {
        self.outcomes = outcomes
        self.requestID = requestID
    }
}

/// An item that a look-up found.
package struct FoundItem: Hashable, Sendable {
    package var id: String
    package var key: String

    package init(id: String, key: String) {
        self.id = id
        self.key = key
    }
}

/// One write of one item.
package enum ItemMutation: Hashable, Sendable {
    case create(name: String, columnValues: String)
    case change(itemID: String, columnValues: String)
}

/// What came of one write.
package enum MutationOutcome: Hashable, Sendable {
    /// Done; the item's id.
    case done(itemID: String)
    /// Refused: nothing of it was written.
    case refused(TargetError)
    /// It may have been written, or not.
    case unknown(TargetError)
}

/// Why monday did not do what was asked.
package struct TargetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is, and so what to do.
    package enum Cause: Hashable, Sendable {
        /// A limit was reached; nothing goes out for so many milliseconds.
        case limited(wait: Int)
        /// A passing failure; nothing was written.
        case temporary
        /// The record is refused: its values do not fit the board.
        case record
        /// The item is no longer on the board.
        case itemGone
        /// The board holds as many items as it can.
        case boardFull
        /// The board cannot be used as it is: deleted, archived, a column gone, a permission lost.
        case board
        /// The account cannot be used: the token is refused.
        case account
        /// The request as a whole is refused, without saying for which member.
        case request
        /// Whether anything was written is not known.
        case unknown
    }

    package var cause: Cause
    /// One sentence for a person: what, and what to do.
    package var sentence: String

    package init(_ cause: Cause, _ sentence: String) {
        self.cause = cause
        self.sentence = sentence
    }

    package var description: String { sentence }
}
