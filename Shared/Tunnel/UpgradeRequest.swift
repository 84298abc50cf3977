import NIOHTTP1
import WireProtocol

/// What an agent asks for when it connects, and how it is written in HTTP/1.1 (RFC 9110 section 7.8).
struct UpgradeRequest: Equatable {
    /// The longest name of an agent's process: a UUID has 36 characters.
    static let instanceBytes = 64
    /// The slots there are.
    static let slots = 0..<16

    /// The agent's process.
    let instance: String
    let slot: Int
    /// The protocol versions the agent speaks, best first.
    let versions: [Int]
    /// The agent's product version, for logs.
    let product: String?

    /// The head that asks for it.
    ///
    /// - Parameters:
    ///   - host: the relay's name, for the `Host` field.
    ///   - isTrial: whether the upgrade itself is left out: a relay that would take the agent answers 426.
    /// - Returns: a complete head; there is no body.
    func head(host: String, isTrial: Bool) -> HTTPRequestHead {
        var headers: HTTPHeaders = [
            "Host": host, WireHeader.versions: versions.map(String.init).joined(separator: ", "),
            WireHeader.instance: instance, WireHeader.slot: String(slot),
        ]
        if !isTrial {
            headers.add(contentsOf: [("Connection", "Upgrade"), ("Upgrade", WireHeader.upgradeToken)])
        }
        if let product { headers.add(name: WireHeader.product, value: product) }
        return HTTPRequestHead(version: .http1_1, method: .GET, uri: WireHeader.connectPath, headers: headers)
    }

    /// Reads a head.
    ///
    /// - Parameter head: whatever a client sent.
    /// - Throws: the ``Problem`` to answer with.
    init(_ head: HTTPRequestHead) throws(Problem) {
        guard head.uri == WireHeader.connectPath else {
            throw Problem(.unknownRoute, detail: "Agents connect at \(WireHeader.connectPath).")
        }
        guard head.method == .GET else {
            throw Problem(.methodNotAllowed, detail: "Agents connect with GET.")
        }
        guard head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" }),
            head.headers[canonicalForm: "upgrade"].contains(where: { $0 == WireHeader.upgradeToken })
        else {
            throw Problem(
                .upgradeRequired, detail: "Agents connect with Upgrade: \(WireHeader.upgradeToken), and nothing else.")
        }
        guard let instance = head.headers.first(name: WireHeader.instance),
            (1...Self.instanceBytes).contains(instance.utf8.count), instance.utf8.allSatisfy(Self.isNameByte),
            let slot = head.headers.first(name: WireHeader.slot).flatMap({ Int($0) }), Self.slots.contains(slot)
        else {
            throw Problem(
                .badRequest,
                detail: "\(WireHeader.instance) must be a UUID and \(WireHeader.slot) a number from 0 to 15.")
        }
        let versions = head.headers[canonicalForm: WireHeader.versions].prefix(16).compactMap { Int($0) }
        guard !versions.isEmpty else {
            throw Problem(.versionNotSupported, detail: "\(WireHeader.versions) is missing or holds no number.")
        }
        self.instance = instance
        self.slot = slot
        self.versions = versions
        self.product = head.headers.first(name: WireHeader.product).flatMap { product in
            product.utf8.count <= 64 && product.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) ? product : nil
        }
    }

    init(instance: String, slot: Int, versions: [Int], product: String?) {
        self.instance = instance
        self.slot = slot
        self.versions = versions
        self.product = product
    }

    /// The newest version that both sides speak.
    ///
    /// - Throws: the ``Problem`` to answer with when there is none.
    func negotiatedVersion() throws(Problem) -> Int {
        guard let version = ProtocolVersion.negotiate(versions) else {
            let (theirs, ours) = (versions.map(String.init), ProtocolVersion.supported.map(String.init))
            throw Problem(
                .versionNotSupported,
                detail: "The agent speaks version \(theirs.joined(separator: ", ")), this relay "
                    + "\(ours.joined(separator: ", ")). Update the older of the two.")
        }
        return version
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// The relay's consent to a connection.
struct UpgradeAnswer: Equatable {
    let version: Int
    let epoch: UInt64

    /// The head that says so.
    var head: HTTPResponseHead {
        HTTPResponseHead(
            version: .http1_1, status: .switchingProtocols,
            headers: [
                "Connection": "Upgrade", "Upgrade": WireHeader.upgradeToken,
                WireHeader.version: String(version), WireHeader.epoch: String(epoch),
            ])
    }

    init(version: Int, epoch: UInt64) {
        self.version = version
        self.epoch = epoch
    }

    /// Reads a head with status 101.
    ///
    /// - Parameters:
    ///   - head: what the relay sent.
    ///   - versions: what was offered.
    /// - Throws: ``TunnelError`` with the code `malformedAnswer`.
    init(_ head: HTTPResponseHead, offered versions: [Int]) throws(TunnelError) {
        guard head.headers[canonicalForm: "upgrade"].contains(where: { $0 == WireHeader.upgradeToken }),
            let version = head.headers.first(name: WireHeader.version).flatMap({ Int($0) }), versions.contains(version),
            let epoch = head.headers.first(name: WireHeader.epoch).flatMap({ UInt64($0) }), epoch > 0
        else {
            throw TunnelError(
                .malformedAnswer, "The relay agreed to connect, but its answer lacks protocol, version or epoch.")
        }
        self.version = version
        self.epoch = epoch
    }
}
