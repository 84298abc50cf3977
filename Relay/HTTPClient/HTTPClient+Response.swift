import Foundation
import HTTPTypes

extension HTTPClient {
    /// A whole answer, of whatever status; a redirect is an answer like any other.
    package struct Response: Sendable {
        /// The protocol that carried it.
        package enum Version: Sendable {
            case http1
            case http2
        }

        /// 200...599 (interim answers are skipped).
        package let status: Int
        package let headers: HTTPFields
        /// Decompressed; at most ``HTTPClient/Request/maximumBodyBytes`` bytes.
        package let body: Data
        package let version: Version
        /// Whether an earlier request's connection carried this one.
        package let reusedConnection: Bool

        package init(
            status: Int, headers: HTTPFields = HTTPFields(), body: Data = Data(), version: Version = .http1,
            reusedConnection: Bool = false
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.version = version
            self.reusedConnection = reusedConnection
        }
    }
}
