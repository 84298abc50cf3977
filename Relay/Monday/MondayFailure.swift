/// One thing that monday refused or could not do, sorted by what to do about it.
package struct MondayFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which limit was reached.
    package enum Scope: String, Sendable {
        case minute
        /// Starts anew at 00:00 UTC, whatever wait the answer gives.
        case day
        case concurrency
        case complexity
        case ip
        case other
    }

    /// What to do.
    package enum Kind: Hashable, Sendable {
        /// Not carried out; may be sent after `wait` (`nil`: the answer gives none).
        case rateLimited(wait: Duration?, scope: Scope)
        /// Somebody else changes the board at the moment (HTTP 423).
        case locked(wait: Duration?)
        /// A request with the same idempotency key is still running (HTTP 409).
        case conflictInProgress(wait: Duration?)
        /// monday is not well (5xx, API_TEMPORARILY_BLOCKED), or could not be reached.
        case temporary(wait: Duration?)
        /// Whether it was carried out cannot be told.
        case unknownOutcome
        /// This one record is not acceptable; `columnID` is `name` for the item's name.
        case recordRefused(columnID: String?)
        case itemGone
        case boardFull
        /// The board, a group or a column of it is missing, archived, or not open to this user.
        case boardUnusable
        case unauthorized
        /// The token is good, and its user may not do this to the board.
        case forbidden
        /// Something was changed meanwhile: it is read again first.
        case outOfDate
        /// The request itself is wrong: our fault or a changed API, and trying again cannot help.
        case requestInvalid
        /// A page cursor outlived its 60 minutes: read again from the first page.
        case cursorExpired
        case other
    }

    package let kind: Kind
    /// monday's words, or a sentence of the relay's own; cut to ``maximumMessage`` characters, without control characters.
    package let message: String
    /// Whether they are monday's words.
    package let isQuoted: Bool
    /// monday's error code as it was spelled.
    package let code: String?
    /// Alias and further path of the field concerned; empty for the whole request.
    package let path: [String]
    /// monday's number of the request, for its support.
    package let requestID: String?

    /// monday's messages may list all labels of a column; what is longer fills logs and tables.
    static let maximumMessage = 500
    /// Monday's are UUIDs; one that is longer would fill the history.
    static let maximumRequestID = 100

    init(
        _ kind: Kind, message: String, isQuoted: Bool = false, code: String? = nil, path: [String] = [],
        requestID: String? = nil
    ) {
        self.kind = kind
        self.isQuoted = isQuoted
        self.message = String(
            message.map { $0.isNewline || $0 == "\t" || $0 < " " ? " " : $0 }.prefix(Self.maximumMessage))
        self.code = code.map { String($0.prefix(100)) }
        self.path = path
        self.requestID = requestID
    }

    /// What to do, in one word.
    package var action: ErrorAction { kind.action }

    package var description: String {
        let code = code.map { " [\($0)]" } ?? ""
        let request = requestID.map { " (request \($0))" } ?? ""
        return "\(advice) \(isQuoted ? "monday.com says: " : "")\(message)\(code)\(request)"
    }

    /// One sentence: what it means and what to do.
    package var advice: String {
        switch kind {
        case .rateLimited(_, .minute): "Too many requests this minute; they go on in the next."
        case .rateLimited(_, .day): "The account's calls of today are used up; they go on at 00:00 UTC."
        case .rateLimited(_, .concurrency): "Too many requests at the same time; fewer are sent at once."
        case .rateLimited(_, .complexity): "The account's complexity of this minute is used up; it goes on in the next."
        case .rateLimited(_, .ip): "Too many requests from this address; they go on after a pause."
        case .rateLimited(_, .other): "A limit of monday.com was reached; it goes on after a pause."
        case .locked: "Another process is changing the board; the request is sent again after a pause."
        case .conflictInProgress: "The same request is still running at monday.com; its answer is asked for later."
        case .temporary: "monday.com is not available at the moment; the request is sent again later."
        case .unknownOutcome: "Whether monday.com carried the request out is not known; the board is looked at first."
        case .recordRefused(let column?):
            "monday.com refuses the value of column \(column); correct it in Sage, or the column."
        case .recordRefused(nil): "monday.com refuses this record; correct it in Sage, or its columns on the board."
        case .itemGone: "The item is no longer on the board; it is looked up, and made again if it is not there."
        case .boardFull: "The board holds as many items as it can; archive items or go on with another board."
        case .boardUnusable: "Board, group or column is missing, archived or not open to the token's user; check them."
        case .forbidden:
            "The token's user may not do this on the board; give the user the right, or the token the scope."
        case .outOfDate: "Somebody changed it at the same time; it is read again, and tried once more."
        case .unauthorized: "monday.com does not accept the token or its user; renew the token or give it the right."
        case .requestInvalid:
            "monday.com does not understand the request; check `endpoint` and `api-version`, and report it with its number."
        case .cursorExpired: "Reading the board took longer than 60 minutes; it starts again from the first page."
        case .other: "monday.com reports a fault that is not known here; read its message, and ask its support."
        }
    }
}
