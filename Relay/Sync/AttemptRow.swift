import Foundation
import Mapping

/// One request that writes to a board, durable before it is sent.
///
/// The exact body and its Idempotency-Key are kept until the outcome is known, so that the identical request can be
/// replayed; monday answers a replay from its cache for 30 minutes.
package struct AttemptRow: Hashable, Sendable {
    /// What the request does to its members.
    package enum Action: String, Sendable {
        case create, change
    }

    /// One record in the request.
    package struct Member: Codable, Hashable, Sendable {
        /// The record's key in its text form.
        package var key: String
        /// The item that is changed; `nil` when it is created.
        package var itemID: String?
        /// What was sent of it.
        package var content: ItemContent

        package init(key: String, itemID: String?, content: ItemContent) {
            self.key = key
            self.itemID = itemID
            self.content = content
        }
    }

    /// What to do with a create whose outcome is not known, after a look-up.
    package enum Verdict: Hashable, Sendable {
        /// Nothing of it is on the board, and the replay window is open: send the identical bytes again.
        case replay
        /// Some of it is there, and the rest may still come: look once more after the settle time.
        case lookAgain
        /// What is there is adopted; what is not goes out under a new attempt, after a look-up of its own.
        case close
    }

    /// How long after the first sending the identical request may be replayed, in milliseconds.
    ///
    /// Monday keeps answers for 30 minutes; five of them are left for clocks that differ and for the request itself.
    package static let replayWindow: Int64 = 25 * 60 * 1000

    /// How often the identical request is replayed: what monday cannot answer thrice is better asked anew.
    package static let mostReplays = 3

    package let id: Int64
    package let board: BoardRef
    package let action: Action
    package let idempotencyKey: String
    package let body: Data
    package let members: [Member]
    /// When it was written down, in milliseconds since 1970; it was sent right after.
    package let createdAt: Int64
    /// Not to be looked at before this time, in milliseconds since 1970.
    package private(set) var dueAt: Int64
    /// How many look-ups found the same part of it on the board.
    package private(set) var looks: Int
    /// How many members the last look-up found.
    package private(set) var found: Int

    package init(
        id: Int64, board: BoardRef, action: Action, idempotencyKey: String, body: Data, members: [Member],
        createdAt: Int64, dueAt: Int64, looks: Int = 0, found: Int = 0
    ) {
        self.id = id
        self.board = board
        self.action = action
        self.idempotencyKey = idempotencyKey
        self.body = body
        self.members = members
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.looks = looks
        self.found = found
    }

    /// Judges a look-up of a create in doubt.
    ///
    /// A replay is right only while nothing of it is on the board: monday runs it from its cache, or, if it never ran,
    /// for the first time. As soon as some of it is there it did run, perhaps not to its end, and only the look-up can
    /// say which members are missing; two equal look-ups, the settle time apart, settle it.
    ///
    /// - Parameters:
    ///   - count: how many of the members are on the board.
    ///   - now: milliseconds since 1970.
    ///   - settle: how long a search may lag behind a write, in milliseconds.
    /// - Returns: what to do now.
    package mutating func judge(found count: Int, now: Int64, settle: Int) -> Verdict {
        let isSame = looks > 0 && count == found
        looks += 1
        found = count
        dueAt = now + Int64(settle)
        if count == members.count { return .close }
        if count == 0 {
            let mayReplay = now - createdAt < Self.replayWindow && looks <= Self.mostReplays
            return mayReplay ? .replay : isSame ? .close : .lookAgain
        }
        return isSame ? .close : .lookAgain
    }

    /// Not to be looked at before this time.
    package mutating func postpone(until: Int64) {
        dueAt = until
    }
}
