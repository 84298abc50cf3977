/// Whatever monday answered, of any HTTP status: data, errors, or both.
///
/// Status 200 is no success at monday, and partial data is usual: `errors` counts even where `data` is there.
package struct MondayAnswer: Sendable {
    /// What the request cost, in monday's points per minute.
    package struct Complexity: Hashable, Sendable {
        package let query: Int
        package let before: Int
        package let after: Int
        package let reset: Duration
    }

    package let status: Int
    /// The answer's `data`; `nil` where it is missing or null.
    package let data: JSONValue?
    /// All that went wrong; never empty where `data` is `nil`.
    package let errors: [MondayFailure]
    package let requestID: String?
    /// The version that answered; monday answers unknown and outdated ones with another, without an error.
    package let apiVersion: String?
    /// Whether the version that answered is another than the one asked for.
    package let versionDiffers: Bool
    /// Whether monday repeated the stored answer of an earlier request with the same idempotency key.
    package let isReplayed: Bool
    package let limits: RateLimits
    package let complexity: Complexity?

    /// The data of a query whose answer is of use only as a whole.
    ///
    /// - Returns: `data`.
    /// - Throws: the first error, where there is one.
    package func wholeData() throws(MondayFailure) -> JSONValue {
        if let failure = errors.first { throw failure }
        guard let data else {
            throw MondayFailure(.unknownOutcome, message: "The answer has no data.", requestID: requestID)
        }
        return data
    }
}
