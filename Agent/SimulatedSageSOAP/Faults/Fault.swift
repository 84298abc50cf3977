/// Something that goes wrong with a call, on order.
package struct Fault: Hashable, Sendable {
    /// What goes wrong.
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// The call is done, then the connection closes.
        case executeThenDrop
        /// The connection closes; nothing was done.
        case dropBefore
        /// The call is done, and the connection closes in the middle of the answer.
        case cutOff
        /// The call is done after `milliseconds`.
        case latency
        /// Nothing is done until the call is released.
        case hold
        /// The call is done, and its answer waits until it is released.
        case holdAnswer
        /// The fault "An exception occurred."; nothing was done.
        case exception
        /// HTTP 503 with a page of IIS; nothing was done.
        case unavailable
        /// HTTP 302 to `location`; nothing was done.
        case redirect
        /// The call is done, and its answer comes as `text/html`.
        case wrongContentType
        /// The call is done, and its answer lacks its last tags.
        case malformedXML
        /// The call is done, and its answer begins with a document type declaration with an entity.
        case documentType
        /// The call is done, and its answer has a text without end, of `bytes`.
        case hugeAnswer
    }

    package var kind: Kind
    /// The operation's name, `wsdl` for the description of the service; `nil` matches every call.
    package var operation: String?
    /// Which matching call is the first that goes wrong, from 1.
    package var nth = 1
    /// How many matching calls in a row go wrong.
    package var times = 1
    /// How long ``Kind/latency`` takes, up to an hour.
    package var milliseconds = 1000
    /// How many bytes ``Kind/hugeAnswer`` has, up to 4 GiB.
    package var bytes = 64 * 1024 * 1024
    /// Where ``Kind/redirect`` leads.
    package var location = "https://localhost/"

    /// Describes a fault; further properties may be set.
    ///
    /// - Parameters:
    ///   - kind: what goes wrong.
    ///   - operation: the operation's name, or `wsdl`; `nil` for any call.
    ///   - nth: which matching call is the first that goes wrong, from 1.
    ///   - times: how many matching calls in a row go wrong.
    package init(_ kind: Kind, operation: String? = nil, nth: Int = 1, times: Int = 1) {
        self.kind = kind
        self.operation = operation
        self.nth = nth
        self.times = times
    }
}
