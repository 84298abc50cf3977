/// One bulk import, from its start to its report.
///
/// The states are those of monday's bulk-import pages. Pure: time and the account are given to it.
struct ImportJob {
    /// Where files are put; the job's number follows.
    static let uploadPath = "/imports/uploads/"
    /// How long an upload address and a report address are good.
    static let addressLifetime: SimulatorClock.Milliseconds = 10 * 60_000

    /// monday's `BulkImportState`.
    enum State: String {
        case uploadPending = "UPLOAD_PENDING"
        case rejected = "REJECTED"
        case processing = "PROCESSING"
        case completed = "COMPLETED"
        case failed = "FAILED"

        /// Whether nothing happens any more.
        var isFinal: Bool { self == .rejected || self == .completed || self == .failed }
    }

    /// monday's `BulkImportFailureReason`.
    enum Reason: String {
        case invalidUpload = "INVALID_UPLOAD"
        case authorizationFailed = "AUTHORIZATION_FAILED"
        case permissionDenied = "PERMISSION_DENIED"
        case boardCapacity = "BOARD_CAPACITY_EXCEEDED"
        case accountCapacity = "ACCOUNT_CAPACITY_EXCEEDED"
        case fileTooLarge = "FILE_TOO_LARGE"
        case internalError = "INTERNAL_ERROR"
    }

    /// Which items a row stands for.
    struct Match {
        let column: String
        /// Whether a matching item is left alone rather than changed.
        let skips: Bool
    }

    /// monday's `ItemsJobItemCounts`.
    struct Counts: Equatable {
        var submitted = 0
        var invalid = 0
        var skipped = 0
        var created = 0
        var updated = 0
        var failed = 0
    }

    /// A file on its way through the import.
    struct File {
        var reader: CSVReader
        /// The positions of the board's columns, for each field of a record; the first is the name.
        var columns: [Int] = []
        let takenAt: SimulatorClock.Milliseconds
        var begunAt: SimulatorClock.Milliseconds = 0
        /// The fault that strikes the import.
        var fault: Fault?
        /// Whether the import waits to be released.
        var isHeld = false
    }

    let id: String
    let isBackfill: Bool
    let board: Int
    let group: String
    let match: Match?
    /// What the addresses are signed with.
    let signature: String
    let startedAt: SimulatorClock.Milliseconds
    var state = State.uploadPending
    var counts = Counts()
    var reason: Reason?
    var message: String?
    /// The file, from its arrival to the end of the job.
    var file: File?
    /// How many rows are behind.
    var processed = 0
    /// Whether a file was taken: a second one is refused.
    var hasFile = false
    /// Whether its number answers no question any more.
    var isForgotten = false
    /// The lines of the report behind its heading.
    var report: [String] = []

    /// Whether something can happen to the job by itself.
    var isWaiting: Bool { file != nil && !state.isFinal }

    /// How far the import is, 0 to 100.
    var progress: Int {
        if state == .completed { return 100 }
        return processed * 100 / max(1, counts.submitted)
    }

    /// Ends the job.
    ///
    /// - Parameters:
    ///   - state: A final state.
    ///   - reason: Why, for a job that did not do everything.
    ///   - message: The same for people.
    mutating func end(_ state: State, _ reason: Reason? = nil, _ message: String? = nil) {
        (self.state, self.reason, self.message, file) = (state, reason, message, nil)
    }

    /// Where the file is to be put.
    func uploadURL(_ address: String) -> String {
        "\(address)\(Self.uploadPath)\(id)?X-Amz-Expires=\(Self.addressLifetime / 1000)&X-Amz-Signature=\(signature)"
    }

    /// Where the report lies, for ten minutes from now; `nil` before there is one.
    func reportURL(_ address: String, now: SimulatorClock.Milliseconds) -> String? {
        guard hasReport else { return nil }
        return "\(address)/imports/reports/\(id)?expires=\(now + Self.addressLifetime)&signature=\(signature)"
    }

    /// Whether there is a report: of every job that looked at its rows.
    var hasReport: Bool { state == .completed || (state == .failed && counts.submitted > 0) }

    /// The job for the simulator's own pages and for checks.
    var json: JSONValue {
        [
            "id": .string(id), "board": .string(String(board)), "kind": isBackfill ? "backfill" : "ingest",
            "state": .string(state.rawValue), "reason": .optional(reason?.rawValue),
            "submitted": .integer(counts.submitted),
            "created": .integer(counts.created), "updated": .integer(counts.updated),
            "skipped": .integer(counts.skipped), "invalid": .integer(counts.invalid), "failed": .integer(counts.failed),
        ]
    }
}
