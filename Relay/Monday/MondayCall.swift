import Foundation

/// One request to monday, as the exact bytes to send.
///
/// A caller that must never act twice stores ``body`` and ``idempotencyKey`` before the first sending, and sends the
/// same bytes with the same key again when the outcome is unknown: monday answers a known key from its cache for 30
/// minutes (developer.monday.com, "Idempotency").
package struct MondayCall: Hashable, Sendable {
    /// What the request does.
    package enum Kind: String, Sendable, Codable {
        case query
        case mutation
    }

    package let kind: Kind
    /// The JSON text of the HTTP request.
    package let body: Data
    /// Sent with mutations only; monday ignores it on queries.
    package let idempotencyKey: String?
    /// What the request is for, in a word, for whoever counts requests; not sent.
    package let operation: String
    /// How many items it writes, 1 where it writes none; not sent.
    package let members: Int

    /// Takes stored bytes back.
    package init(body: Data, idempotencyKey: String?, kind: Kind, operation: String = "other", members: Int = 1) {
        self.body = body
        self.idempotencyKey = idempotencyKey
        self.kind = kind
        self.operation = operation
        self.members = members
    }

    /// Joins a document and its variables.
    ///
    /// - Parameters:
    ///   - document: a GraphQL document of one operation; every value is a variable, so nothing needs escaping.
    ///   - variables: by name, without `$`.
    ///   - kind: what the document's operation is.
    ///   - idempotencyKey: for mutations; any text without control characters, unique to this attempt.
    ///   - operation: what it is for, in a word.
    ///   - members: how many items it writes.
    init(
        document: String, variables: [String: JSONValue], kind: Kind, idempotencyKey: String? = nil,
        operation: String = "other", members: Int = 1
    ) {
        let request = JSONValue.object(["query": .string(document), "variables": .object(variables)])
        self.init(
            body: Data(request.text.utf8), idempotencyKey: idempotencyKey, kind: kind,
            operation: operation, members: members)
    }
}
