import HTTPClient

/// Carries requests to the service; the HTTP client, or a fake in tests.
package protocol SOAPTransport: Sendable {
    /// Sends one request and waits for the whole answer, following no redirect.
    ///
    /// - Parameter request: with all header fields.
    /// - Returns: the answer, of whatever status.
    /// - Throws: ``HTTPClientError`` where there is no whole answer.
    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response
}

extension HTTPClient: SOAPTransport {}
