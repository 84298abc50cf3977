/// Who a peer is: `spiffe://<trust domain>/(agent|relay)/<name>`, the one URI of its certificate.
///
/// Written as the SPIFFE ID and X.509-SVID specifications have it, and compared to the letter. Authorisation goes by
/// this alone, never by a serial number or a common name.
package struct PeerIdentity: Hashable, Sendable, CustomStringConvertible {
    /// Which of the two executables.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        case agent
        case relay
    }

    /// Longest trust domain in bytes, as the SPIFFE ID specification sets it (section 2.1).
    package static let maximumTrustDomainLength = 255
    /// Longest name in bytes: what a common name can hold (RFC 5280, `ub-common-name`).
    package static let maximumNameLength = 64

    /// Lower-case letters, digits, `.`, `-` and `_`.
    package let trustDomain: String
    package let role: Role
    /// Letters, digits, `.`, `-` and `_`; not `.` or `..`.
    package let name: String

    /// Makes an identity; `nil` when the trust domain or the name is empty, too long or has other characters.
    package init?(trustDomain: String, role: Role, name: String) {
        guard
            (1...Self.maximumTrustDomainLength).contains(trustDomain.utf8.count),
            (1...Self.maximumNameLength).contains(name.utf8.count),
            trustDomain.utf8.allSatisfy({ Self.isLower($0) }),
            name.utf8.allSatisfy({ Self.isLower($0) || Self.isUpper($0) }),
            name != ".", name != ".."
        else { return nil }
        self.trustDomain = trustDomain
        self.role = role
        self.name = name
    }

    /// Reads a URI; `nil` for anything that is not exactly of the form above.
    package init?(uri: String) {
        let parts = uri.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("spiffe:".utf8), parts[1].isEmpty else { return nil }
        let texts = parts[2...].compactMap(String.init)
        guard texts.count == 3, let role = Role(rawValue: texts[1]) else { return nil }
        self.init(trustDomain: texts[0], role: role, name: texts[2])
    }

    /// An identity that no certificate can carry, for where one must stand before it is read.
    package static func nobody(_ role: Role) -> PeerIdentity {
        PeerIdentity(nobody: role)
    }

    private init(nobody role: Role) {
        trustDomain = ""
        name = ""
        self.role = role
    }

    package var uri: String { "spiffe://\(trustDomain)/\(role.rawValue)/\(name)" }

    package var description: String { uri }

    private static func isLower(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isUpper(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
