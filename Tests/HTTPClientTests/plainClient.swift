import HTTPClient

/// A client that may speak plain http to this machine.
func plainClient(_ change: (inout HTTPClient.Options) -> Void = { _ in }) throws -> HTTPClient {
    var options = HTTPClient.Options()
    options.allowsPlainLoopback = true
    change(&options)
    return try HTTPClient(options)
}

/// The error that the work ends with, if any.
func failure(_ work: () async throws -> Void) async -> HTTPClientError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? HTTPClientError
    }
}
