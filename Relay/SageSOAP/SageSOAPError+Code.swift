extension SageSOAPError {
    /// The causes, sorted by what to do about them.
    package enum Code: String, Sendable, CaseIterable {
        // What Sage says in a fault; SageFaultTable has how it is known.

        /// The account is not one of Sage's, its password is wrong, or it may not use web services.
        case logon
        /// The service is not enabled for this at one of Sage's levels.
        case notEnabled = "not-enabled"
        /// A value names something that Sage does not have: a ZIP code, an item, a terms code.
        case valueNotOnFile = "value-not-on-file"
        /// There is no such record.
        case notFound = "not-found"
        case valueTooLong = "value-too-long"
        /// There is such a record already.
        case alreadyExists = "already-exists"
        /// The service met an error of its own, and does not say which.
        case unexpected
        /// The service does not understand the call: it is not the one whose contract was read.
        case notUnderstood = "not-understood"
        /// Anything else that Sage says.
        case sageRefused = "sage-refused"

        // What lies before Sage.

        /// The WSDL lacks something, or cannot be read.
        case contract
        /// What was to be sent does not fit the contract, or XML; nothing was tried.
        case requestInvalid = "request-invalid"
        /// No connection could be made.
        case unreachable
        /// The host's name leads to an address to which no connection is allowed.
        case addressRefused = "address-refused"
        /// The server's certificate is not the one that is trusted.
        case untrusted
        /// A deadline passed.
        case timedOut = "timed-out"
        /// The connection ended before the answer was whole.
        case connectionLost = "connection-lost"
        /// The server sends the call to another address, where it is not sent.
        case redirected
        /// The web server asks for a log-on of its own (HTTP 401).
        case unauthorized
        /// The web server refuses (HTTP 403).
        case forbidden
        /// There is nothing at the address (HTTP 404).
        case noService = "no-service"
        /// The service is stopped or overloaded (HTTP 503 and the like).
        case unavailable
        /// The answer is none that the contract describes.
        case answerInvalid = "answer-invalid"
        case answerTooLarge = "answer-too-large"
        /// A creation may have happened, and the service does not say whether.
        case outcomeUnknown = "outcome-unknown"
        /// The record that has the number is another one.
        case conflict
        case cancelled
    }
}
