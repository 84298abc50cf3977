import Mapping

/// One line of the history: something that happened to a record's item, or that a person decided about it.
package struct HistoryEntry: Hashable, Sendable {
    /// What happened.
    package enum Event: String, Sendable, CaseIterable {
        /// Its item was made.
        case created
        /// Its item was changed, from what it was known to show.
        case changed
        /// Every field of its item was written, since what it showed was not known.
        case rewritten
        /// An item that was on the board already was taken for its own.
        case adopted
        /// Sage no longer holds the record.
        case gone
        /// The record was refused, and waits for a person.
        case blocked
        /// Its item is no longer on the board.
        case lost
        /// The relay archived its item, to make room on the board.
        case archived
        /// Its item leads to other items than before.
        case linked
        /// Subitems of its lines were made, changed or deleted.
        case linesChanged = "lines-changed"
        /// Its item was found to show something else than it should, and is brought back.
        case repaired
        /// A person had it try again.
        case retried
        /// A person set it aside.
        case dropped
        /// The configuration names another board: all records of the old one are looked up, or created, there.
        case boardReplaced = "board-replaced"
        /// The board was taken into use, since the one before it fills up.
        case opened
        /// The record went to the next board before it had an item.
        case handedOver = "handed-over"
        /// The state was taken from what is on the board.
        case rebuilt
        /// A person let out what the board held.
        case approved
        /// A person had the board rest, or go on.
        case paused, resumed
    }

    /// What a field showed and shows; `nil` for nothing.
    package struct Change: Hashable, Sendable {
        package var old: String?
        package var new: String?

        package init(old: String?, new: String?) {
            self.old = old
            self.new = new
        }
    }

    /// What made it happen.
    package struct Cause: Hashable, Sendable {
        /// Milliseconds since 1970.
        package var at: Int64
        package var run: Int64?
        package var attempt: Int64?
        /// Monday's number of the request.
        package var requestID: String?
        /// One sentence, where it needs one; what was refused or lost has the reason by itself.
        package var note: String?

        package init(
            at: Int64, run: Int64? = nil, attempt: Int64? = nil, requestID: String? = nil, note: String? = nil
        ) {
            self.at = at
            self.run = run
            self.attempt = attempt
            self.requestID = requestID
            self.note = note
        }
    }

    package var board: BoardRef
    /// The record's key in its text form; empty for what concerns the whole board.
    package var key: String
    package var event: Event
    package var cause: Cause
    /// By field, those that the board has no column for among them; `name` is the item's name.
    package var changes: [String: Change]
    package var itemID: String?

    package init(
        board: BoardRef, key: String, event: Event, cause: Cause, changes: [String: Change] = [:],
        itemID: String? = nil
    ) {
        self.board = board
        self.key = key
        self.event = event
        self.cause = cause
        self.changes = changes
        self.itemID = itemID
    }

    /// What is told of a record as a whole.
    package init(_ event: Event, _ record: RecordRow, _ cause: Cause) {
        self.init(board: record.board, key: record.key, event: event, cause: cause, itemID: record.itemID)
    }

    /// What a person decided about a whole board.
    package static func decision(
        _ event: Event, _ ref: BoardRef, _ cause: Cause, _ reason: String
    ) -> HistoryEntry {
        var explained = cause
        explained.note = [cause.note, reason].compactMap(\.self).joined(separator: " ")
        return HistoryEntry(board: ref, key: "", event: event, cause: explained)
    }

    static func rebuilt(_ ref: BoardRef, adopted: Int, forgotten: Int, at: Int64) -> HistoryEntry {
        HistoryEntry(
            board: ref, key: "", event: .rebuilt,
            cause: Cause(
                at: at,
                note: "The state was taken from the board: \(adopted) items adopted, \(forgotten) that are not there"
                    + " forgotten."))
    }

    static func boardReplaced(_ ref: BoardRef, from old: String, to new: String, at: Int64) -> HistoryEntry {
        HistoryEntry(
            board: ref, key: "", event: .boardReplaced,
            cause: Cause(
                at: at,
                note: "Board \(new) takes the place of board \(old): every record is looked up, or created, there."))
    }
}

extension HistoryEntry.Change: Codable {
    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        old = try container.decode(String?.self)
        new = try container.decode(String?.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(old)
        try container.encode(new)
    }
}
