/// A request on its way to the loop's thread.
struct Job: Sendable {
    let id: UInt64
    let request: HTTPClient.Request
    let deadline: ContinuousClock.Instant
    /// Called exactly once, on the loop's thread or by whoever finds the loop closed.
    let completion: @Sendable (Result<HTTPClient.Response, HTTPClientError>) -> Void

    init(
        id: UInt64, request: HTTPClient.Request,
        completion: @escaping @Sendable (Result<HTTPClient.Response, HTTPClientError>) -> Void
    ) {
        self.id = id
        self.request = request
        self.deadline = ContinuousClock.now + request.deadline
        self.completion = completion
    }
}
