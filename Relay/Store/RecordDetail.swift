import Mapping
import Sync

/// Everything that is known of one record, for a person who looks into it.
package struct RecordDetail: Encodable, Hashable, Sendable {
    /// What one field of the item shall show, and is known to show; `nil` for nothing, or not known.
    package struct Field: Encodable, Hashable, Sendable {
        package var name: String
        package var shall: String?
        package var shows: String?
    }

    /// A request whose outcome is not known yet.
    package struct Attempt: Encodable, Hashable, Sendable {
        package var id: Int64
        package var action: String
        package var idempotencyKey: String
        /// How many records it carries.
        package var members: Int
        /// Milliseconds since 1970.
        package var createdAt: Int64
        package var dueAt: Int64
        /// How often it was looked up on the board.
        package var looks: Int
    }

    package var board: String
    package var key: String
    /// As ``RecordRow/State``; `nil` for a record that could never be read.
    package var state: String?
    package var itemID: String?
    package var isGone: Bool
    /// Whether it is known what the item shows.
    package var isShownKnown: Bool
    package var failures: Int
    /// When it may go out, in milliseconds since 1970; 0 for at once.
    package var dueAt: Int64
    /// One sentence on the last failure; it names monday's request where monday gave its number.
    package var problem: String?
    /// What is noted because the record could not be read, or its item needs a look.
    package var note: String?
    /// The item's name first.
    package var fields: [Field]
    package var attempts: [Attempt]
    /// Newest first.
    package var history: [HistoryRow]

    init(
        _ board: BoardRef, _ key: String, _ record: RecordRow?, note: String?, attempts: [AttemptRow],
        history: [HistoryRow]
    ) {
        self.board = board.text
        self.key = key
        self.note = note
        self.history = history
        state = record?.state.rawValue
        itemID = record?.itemID
        isGone = record?.isGone ?? false
        isShownKnown = record?.confirmed != nil
        failures = record?.failures ?? 0
        dueAt = record?.dueAt ?? 0
        problem = record?.problem
        let (shall, shows) = (record?.desired, record?.confirmed)
        let names = Set(shall?.fields.keys ?? [:].keys).union(shows?.fields.keys ?? [:].keys).sorted()
        fields = [Field(name: "name", shall: shall?.name, shows: shows?.name)]
        fields += names.map { Field(name: $0, shall: shall?.fields[$0], shows: shows?.fields[$0]) }
        self.attempts = attempts.map { attempt in
            Attempt(
                id: attempt.id, action: attempt.action.rawValue, idempotencyKey: attempt.idempotencyKey,
                members: attempt.members.count, createdAt: attempt.createdAt, dueAt: attempt.dueAt,
                looks: attempt.looks)
        }
    }
}
