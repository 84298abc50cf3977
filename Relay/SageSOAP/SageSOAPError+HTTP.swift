import HTTPClient

extension SageSOAPError {
    /// Sorts out why there is no whole answer.
    init(_ error: HTTPClientError) {
        let code: Code =
            switch error.code {
            case .requestInvalid: .requestInvalid
            case .tls: .untrusted
            case .timedOut: .timedOut
            case .connectionLost: .connectionLost
            case .answerTooLarge: .answerTooLarge
            case .answerInvalid: .answerInvalid
            case .cancelled: .cancelled
            case .addressRefused: .addressRefused
            default: .unreachable
            }
        let advice =
            switch error.code {
            case .tls:
                " Check the server's certificate, certificate-bundle and pin (docs/soap.md), and that the port speaks TLS."
            case .addressRefused:
                " Where the server is meant to be in your own network, allow-private-addresses: true says so."
            case .resolve, .connect: " Check the host and port of soap.url, the firewall, and that IIS runs."
            default: ""
            }
        self.init(
            code, error.message + "." + advice,
            isRetryable: [.resolve, .connect, .timedOut, .connectionLost].contains(error.code),
            delivery: error.delivery == .nothingSent ? .nothingDone : .unknown)
    }

    /// The same error, as one of a call that changes nothing whatever becomes of it.
    func withNothingDone() -> SageSOAPError {
        SageSOAPError(code, message, isRetryable: isRetryable, sageCode: sageCode, sageText: sageText)
    }
}
