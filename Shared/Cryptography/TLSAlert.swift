/// A fatal alert of TLS (RFC 8446 section 6.2), by its number.
package struct TLSAlert: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let handshakeFailure = TLSAlert(rawValue: 40)
    package static let badCertificate = TLSAlert(rawValue: 42)
    package static let unsupportedCertificate = TLSAlert(rawValue: 43)
    package static let certificateRevoked = TLSAlert(rawValue: 44)
    package static let certificateExpired = TLSAlert(rawValue: 45)
    package static let certificateUnknown = TLSAlert(rawValue: 46)
    package static let unknownAuthority = TLSAlert(rawValue: 48)
    package static let protocolVersion = TLSAlert(rawValue: 70)
    package static let certificateRequired = TLSAlert(rawValue: 116)
    package static let noApplicationProtocol = TLSAlert(rawValue: 120)

    /// What the peer means by it, as a clause that goes on from "The peer ended the connection: ".
    ///
    /// Two of them say more than their name, since a peer that checks revocation lists sends them for its lists too.
    package var description: String {
        switch self {
        case .handshakeFailure: "it shares no cipher or group with this side"
        case .badCertificate: "it refuses the certificate of this side as malformed"
        case .unsupportedCertificate: "it refuses the certificate of this side, which is not made for this use"
        case .certificateRevoked: "the certificate of this side has been revoked"
        case .certificateExpired:
            "the certificate of this side is expired or not yet valid by its clock, or its revocation list is out of date"
        case .certificateUnknown: "it refuses the certificate of this side"
        case .unknownAuthority:
            "it does not trust the CA of the certificate of this side, or has no revocation list of that CA"
        case .protocolVersion: "it does not speak TLS 1.3, or will not with this side"
        case .certificateRequired: "it demands a client certificate and none was sent"
        case .noApplicationProtocol: "it speaks none of the application protocols offered (ALPN)"
        default: "TLS alert \(rawValue)"
        }
    }
}
