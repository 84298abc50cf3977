import Foundation

/// An IPv4 or IPv6 address.
struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes in network order.
    let bytes: [UInt8]

    /// Takes bytes in network order, 4 or 16 of them.
    init?(bytes: [UInt8]) {
        guard [4, 16].contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// Takes the address of a socket (`struct sockaddr` and what is behind it); `nil` for another family than IPv4 and
    /// IPv6.
    init?(socketAddress: UnsafeRawPointer) {
        switch Int32(socketAddress.loadUnaligned(as: sockaddr.self).sa_family) {
        case AF_INET:
            let address = socketAddress.loadUnaligned(as: sockaddr_in.self)
            self.init(bytes: withUnsafeBytes(of: address.sin_addr) { Array($0) })
        case AF_INET6:
            let address = socketAddress.loadUnaligned(as: sockaddr_in6.self)
            self.init(bytes: withUnsafeBytes(of: address.sin6_addr) { Array($0) })
        default: return nil
        }
    }

    /// `192.0.2.1` or eight groups of hexadecimal digits.
    var text: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }

    /// Whether it belongs to one host of the public internet: globally reachable, by IANA's registries of special-purpose
    /// addresses (RFC 6890), and neither multicast nor reserved.
    var isPublic: Bool {
        if let embedded { return embedded.isPublic }
        return !(bytes.count == 4 ? Self.specialIPv4 : Self.specialIPv6).contains { range in
            Self.starts(bytes, with: range.prefix, bits: range.bits)
        }
    }

    /// The IPv4 address that an IPv6 address leads to: IPv4-mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
    private var embedded: IPAddress? {
        guard bytes.count == 16 else { return nil }
        let zeros = [UInt8](repeating: 0, count: 10)
        if bytes.starts(with: zeros + [0xFF, 0xFF]) || bytes.starts(with: [0, 0x64, 0xFF, 0x9B] + zeros[..<8]) {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        if bytes.starts(with: [0x20, 0x02]) { return IPAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    private static let specialIPv4: [(prefix: [UInt8], bits: Int)] = [
        ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
        ([192, 0, 2], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24), ([203, 0, 113], 24), ([224], 4),
        ([240], 4),
    ]
    /// Everything outside 2000::/3 is special, and within it the blocks for protocols and documentation.
    private static let specialIPv6: [(prefix: [UInt8], bits: Int)] = [
        ([0x00], 3), ([0x40], 2), ([0x80], 1), ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32),
        ([0x3F, 0xFF, 0x00], 20),
    ]

    private static func starts(_ bytes: [UInt8], with prefix: [UInt8], bits: Int) -> Bool {
        for index in 0..<(bits + 7) / 8 {
            let mask: UInt8 = bits - index * 8 >= 8 ? 0xFF : 0xFF << (8 - UInt8(bits - index * 8))
            if bytes[index] & mask != (index < prefix.count ? prefix[index] : 0) & mask { return false }
        }
        return true
    }
}
