import HTTPClient

/// Why there is no answer at all: the request could not be made, sent, or answered whole.
package struct MondayError: Error, Sendable, CustomStringConvertible {
    /// What to do: `temporary` where nothing was sent, `unknownOutcome` where it may have been, or `unauthorized` for a
    /// missing token, `requestInvalid` for a request that cannot be sent.
    package let failure: MondayFailure
    /// What monday may know of the request.
    package let delivery: HTTPClientError.Delivery
    /// The transport's error, where it was one.
    package let cause: HTTPClientError?

    init(_ failure: MondayFailure, delivery: HTTPClientError.Delivery = .nothingSent, cause: HTTPClientError? = nil) {
        self.failure = failure
        self.delivery = delivery
        self.cause = cause
    }

    init(_ error: HTTPClientError) {
        let kind: MondayFailure.Kind =
            switch (error.delivery, error.code) {
            case (.unknown, _): .unknownOutcome
            case (.nothingSent, .requestInvalid): .requestInvalid
            case (.nothingSent, _): .temporary(wait: nil)
            }
        self.init(MondayFailure(kind, message: error.message + "."), delivery: error.delivery, cause: error)
    }

    package var description: String {
        failure.description
    }
}
