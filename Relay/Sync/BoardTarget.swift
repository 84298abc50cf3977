import Foundation
import Mapping

/// Where items are written to: one account at monday.com.
package protocol BoardTarget: KeyReader {
    /// Reads a board's columns and groups.
    ///
    /// - Parameter boardID: the board's id.
    /// - Returns: the board, or `nil` when the account shows none with this id.
    /// - Throws: ``TargetError``.
    func describe(boardID: String) async throws(TargetError) -> BoardDescription?

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
    /// What the request cost; `nil` where no answer named it.
    package var cost: RequestCost?

    package init(_ outcomes: [MutationOutcome], requestID: String? = nil, cost: RequestCost? = nil) {
        self.outcomes = outcomes
        self.requestID = requestID
        self.cost = cost
    }
}

/// What a request cost of monday's complexity.
package struct RequestCost: Hashable, Sendable {
    /// In monday's points.
    package var points: Int
    /// What is left of the account's minute, in points; `nil` where that was not said.
    package var left: Int?
    /// When the minute begins anew, in milliseconds.
    package var resetsIn: Int

    package init(points: Int, left: Int? = nil, resetsIn: Int = 0) {
        self.points = points
        self.left = left
        self.resetsIn = resetsIn
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

    /// What a member of a request adds to its document, and to the names of its variables, at most.
    private static let frame = 300

    /// How many bytes it adds to a request's body, at most.
    package var bytes: Int {
        switch self {
        case .create(let name, let values): Self.frame + Self.quoted(name) + Self.quoted(values)
        case .change(let itemID, let values): Self.frame + itemID.utf8.count + Self.quoted(values)
        }
    }

    /// How long a text is in JSON, without its quotes.
    private static func quoted(_ text: String) -> Int {
        text.utf8.reduce(0) { size, byte in
            size + (byte < 0x20 ? 6 : byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 2 : 1)
        }
    }
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
        /// Somebody else is changing the board; nothing goes to this board for so many milliseconds.
        case boardLocked(wait: Int)
        /// The same request is still running at monday; its answer is asked for after so many milliseconds.
        case underWay(wait: Int)
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
