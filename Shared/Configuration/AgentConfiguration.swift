import Foundation
import WireProtocol

/// The configuration of `sage-agent`, usually the file `sage-agent.yaml`.
///
/// All paths in it are absolute.
package struct AgentConfiguration: Hashable, Sendable {
    /// The relay to dial; absent where the relay dials the agent only.
    package var relay: Relay?
    /// The port on which the relay may dial the agent; absent where the agent dials only.
    package var direct: Direct?
    package var tls: TLSFiles
    /// Where secrets lie; present whenever one is named.
    package var secrets: SecretsSettings?
    package var sage: Sage
    /// How long connecting to the relay may take, name service and TCP included.
    package var connectTimeout: Duration
    package var timeouts: TunnelTimeouts
    package var reconnect: Reconnect
    package var log: LogSettings

    /// The relay that the agent dials.
    package struct Relay: Hashable, Sendable {
        package var address: NetworkAddress
        /// Exactly this peer is let in, so that no other certificate of the same authority can pose as the relay.
        package var identity: PeerIdentity
        /// The name sent in the TLS handshake (SNI, RFC 6066 section 3).
        package var serverName: String
        /// How many connections are held, 1 to 16.
        package var connections: Int
    }

    /// The port that the agent listens on.
    package struct Direct: Hashable, Sendable {
        package var listen: NetworkAddress
        /// Exactly this peer may send requests.
        package var peer: PeerIdentity
    }

    /// Where the records come from.
    package struct Sage: Hashable, Sendable {
        package var backend: Backend
        /// The companies that are served, three characters each; at least one, none twice.
        package var companies: [String]
    }

    /// What stands behind the business objects.
    package enum Backend: Hashable, Sendable {
        /// A Sage 100 played by the agent itself.
        case simulated(Simulated)
        /// A Sage 100 behind its COM objects.
        case com(COM)
    }

    /// A simulated Sage 100.
    package struct Simulated: Hashable, Sendable {
        package var source: Source
        /// The zone of Sage's wall clock.
        package var zone: TimeZone
        package var weather: Weather

        /// Calls that go wrong by chance, the same for the same seed and the same sequence of calls.
        package struct Weather: Hashable, Sendable {
            package var seed: Int
            /// The share of calls that go wrong, 0 to 1.
            package var rate: Double
        }

        /// Where its records come from.
        package enum Source: Hashable, Sendable {
            /// A folder with a CSV file a table.
            case folder(String)
            /// Made up, always the same for the same numbers.
            case generated(Generated)
        }
    }

    /// The size of a made-up company.
    package struct Generated: Hashable, Sendable {
        package var seed: Int
        package var vendors: Int
        package var accounts: Int
        package var purchaseOrders: Int
        package var invoices: Int
        package var customers: Int
    }

    /// How long to wait between attempts to reach the relay: doubling from the first to the longest, with jitter.
    package struct Reconnect: Hashable, Sendable {
        package var first: Duration
        package var longest: Duration
    }

    /// Reads a file.
    ///
    /// - Parameter path: The file, absolute or relative to the working directory.
    /// - Throws: ``ConfigurationError`` with every fault found, each with file, line and column.
    package init(file path: String) throws(ConfigurationError) {
        self = try ConfigurationFile.read(path) { section, context in AgentConfiguration(section, context) }
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, in UTF-8.
    ///   - path: Where it lies, for faults and relative paths.
    /// - Throws: ``ConfigurationError`` with every fault found, each with file, line and column.
    package init(bytes: [UInt8], file path: String) throws(ConfigurationError) {
        self = try ConfigurationFile.read(bytes: bytes, file: path) { section, context in
            AgentConfiguration(section, context)
        }
    }

    /// Every key that the file may hold, in the order in which they are read.
    package static var keys: [KeyDeclaration] {
        ConfigurationFile.declarations { section, context in AgentConfiguration(section, context) }
    }
}
