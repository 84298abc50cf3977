/// How bulk import behaves where monday's documentation is silent; each default is the reading that asks most of a client.
package struct ImportSettings: Sendable {
    /// How a cell of the match column is compared with what items hold.
    package enum Matching: String, CaseIterable, Sendable {
        /// To the letter.
        case exact
        /// Without case and surrounding space, as searches compare.
        case folded
    }

    /// What becomes of a row that several items match.
    package enum Ambiguity: String, CaseIterable, Sendable {
        /// The oldest item is taken.
        case first
        /// The row is invalid.
        case invalid
    }

    /// Whether the account has bulk import at all.
    package var isOffered = true
    /// Whether the token's user is an administrator, which `backfill_items` asks for.
    package var isAdmin = false
    package var matching = Matching.folded
    package var ambiguity = Ambiguity.invalid
    /// The types of columns that can be a match column; monday's samples show e-mail and phone.
    package var matchKinds: Set<ColumnKind> = [.text, .email, .phone, .numbers]
    /// How many rows are done in a second.
    package var rowsPerSecond = 500
    /// How many milliseconds pass between the end of an upload and the start of its processing.
    package var pickupDelay: SimulatorClock.Milliseconds = 1000
    /// Whether `Idempotency-Key` keeps a second `ingest_items` from starting a second job.
    package var isCoveredByIdempotencyKeys = false
    /// Whether a job whose upload address has expired fails, rather than waiting for its file for ever.
    package var failsWithoutUpload = false
    /// Whether the report names the item of each row.
    package var reportsItemIDs = false
    /// How many bytes a file may have: 150 MB by monday's documentation.
    package var fileLimit = 150_000_000

    /// How many rows a file of `ingest_items` may have.
    package static let ingestRows = 10_000
    /// How many rows a file of `backfill_items` may have.
    package static let backfillRows = 20_000

    /// Bulk import as an ordinary account has it.
    package init() {}
}
