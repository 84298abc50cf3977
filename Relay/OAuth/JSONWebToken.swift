import Foundation
import Monday

/// The times in a JSON Web Token (RFC 7519).
///
/// They decide when a token is renewed, and nothing else; monday alone judges the token, so no signature is checked.
struct JSONWebToken {
    private let expires: Int64
    private let issued: Int64?

    /// Reads a token; `nil` for one that is none or does not say when it expires.
    init?(_ token: String) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var base64 = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: String(base64)), let claims = try? JSONValue(parsing: bytes),
            let expires = Self.seconds(claims["exp"])
        else { return nil }
        self.expires = expires
        issued = Self.seconds(claims["iat"])
    }

    /// When the token expires by this machine's clock, in milliseconds since 1970.
    ///
    /// Where the token says when it was made, only its life counts, so that a clock that is wrong does not matter.
    ///
    /// - Parameter now: when the token came.
    /// - Returns: `nil` where it would have expired before it came: such a time is of no use.
    func expiry(seenAt now: Int64) -> Int64? {
        let expiry = issued.map { now + (expires - $0) * 1000 } ?? expires * 1000
        return expiry > now ? expiry : nil
    }

    /// A time in whole seconds; beyond the year 10000 it is nonsense, and sums would overflow.
    private static func seconds(_ value: JSONValue?) -> Int64? {
        let seconds: Int64? =
            switch value {
            case .integer(let number): number
            case .double(let number) where number.magnitude < 1e12: Int64(number)
            default: nil
            }
        return seconds.flatMap { (0...253_402_300_800).contains($0) ? $0 : nil }
    }
}
