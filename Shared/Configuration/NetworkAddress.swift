import Foundation

/// A host and a port: `relay.example.com:8443`, `127.0.0.1:0`, `[::1]:0`.
package struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// A host name, an IPv4 address, or an IPv6 address without its brackets.
    package let host: String
    /// 0 to 65535; 0 lets the system choose a port to listen on.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Takes `host:port`; an IPv6 address stands in brackets, which the port makes necessary (RFC 3986 section 3.2.2).
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        guard let port = Int(digits), (0...65535).contains(port), String(port) == digits else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            guard Self.looksLikeIPv6(address) else { return nil }
            self.init(host: String(address), port: port)
        } else {
            guard Self.isHostName(host) || Self.isIPv4(host) else { return nil }
            self.init(host: String(host), port: port)
        }
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Whether a host is this machine itself, by its text alone: no name service is asked.
    static func isLoopback(_ host: String) -> Bool {
        ["localhost", "::1", "[::1]"].contains(host) || (isIPv4(host[...]) && host.hasPrefix("127."))
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
    }

    /// As the system reads it, without a zone.
    private static func looksLikeIPv6(_ text: Substring) -> Bool {
        var address = in6_addr()
        return text.utf8.count <= 45 && inet_pton(AF_INET6, String(text), &address) == 1
    }

    /// Labels of letters, digits, hyphens and (as Windows hosts have them) underscores, and not digits only at the end.
    private static func isHostName(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, let last = labels.last, !last.allSatisfy(\.isWholeNumber) else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        }
    }
}
