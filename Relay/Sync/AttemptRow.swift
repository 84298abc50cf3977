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
        /// Makes, changes or deletes subitems.
        case createLines = "create-lines"
        case changeLines = "change-lines"
        case deleteLines = "delete-lines"
    }

    /// A line of a record, in a request that writes subitems.
    package struct Line: Codable, Hashable, Sendable {
        /// The line's key within its record.
        package var key: String
        /// The record's item, below which the subitem is.
        package var parentID: String

        package init(key: String, parentID: String) {
            self.key = key
            self.parentID = parentID
        }
    }

    /// One record in the request.
    package struct Member: Codable, Hashable, Sendable {
        /// The record's key in its text form.
        package var key: String
        /// The item that is changed; `nil` when it is created.
        package var itemID: String?
        /// What was sent of it.
        package var content: ItemContent
        /// The line that it is about, where its subitem is written: ``itemID`` and ``content`` are the subitem's then.
        package var line: Line?

        package init(key: String, itemID: String?, content: ItemContent, line: Line? = nil) {
            self.key = key
            self.itemID = itemID
            self.content = content
            self.line = line
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

    /// The longest time between two looks, in milliseconds.
    package static let longestSettle: Int64 = 5 * 60 * 1000
    /// How often a replay may be answered without saying what came of it, until it is better asked anew.
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
        let leftNoTrace = count == 0 && found == 0
        looks += 1
        found = count
        // Looks grow apart, since a search may lag longer than usual: twice the settle time, four times …
        dueAt = now + min(Int64(settle) << Int64(min(looks, 6)), Self.longestSettle)
        if count == members.count { return .close }
        let mayReplay = mayReplay(now: now) && looks <= Self.mostReplays
        return leftNoTrace && mayReplay ? .replay : isSame ? .close : .lookAgain
    }

    /// Whether monday still remembers the request's Idempotency-Key.
    package func mayReplay(now: Int64) -> Bool {
        now - createdAt < Self.replayWindow
    }

    /// Takes the last look back: the replay that it led to was not taken, and says nothing.
    package mutating func uncountLook() {
        looks = max(0, looks - 1)
    }

    /// Not to be looked at before this time.
    package mutating func postpone(until: Int64) {
        dueAt = until
    }
}
