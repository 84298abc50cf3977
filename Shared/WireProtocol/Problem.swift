/// What went wrong, as both executables say it: a problem of RFC 9457 (`application/problem+json`).
///
/// `detail` is one sentence for a person that says what, where and what to do; it never holds a secret. Programs go
/// by ``code`` and ``retryable`` alone.
package struct Problem: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// A stable name of the cause.
    package var code: ProblemCode
    /// The HTTP status, also where the problem travels inside a stream.
    package var status: Int
    package var title: String
    package var detail: String
    /// Whether the same request may succeed later without anybody changing anything.
    package var retryable: Bool
    /// Sage's own text, to the letter, where there is one.
    package var sageText: String?

    /// Makes a problem with the status, title and retryability that its code stands for.
    package init(_ code: ProblemCode, detail: String, sageText: String? = nil) {
        self.code = code
        self.status = code.status
        self.title = code.title
        self.detail = detail
        self.retryable = code.isRetryable
        self.sageText = sageText
    }

    package var description: String {
        sageText.map { "\(title): \(detail) Sage says: \($0)" } ?? "\(title): \(detail)"
    }
}

/// The stable names of causes.
///
/// A reader takes a name it does not know by its `status` and `retryable`.
package struct ProblemCode: RawRepresentable, Codable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package static let badRequest = ProblemCode(rawValue: "bad-request")
    package static let unknownRoute = ProblemCode(rawValue: "unknown-route")
    package static let unknownKind = ProblemCode(rawValue: "unknown-kind")
    package static let methodNotAllowed = ProblemCode(rawValue: "method-not-allowed")
    package static let companyNotServed = ProblemCode(rawValue: "company-not-served")
    package static let recordNotFound = ProblemCode(rawValue: "record-not-found")
    package static let badCursor = ProblemCode(rawValue: "bad-cursor")
    package static let recordUnreadable = ProblemCode(rawValue: "record-unreadable")
    package static let recordLocked = ProblemCode(rawValue: "record-locked")
    package static let sageRefused = ProblemCode(rawValue: "sage-refused")
    package static let sageUnavailable = ProblemCode(rawValue: "sage-unavailable")
    package static let deadlineExceeded = ProblemCode(rawValue: "deadline-exceeded")
    package static let shuttingDown = ProblemCode(rawValue: "shutting-down")
    package static let internalError = ProblemCode(rawValue: "internal-error")
    package static let unknownAgent = ProblemCode(rawValue: "unknown-agent")
    package static let versionNotSupported = ProblemCode(rawValue: "version-not-supported")
    package static let upgradeRequired = ProblemCode(rawValue: "upgrade-required")
    package static let tooManyConnections = ProblemCode(rawValue: "too-many-connections")

    private static let known: [ProblemCode: (status: Int, isRetryable: Bool, title: String)] = [
        .badRequest: (400, false, "The request is malformed"),
        .unknownRoute: (404, false, "There is nothing at this path"),
        .unknownKind: (404, false, "There is no such kind of record"),
        .methodNotAllowed: (405, false, "This method is not allowed here"),
        .companyNotServed: (404, false, "This agent does not serve the company"),
        .recordNotFound: (404, false, "There is no record with this key"),
        .badCursor: (400, false, "The cursor is not one of this scan's"),
        .recordUnreadable: (500, false, "The record could not be read"),
        .recordLocked: (423, true, "The record is locked by another user"),
        .sageRefused: (422, false, "Sage 100 refused the request"),
        .sageUnavailable: (503, true, "Sage 100 does not answer"),
        .deadlineExceeded: (504, true, "The deadline passed"),
        .shuttingDown: (503, true, "The agent is shutting down"),
        .internalError: (500, true, "The agent met an error of its own"),
        .unknownAgent: (403, false, "The relay does not know this agent"),
        .versionNotSupported: (400, false, "No common version of the protocol"),
        .upgradeRequired: (426, false, "The connection must be upgraded"),
        .tooManyConnections: (503, true, "The relay takes no more connections now"),
    ]

    package var status: Int { Self.known[self]?.status ?? 500 }
    package var isRetryable: Bool { Self.known[self]?.isRetryable ?? false }
    package var title: String { Self.known[self]?.title ?? rawValue }

    /// Every code of this version of the protocol, in order of name.
    package static var allKnown: [ProblemCode] { known.keys.sorted { $0.rawValue < $1.rawValue } }
}
