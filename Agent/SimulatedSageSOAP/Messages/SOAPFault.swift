import XML

/// A SOAP 1.1 fault as the service answers it, with HTTP 500.
struct SOAPFault: Error, Hashable {
    /// The namespace of ``code``; SOAP's own for its standard codes.
    let namespace: String
    let code: String
    let text: String
    /// Whether the detail holds a MasFault with code and text.
    let hasDetail: Bool

    /// A fault that Sage's code throws, with a MasFault in its detail.
    static func sage(_ code: Code, _ text: String, _ names: ContractNames) -> SOAPFault {
        SOAPFault(namespace: names.service, code: code.rawValue, text: text, hasDetail: true)
    }

    /// What is not told to anyone but Windows' event log.
    static let unexpected = SOAPFault(
        namespace: Envelope.namespace, code: "Client", text: "An exception occurred.", hasDetail: false)

    /// A value of the request that is none of its type.
    static func deserialization(_ names: ContractNames, _ reason: String) -> SOAPFault {
        SOAPFault(
            namespace: "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher",
            code: "DeserializationFailed",
            text: "The formatter threw an exception while trying to deserialize the message: "
                + "There was an error while trying to deserialize a parameter of \(names.service). \(reason)",
            hasDetail: false)
    }

    /// A SOAPAction that the contract does not have.
    static func unknownAction(_ action: String) -> SOAPFault {
        SOAPFault(
            namespace: "http://schemas.microsoft.com/ws/2005/05/addressing/none", code: "ActionNotSupported",
            text: "The message with Action '\(action.filter { $0 >= " " }.prefix(200))' cannot be processed at the "
                + "receiver, due to a ContractFilter mismatch at the EndpointDispatcher.",
            hasDetail: false)
    }

    /// Another version of SOAP.
    static let versionMismatch = SOAPFault(
        namespace: Envelope.namespace, code: "VersionMismatch",
        text: "The envelope version of the incoming message does not match that of the encoder.", hasDetail: false)

    /// A header that must be understood.
    static func notUnderstood(_ header: String) -> SOAPFault {
        SOAPFault(
            namespace: Envelope.namespace, code: "MustUnderstand",
            text: "The header '\(header)' was not understood by the recipient of this message.", hasDetail: false)
    }
}

extension SOAPFault {
    /// The codes of Sage's own faults.
    enum Code: String, CaseIterable {
        /// A value is not on file.
        case notOnFile = "CI_NOF"
        /// There is no record with the key.
        case noKey = "CI_NoKey"
        /// A text is longer than its column.
        case tooLong = "CI_CharLength"
        /// A record with the key is there already.
        case alreadyExists = "WS_AlreadyExists"
        // What follows is made up: that these are refused is known, their codes are not.
        case required = "CI_Required"
        case invalidValue = "CI_InvalidValue"
        case unknownColumn = "CI_InvalidColumn"
        case logonFailed = "WS_LogonFailed"
        case companyRefused = "WS_CompanyRefused"
        case remoteDiagnostics = "WS_RemoteDiagnostics"
    }
}
