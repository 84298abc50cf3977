import HTTPClient

/// Carries requests to monday; the HTTP client, or a fake in tests.
package protocol MondayTransport: Sendable {
    /// Sends one request and waits for the whole answer.
    ///
    /// - Parameter request: with all header fields.
    /// - Returns: the answer, of whatever status.
    /// - Throws: ``HTTPClientError`` where there is no whole answer.
    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response
}

extension HTTPClient: MondayTransport {}
