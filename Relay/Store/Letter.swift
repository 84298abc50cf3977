import Sync

/// A record that needs a person: what is wrong, and what to do.
package struct Letter: Codable, Hashable, Sendable {
    /// Why it is listed.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// It was refused, or failed too often, and is not tried any more.
        case blocked
        /// It failed many times, and is still tried.
        case failing
        /// It could not be read, or its item needs a look.
        case noted
        /// It was blocked, and a person set it aside.
        case dropped

        /// What a person can do about it.
        package var action: String {
            switch self {
            case .blocked:
                "Mend what the sentence names. It goes out again when the record changes, when the relay finds the board"
                    + " changed, or at once with `sage-relay letters retry`; `letters drop` sets it aside."
            case .failing:
                "It is tried again every quarter of an hour, and blocked when \(RecordRow.mostTries) tries have failed."
                    + " `sage-relay letters retry` tries at once."
            case .noted:
                "Do what the sentence says. What could not be read is read again by the next reconciliation, or at once"
                    + " by `sage-relay sync --mode sweep`; `sage-relay letters drop` deletes the note until it comes again."
            case .dropped:
                "A person set it aside. It goes out again when the record changes, or with `sage-relay letters retry`."
            }
        }
    }

    /// The board's name, `acme/ap-invoices`.
    package var board: String
    package var key: String
    package var kind: Kind
    /// How many attempts failed in a row.
    package var failures: Int
    /// When it is tried again, or was noted, in milliseconds since 1970; `nil` for neither.
    package var at: Int64?
    /// What is wrong; it names monday's request where monday gave its number.
    package var sentence: String
    package var action: String
}
