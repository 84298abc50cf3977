import Foundation
import WireProtocol

/// What a leaf certificate shall say.
package struct LeafTemplate: Sendable {
    /// What the key may be used for in TLS (RFC 5280 section 4.2.1.12).
    package enum Usage: String, Hashable, Sendable {
        case client = "clientAuth"
        case server = "serverAuth"
    }

    /// For people to read: 1 to 64 characters; nothing goes by it.
    package var commonName: String
    /// Subject alternative names; a peer of this product has exactly one, its ``PeerIdentity``.
    package var uris: [String]
    package var notBefore: Date
    package var notAfter: Date
    /// Both by default, as X.509-SVID has it: agents and relays dial or listen as the network allows.
    package var usages: Set<Usage>

    /// Gathers what the certificate shall say.
    package init(
        commonName: String, uris: [String], notBefore: Date, notAfter: Date, usages: Set<Usage> = [.client, .server]
    ) {
        self.commonName = commonName
        self.uris = uris
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.usages = usages
    }
}
