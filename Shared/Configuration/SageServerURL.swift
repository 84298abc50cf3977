import Foundation

/// The address of Sage's SOAP service, checked: what stands in it, and under which conditions it may be called.
///
/// Every call to the service takes one of these, with the conditions that were checked when it was made; the rest, which
/// only a connection shows (the certificate, the key, the address that the name leads to), is checked on every connection
/// before a byte of a request is sent.
package struct SageServerURL: Hashable, Sendable {
    /// What the configuration allows for this host alone, and nothing else does.
    package struct Allowance: Hashable, Sendable {
        /// Without TLS: user and password can be read on the way.
        package var plainHTTP: Bool
        /// To an address that is not a public one: of the own network, or of this machine.
        package var privateAddresses: Bool

        package init(plainHTTP: Bool = false, privateAddresses: Bool = false) {
            self.plainHTTP = plainHTTP
            self.privateAddresses = privateAddresses
        }
    }

    /// Why a text is no address of a server.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong; it repeats no part of the text that may be a password.
        package let problem: String
        /// What to do.
        package let expected: String
        /// Whether the pin is to blame, and not the address.
        package var isAboutPin = false

        package var description: String { "\(problem); \(expected)" }
    }

    /// Scheme, host, port where there is one, and path; in lower case but for the path.
    package let text: String
    /// The host's name or address, an IPv6 address in its brackets.
    package let host: String
    /// `nil` for the scheme's own.
    package let port: Int?
    package let path: String
    package let allowance: Allowance
    /// The only key the server may prove itself with, `sha256//` and base64; `nil` for any that its certificate has.
    package let pin: String?

    /// Whether it is `https`.
    package var isEncrypted: Bool { text.hasPrefix("https:") }

    /// Checks an address.
    ///
    /// Only letters, digits and `-._~%/` are taken, so that no two readers of a URL see two hosts in it.
    ///
    /// - Parameters:
    ///   - text: `https://host[:port]/path`, without user, query and fragment; at most 1,000 characters.
    ///   - allowance: what else may be.
    ///   - pin: the key of the server, as ``pin``.
    /// - Throws: ``Fault``.
    package init(_ text: String, allowing allowance: Allowance = Allowance(), pin: String? = nil) throws(Fault) {
        guard !text.contains("@") else {
            throw Fault(
                problem: "the URL holds a user name or password", expected: "expected them in the secret of credentials"
            )
        }
        let form = /(https?):\/\/([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?((?:\/[A-Za-z0-9._~%-]*)*)/
        guard text.utf8.count <= 1000, let match = text.wholeMatch(of: form) else {
            throw Fault(
                problem: "that is no address of a service",
                expected: "expected https://host[:port]/path, the host in lower case, without query and fragment")
        }
        let (host, port) = (String(match.2), match.3.map { Int($0) ?? 0 })
        guard port.map({ (1...65535).contains($0) }) ?? true,
            let address = NetworkAddress("\(host):\(port ?? 443)"),
            // Readers of URLs take such a label for a number, hence for an address (WHATWG URL, "ends in a number").
            host.split(separator: ".").last?.wholeMatch(of: /0x[0-9a-f]*/) == nil
        else {
            throw Fault(
                problem: "the URL's host or port is none", expected: "expected a name or an address, and 1 to 65535")
        }
        guard match.1 == "https" || allowance.plainHTTP else {
            throw Fault(
                problem: "the URL is not https, so that user and password could be read on the way",
                expected: "expected https; where that cannot be, allow-http: true says so")
        }
        guard allowance.privateAddresses || !NetworkAddress.isLoopback(address.host) else {
            throw Fault(
                problem: "the URL leads to this machine itself",
                expected: "expected a public address; where this one is meant, allow-private-addresses: true says so")
        }
        if let pin, match.1 != "https" || pin.wholeMatch(of: /sha256\/\/[A-Za-z0-9+\/]{43}=/) == nil {
            throw Fault(
                problem: "that is no pin, or the URL is not https",
                expected: "expected sha256// and the base64 of a SHA-256, 44 characters, beside an https URL",
                isAboutPin: true)
        }
        (self.host, self.port, path) = (host, port, String(match.4))
        self.text = text
        self.allowance = allowance
        self.pin = pin
    }

    /// The address with a query, such as `wsdl`.
    ///
    /// - Parameter query: letters, digits and `=&._-`; anything else is percent-encoded.
    /// - Returns: the address.
    package func adding(query: String) -> String {
        let allowed = CharacterSet(charactersIn: "=&._-").union(.alphanumerics)
        return text + "?" + (query.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")
    }
}
