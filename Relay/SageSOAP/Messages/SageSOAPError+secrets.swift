import Configuration
import Foundation
import HTTPClient
import HTTPTypes

extension SageSOAPError {
    /// The same error without what an answer says that repeats a secret, as gateways do that quote a request.
    ///
    /// What it means stays as it was found; of its texts all is left out that came with the answer, since a part of the
    /// secret may be cut, spelled otherwise, or spread over several.
    ///
    /// - Parameters:
    ///   - secret: as it was sent.
    ///   - response: the answer.
    /// - Returns: the error as it is where the answer does not hold the secret.
    func hiding(_ secret: Secret, of response: HTTPClient.Response) -> SageSOAPError {
        let value = secret.reveal()
        guard !value.isEmpty else { return self }
        let texts = [message, sageCode, sageText].compactMap(\.self)
        guard texts.contains(where: { $0.contains(value) }) || response.repeats(value) else { return self }
        return SageSOAPError(
            code,
            "The call was answered with HTTP \(response.status) and came to nothing (\(code.rawValue)). What the answer says"
                + " is not shown: it repeats the password.",
            isRetryable: isRetryable, delivery: delivery, sageCode: isFault ? "hidden" : nil)
    }
}

extension HTTPClient.Response {
    /// Whether a text stands in the answer: as it is, or as XML spells it, once or twice, in UTF-8 or UTF-16.
    fileprivate func repeats(_ value: String) -> Bool {
        func escaped(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        }
        func quoted(_ text: String) -> String { escaped(text).replacing("\"", with: "&quot;") }
        let spellings: Set<String> = [
            value, escaped(value), quoted(value), escaped(escaped(value)), quoted(quoted(value)),
            escaped(quoted(value)),
        ]
        if headers.contains(where: { $0.value.contains(value) }) { return true }
        return spellings.contains { spelling in
            [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian].contains { encoding in
                spelling.data(using: encoding).map { body.range(of: $0) != nil } ?? false
            }
        }
    }
}
