import Foundation
import WireProtocol

extension ValueType<String> {
    /// A host name or an IP address, without a port.
    static var hostName: Self {
        .scalar("host name", placeholder: "") { text, _ throws(ValueFault) in
            guard let address = NetworkAddress(text + ":0") else {
                throw ValueFault(.wrongType, "\(quoted(text)) is not a host name")
            }
            return address.host
        }
    }

    /// A version of monday's API: the first month of a quarter (developer.monday.com, "API versioning").
    static var apiVersion: Self {
        .scalar("API version, YYYY-MM of a quarter", placeholder: "") { text, _ throws(ValueFault) in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].utf8.count == 4, UInt(parts[0]) != nil,
                ["01", "04", "07", "10"].contains(parts[1])
            else { throw ValueFault(.wrongType, "\(quoted(text)) is not a version of the API") }
            return text
        }
    }
}

extension ValueType<Bool> {
    /// `true` or `false`; none of YAML's other words for them.
    static var bool: Self {
        .scalar("true or false", placeholder: false) { text, _ throws(ValueFault) in
            switch text {
            case "true": return true
            case "false": return false
            default: throw ValueFault(.wrongType, "\(quoted(text)) is neither")
            }
        }
    }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases of an enumeration, by its raw value.
    static func choice(placeholder: Value) -> Self {
        let names = Value.allCases.map(\.rawValue)
        let list = names.count == 1 ? names[0] : "one of " + names.joined(separator: ", ")
        return .scalar(list, placeholder: placeholder) { text, _ throws(ValueFault) in
            guard let value = Value(rawValue: text) else {
                throw ValueFault(.outOfRange, "\(quoted(text)) is not known")
            }
            return value
        }
    }
}

extension ValueType<SageDate?> {
    /// A day in ISO 8601's extended form.
    static var date: Self {
        .scalar("day, YYYY-MM-DD", placeholder: nil) { text, _ throws(ValueFault) in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.map(\.count) == [4, 2, 2], let date = SageDate(parts.joined()) else {
                throw ValueFault(.wrongType, "\(quoted(text)) is not a day")
            }
            return date
        }
    }
}

extension ValueType<TimeZone> {
    /// A time zone of the IANA database.
    static var timeZone: Self {
        .scalar("time zone, such as America/Los_Angeles", placeholder: .gmt) { text, _ throws(ValueFault) in
            guard let zone = TimeZone(identifier: text) else {
                throw ValueFault(.outOfRange, "the time zone \(quoted(text)) is not known")
            }
            return zone
        }
    }
}

extension ValueType<NetworkAddress> {
    /// A host and a port to connect to.
    static var address: Self { .address("address, host:port", ports: 1...65535) }
    /// A host and a port to listen on; the system chooses port 0.
    static var listen: Self { .address("listen address, host:port", ports: 0...65535) }

    private static func address(_ what: String, ports: ClosedRange<Int>) -> Self {
        .scalar(what, placeholder: NetworkAddress(host: "", port: 0)) { text, _ throws(ValueFault) in
            guard let address = NetworkAddress(text), ports.contains(address.port) else {
                let example = "(\(ports.lowerBound) to 65535; IPv6 as [::1]:8443)"
                throw ValueFault(
                    .wrongType, "\(quoted(text)) is not an address", expected: "expected host:port \(example)")
            }
            return address
        }
    }
}

extension ValueType<PeerIdentity> {
    /// The identity of a peer in its certificate.
    ///
    /// - Parameter role: What the peer has to be.
    /// - Returns: The type.
    static func identity(_ role: PeerIdentity.Role) -> Self {
        let form = "identity, spiffe://<trust domain>/\(role.rawValue)/<name>"
        return .scalar(form, placeholder: .nobody(role)) {
            text, _ throws(ValueFault) in
            guard let identity = PeerIdentity(uri: text) else {
                throw ValueFault(.wrongType, "\(quoted(text)) is not an identity")
            }
            guard identity.role == role else {
                throw ValueFault(.outOfRange, "\(quoted(text)) is the identity of a peer of another role")
            }
            return identity
        }
    }
}

extension ValueType<URL> {
    /// An HTTPS endpoint; plain HTTP only for this machine itself, where nobody else can listen.
    static var endpoint: Self {
        let placeholder = URL(filePath: "/")
        return .scalar("URL, https (http for loopback only)", placeholder: placeholder) { text, _ throws(ValueFault) in
            guard let parts = URLComponents(string: text), let url = parts.url, let host = parts.host, !host.isEmpty,
                let scheme = parts.scheme, ["http", "https"].contains(scheme)
            else { throw ValueFault(.wrongType, "\(quoted(text)) is not an http or https URL") }
            guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
                throw ValueFault(.outOfRange, "the URL holds a user, a password, a query or a fragment")
            }
            guard scheme == "https" || NetworkAddress.isLoopback(host) else {
                throw ValueFault(.outOfRange, "\(quoted(text)) is not encrypted")
            }
            return url
        }
    }
}
