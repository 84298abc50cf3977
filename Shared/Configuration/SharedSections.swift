/// The files with which one side proves who it is and decides whom it trusts; all PEM.
package struct TLSFiles: Hashable, Sendable {
    /// The chain, the own certificate first.
    package var certificate: String
    /// The private key, readable by its owner only.
    package var key: String
    /// The certification authorities that are trusted; at least one.
    package var trust: [String]
    /// Their revocation lists.
    package var revocations: [String]

    init(_ section: Section) {
        certificate = section.required("certificate", .file)
        key = section.required("key", .file)
        trust = section.required("trust", ValueType.file.list(minimum: 1, maximum: 16))
        revocations = section.optional("revocations", ValueType.file.list(maximum: 64)) ?? []
    }
}

/// How long one connection between agent and relay may take over what.
package struct TunnelTimeouts: Hashable, Sendable {
    /// From the accepted TCP connection to the end of the TLS handshake and the upgrade.
    package var handshake: Duration
    /// How long a connection may be silent before it is asked whether it lives.
    package var ping: Duration
    /// How long it may be silent before it is given up; longer than ``ping``.
    package var dead: Duration
    /// How long what is under way may take when the process stops.
    package var drain: Duration

    init(_ section: Section) {
        handshake = section.value("handshake", .duration(.milliseconds(100) ... .seconds(120)), default: "10s")
        ping = section.value("ping", .duration(.milliseconds(100) ... .seconds(600)), default: "15s")
        dead = section.value("dead", .duration(.milliseconds(200) ... .seconds(3600)), default: "45s")
        drain = section.value("drain", .duration(.milliseconds(100) ... .seconds(600)), default: "20s")
        if dead <= ping {
            section.conflict(
                at: "dead", "\"dead\" (\(dead.written)) is not longer than \"ping\" (\(ping.written))",
                expected: "expected at least one unanswered ping before a connection is given up")
        }
    }
}

/// What is logged, and how.
package struct LogSettings: Hashable, Sendable {
    /// The least severe level that is logged.
    package enum Level: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// How a line is written.
    package enum Format: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One JSON object a line, for collectors.
        case json
    }

    package var level: Level
    package var format: Format

    init(_ section: Section) {
        level = section.value("level", .choice(placeholder: .info), default: "info")
        format = section.value("format", .choice(placeholder: .text), default: "text")
    }
}
