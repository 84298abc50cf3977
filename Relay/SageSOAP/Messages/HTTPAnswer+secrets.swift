import Configuration
import Foundation
import HTTPClient

extension HTTPClient.Response {
    /// The answer without a secret that it repeats, as gateways do that quote a request: what is told of a failure may be
    /// logged.
    ///
    /// - Parameter secret: as it was sent; its spelling in XML is looked for as well.
    /// - Returns: the answer with `‹secret›` in its place; `nil` where the body does not hold it.
    func hiding(_ secret: Secret) -> HTTPClient.Response? {
        let value = secret.reveal()
        guard !value.isEmpty else { return nil }
        let escaped = value.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        var (body, isFound) = (body, false)
        for spelling in Set([escaped, value]).sorted(by: { $0.utf8.count > $1.utf8.count }) {
            let (bytes, shown) = (Data(spelling.utf8), Data("\(secret)".utf8))
            var start = body.startIndex
            while let found = body.range(of: bytes, in: start..<body.endIndex) {
                isFound = true
                body.replaceSubrange(found, with: shown)
                start = found.lowerBound + shown.count
            }
        }
        guard isFound else { return nil }
        return HTTPClient.Response(
            status: status, headers: headers, body: body, version: version, reusedConnection: reusedConnection)
    }
}
