/// What to do about an error of monday's.
package enum ErrorAction: String, Sendable, CaseIterable {
    /// The relay tries again by itself, behind a look at the board where something may have been written.
    case retry
    /// The relay waits as long as monday says, and goes on; no record is blamed.
    case wait
    /// A person mends the record's values, or the board's columns, groups or labels.
    case fixMapping = "fix mapping"
    /// A person renews the token, or gives its user the right.
    case fixCredentials = "fix credentials"
    /// A person decides: trying again cannot help.
    case stop
}

/// Every error that monday is known to give, in all its spellings, and what it means: one row for each meaning.
///
/// The sources are monday's pages on error handling and rate limits, its change log, and what public clients met. A code is
/// compared without case and punctuation. docs/errors.md shows the table.
package enum ErrorTable {
    /// One meaning.
    package struct Row: Sendable {
        package let kind: MondayFailure.Kind
        /// `extensions.code`, or `error_code` of the old form.
        package let codes: [String]
        /// Parts of messages that come without a code, in small letters.
        package let phrases: [String]
        /// The statuses of HTTP that mean this where neither code nor message says more.
        package let statuses: [ClosedRange<Int>]

        fileprivate init(
            _ kind: MondayFailure.Kind, _ codes: [String] = [], phrases: [String] = [],
            statuses: [ClosedRange<Int>] = []
        ) {
            self.kind = kind
            self.codes = codes
            self.phrases = phrases
            self.statuses = statuses
        }
    }

    /// The rows in the order in which messages are searched.
    package static let rows: [Row] = [
        Row(
            .rateLimited(wait: nil, scope: .minute),
            ["MINUTE_RATE_LIMIT_EXCEEDED", "RATE_LIMIT_EXCEEDED", "Minute limit rate exceeded"]),
        Row(.rateLimited(wait: nil, scope: .day), ["DAILY_LIMIT_EXCEEDED"]),
        Row(
            .rateLimited(wait: nil, scope: .concurrency),
            ["MAX_CONCURRENCY_EXCEEDED", "Concurrency limit exceeded"]),
        Row(
            .rateLimited(wait: nil, scope: .complexity), ["COMPLEXITY_BUDGET_EXHAUSTED", "ComplexityException"]),
        Row(.rateLimited(wait: nil, scope: .ip), ["IP_RATE_LIMIT_EXCEEDED"]),
        Row(
            .rateLimited(wait: nil, scope: .other), ["FIELD_MINUTE_RATE_LIMIT_EXCEEDED", "tooManyRequests"],
            statuses: [429...429]),
        Row(.cursorExpired, ["CursorExpiredError", "CursorException"]),
        Row(.locked(wait: nil), phrases: ["currently locked"], statuses: [423...423]),
        Row(.conflictInProgress(wait: nil), ["IDEMPOTENCY_CONFLICT"]),
        Row(
            .temporary(wait: nil), ["API_TEMPORARILY_BLOCKED", "INTERNAL_SERVER_ERROR"], statuses: [500...599]),
        Row(
            .requestInvalid,
            [
                "InvalidArgumentException", "InvalidVersionException", "JsonParseException", "Bad request",
                "undefinedField", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "Parse error",
            ], phrases: ["parse error", "unknown argument"]),
        Row(
            .unauthorized, ["Unauthorized", "USER_ACCESS_DENIED", "missingRequiredPermissions"],
            phrases: ["not authenticated", "ip is restricted"], statuses: [401...401, 403...403]),
        Row(.forbidden, ["UserUnauthorizedException"]),
        Row(
            .recordRefused(columnID: nil),
            ["ColumnValueException", "CorrectedValueException", "InvalidUserIdException", "RecordInvalidException"],
            phrases: ["column value", "does not exist in column"]),
        Row(.recordRefused(columnID: "name"), ["InvalidItemNameException", "ItemNameTooLongException"]),
        Row(.itemGone, ["ResourceNotFoundException", "InvalidItemIdException", "InactiveItemException"]),
        Row(.boardFull, ["ItemsLimitationException"]),
        Row(
            .boardUnusable,
            ["InvalidBoardIdException", "InvalidColumnIdException", "CreateBoardException", "DeleteLastGroupException"]),
        Row(.outOfDate, ["REVISION_MISMATCH"]),
        Row(.unknownOutcome, statuses: [408...408]),
        Row(.other),
    ]

    /// The meaning of a code.
    ///
    /// - Parameter word: the code without case and punctuation.
    /// - Returns: `nil` for a code that is in no row.
    static func kind(ofCode word: String) -> MondayFailure.Kind? { byCode[word] }

    /// The meaning of a message without a code that is known.
    ///
    /// - Parameter text: the message in small letters.
    /// - Returns: `nil` for words that are in no row.
    static func kind(ofMessage text: String) -> MondayFailure.Kind? {
        rows.first { $0.phrases.contains { text.contains($0) } }?.kind
    }

    /// The meaning of a status where nothing else says more.
    static func kind(ofStatus status: Int) -> MondayFailure.Kind? {
        rows.first { $0.statuses.contains { $0.contains(status) } }?.kind
    }

    /// A code without case and punctuation: `MAX_CONCURRENCY_EXCEEDED` and `maxConcurrencyExceeded` are one.
    static func word(_ code: String) -> String {
        String(code.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) })
    }

    private static let byCode = Dictionary(
        rows.flatMap { row in row.codes.map { (word($0), row.kind) } }, uniquingKeysWith: { first, _ in first })
}

extension ErrorTable.Row {
    /// The row as docs/errors.md shows it.
    package var markdown: String {
        let failure = MondayFailure(kind, message: "")
        let told = codes.map { "`\($0)`" } + phrases.map { "\"\($0)\"" }
        let numbers = statuses.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
        return "| \(told.joined(separator: ", ")) | \(numbers.joined(separator: ", ")) | \(kind.action.rawValue) "
            + "| \(failure.advice) |"
    }
}

extension MondayFailure.Kind {
    /// What to do.
    package var action: ErrorAction {
        switch self {
        case .rateLimited, .locked, .conflictInProgress: .wait
        // What is not known is looked at first, and then tried again.
        case .temporary, .unknownOutcome, .itemGone, .cursorExpired, .outOfDate, .other: .retry
        case .recordRefused, .boardUnusable: .fixMapping
        case .unauthorized, .forbidden: .fixCredentials
        case .boardFull, .requestInvalid: .stop
        }
    }
}
