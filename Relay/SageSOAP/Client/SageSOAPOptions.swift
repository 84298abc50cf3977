/// How calls are made.
package struct SageSOAPOptions: Hashable, Sendable {
    /// For one request with its answer; Sage takes seconds to open a company's objects for the first time.
    package var deadline: Duration = .seconds(60)
    /// For a whole call, its waits and all its requests included: no request begins later than this.
    package var patience: Duration = .seconds(180)
    /// Requests of one call at most, those that only look included.
    package var attempts = 5
    /// The ceiling of the first wait; see `Backoff`.
    package var firstWait: Duration = .seconds(1)
    package var longestWait: Duration = .seconds(30)
    /// Retries that all calls together have in stock; each success earns a tenth of one.
    package var retries = 20
    /// A sales order of 1,000 lines has 2 MiB.
    package var maximumAnswerBytes = 8 * 1024 * 1024
    package var userAgent = "sage-relay"
    /// The `dateTime` that stands for no day; `nil`: the service is asked once.
    package var nullDateTime: String?

    package init() {}
}
