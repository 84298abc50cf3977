import Foundation
import HTTPTypes
import NIOCore
import Tunnel
import WireProtocol

extension Reply {
    /// An answer of one JSON document.
    static func json(_ json: Data) -> Reply {
        Reply(head: head(.ok, "application/json"), body: .bytes(ByteBuffer(bytes: json)))
    }

    /// An answer that is written line by line.
    static func lines(_ write: @escaping @Sendable (any BodyWriter) async throws -> Void) -> Reply {
        Reply(head: head(.ok, "application/x-ndjson"), body: .stream(write))
    }

    /// A refusal (RFC 9457).
    static func problem(_ problem: Problem) -> Reply {
        var head = head(HTTPResponse.Status(code: problem.status), "application/problem+json")
        if problem.code == .methodNotAllowed { head.headerFields[.allow] = "GET" }
        // A problem is texts and numbers, which always encode.
        let json = (try? canonicalEncoder().encode(problem)) ?? Data()
        return Reply(head: head, body: .bytes(ByteBuffer(bytes: json)))
    }

    /// Nothing of this may be kept by a cache on the way: it is accounting data, and stale at once.
    private static func head(_ status: HTTPResponse.Status, _ type: String) -> HTTPResponse {
        HTTPResponse(status: status, headerFields: [.contentType: type, .cacheControl: "no-store"])
    }
}
