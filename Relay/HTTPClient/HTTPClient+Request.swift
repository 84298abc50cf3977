import Foundation
import HTTPTypes

extension HTTPClient {
    /// One request, checked when it is made.
    package struct Request: Sendable {
        package let method: HTTPRequest.Method
        package let headers: HTTPFields
        package let body: Data
        /// From ``HTTPClient/send(_:)`` to the last byte of the answer, waiting for a free connection included.
        package var deadline: Duration = .seconds(60)
        /// For name resolution, TCP and TLS together.
        package var connectTimeout: Duration = .seconds(15)
        /// Largest body accepted, in bytes after decompression: a small compressed answer must not fill the memory.
        package var maximumBodyBytes = 16 * 1024 * 1024
        /// Uses a new connection and closes it afterwards, so that libcurl has nothing to send a second time on.
        package var freshConnection = false

        /// Sent in place of ``body`` and read while it is sent, so that a large one is never in memory; for `PUT` alone.
        package var file: FileBody?

        let url: RequestURL

        /// Takes a request apart from its limits, which have defaults.
        ///
        /// - Parameters:
        ///   - method: sent as it is.
        ///   - url: absolute, `https` (or `http` where the client's options allow it), without user name or password.
        ///   - headers: name and value in the order to send; `Host` and `Content-Length` are libcurl's.
        ///   - body: sent as it is, with its length.
        /// - Throws: ``HTTPClientError`` with `requestInvalid` for another URL, a name that is no token (RFC 9110
        ///   section 5.6.2), and a value with a line break or other control character.
        package init(
            method: HTTPRequest.Method = .get, url: String, headers: [(name: String, value: String)] = [],
            body: Data = Data()
        ) throws(HTTPClientError) {
            guard let parsed = RequestURL(url) else {
                throw HTTPClientError(
                    .requestInvalid, "the URL is not an absolute http or https address without user name and password")
            }
            self.url = parsed
            self.method = method
            self.body = body
            var fields = HTTPFields()
            for (name, value) in headers {
                // HTTPFields turns a line break into a space without a word; a value is refused rather than changed.
                guard let fieldName = HTTPField.Name(name), HTTPField.isValidValue(value) else {
                    throw HTTPClientError(
                        .requestInvalid, "a header field to \(parsed.shown) has a line break or another wrong character"
                    )
                }
                fields.append(HTTPField(name: fieldName, value: value))
            }
            self.headers = fields
        }

        /// Whether the URL is `https`.
        package var isEncrypted: Bool { url.scheme == "https" }

        /// The URL without its query, for messages.
        package var shownURL: String { url.shown }
    }
    /// A body that lies in a file.
    package struct FileBody: Sendable {
        package let handle: FileHandle
        /// How many of the file's bytes are sent, from its beginning.
        package let bytes: Int

        /// Takes a file; nobody else may read it meanwhile.
        ///
        /// - Parameters:
        ///   - handle: open for reading.
        ///   - bytes: its length.
        package init(handle: FileHandle, bytes: Int) {
            self.handle = handle
            self.bytes = bytes
        }
    }
}
