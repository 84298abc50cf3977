/// Why a call of Sage's web services came to nothing.
///
/// Every text in it is safe to show: it holds no password, no envelope, and of what strangers wrote a bounded line.
package struct SageSOAPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the service may have done.
    package enum Delivery: String, Sendable {
        /// Nothing was sent, or it was refused before anything was changed.
        case nothingDone
        /// It may have been carried out.
        case unknown
    }

    package let code: Code
    /// A sentence or two for a person: what failed, where, and what to do; ends with a full stop.
    package let message: String
    /// Whether the same call may succeed later without anybody changing anything.
    package let isRetryable: Bool
    package let delivery: Delivery
    /// Sage's own code of a fault as it was spelled, such as `CI_NOF`.
    package let sageCode: String?
    /// Sage's own words of a fault, one line.
    package let sageText: String?

    init(
        _ code: Code, _ message: String, isRetryable: Bool = false, delivery: Delivery = .nothingDone,
        sageCode: String? = nil, sageText: String? = nil
    ) {
        self.code = code
        self.message = message
        self.isRetryable = isRetryable
        self.delivery = delivery
        self.sageCode = sageCode
        self.sageText = sageText
    }

    package var description: String {
        let code = sageCode.map { " [\($0)]" } ?? ""
        let text = sageText.map { " Sage says: \($0)\(code)" } ?? code
        return message + text + (delivery == .unknown ? " The service may have carried the call out." : "")
    }

    /// Whether the service itself said it, in a fault.
    var isFault: Bool { sageCode != nil || sageText != nil }

    /// The same error, as one of a call of which something may have been done.
    func leavingOpen() -> SageSOAPError {
        SageSOAPError(
            code, message, isRetryable: isRetryable, delivery: .unknown, sageCode: sageCode, sageText: sageText)
    }
}
