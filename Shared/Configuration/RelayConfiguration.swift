import Foundation
import Timetable
import WireProtocol

/// The configuration of `sage-relay`, usually the file `relay.yaml`.
///
/// All paths in it are absolute.
package struct RelayConfiguration: Hashable, Sendable {
    /// The SQLite file that holds all state.
    package var state: String
    /// Where secrets lie; present whenever one is named.
    package var secrets: SecretsSettings?
    package var agents: Agents
    /// The monday.com accounts, no name twice; at least one.
    package var monday: [MondayAccount]
    /// The connections, no name twice; at least one.
    package var connections: [Connection]
    package var history: History
    package var timeouts: TunnelTimeouts
    package var log: LogSettings

    /// The port that agents dial.
    package struct Agents: Hashable, Sendable {
        package var listen: NetworkAddress
        package var tls: TLSFiles
        package var clientCertificates: ClientCertificates
        /// The trust domain of all agents.
        package var trustDomain: String
        /// The most connections at one time, those that are still shaking hands included.
        package var maxConnections: Int

        /// The identity that an agent of this name has to prove.
        package func identity(of agent: String) -> PeerIdentity? {
            PeerIdentity(trustDomain: trustDomain, role: .agent, name: agent)
        }
    }

    /// Whether an agent has to prove itself by certificate.
    package enum ClientCertificates: String, Sendable, CaseIterable {
        /// Without a certificate there is no connection.
        case required
    }

    /// One connection: one company of one agent, and its boards.
    package struct Connection: Hashable, Sendable {
        package var name: String
        /// The agent's name, the last part of its identity.
        package var agent: String
        /// The company's code in Sage, three characters.
        package var company: String
        /// The name of the monday.com account.
        package var monday: String
        /// The zone of cron expressions, business hours, and the day that derived fields are reckoned from.
        package var timeZone: TimeZone
        /// Sage's SOAP service, from which customers come; `nil` where there is none.
        package var soap: SOAP?
        /// At least one; in the order of ``RecordKind``, and those of one kind in the order in which they fill up.
        package var boards: [Board]
        /// Where the file defines the connection.
        package var place: SourcePlace
    }

    /// Sage 100 eBusiness Web Services: where they are, and as whom they are called.
    package struct SOAP: Hashable, Sendable {
        /// Checked, with what is allowed for this host alone; `nil` stands for a fault that was reported.
        package var url: SageServerURL?
        /// User and password, and the URL and the company that they are for.
        package var credentials: SecretReference
        /// PEM file of the CAs that are trusted in place of the system's.
        package var certificateBundle: String?
        /// How long one call may take.
        package var deadline: Duration
        /// Whether the name of a customer's contact is asked for, by a call of its own.
        package var contacts: Bool
        /// Where the file defines it.
        package var place: SourcePlace
    }

    /// One board: the records of one kind, and how they get there.
    package struct Board: Hashable, Sendable {
        package var kind: RecordKind
        /// The board's id, digits; ``newBoard`` for one that `sage-relay boards create` is still to make.
        package var board: String
        /// When it is polled.
        package var every: Rhythm
        /// The only hours in which it is polled; `nil` for all, and always beside a cron expression.
        package var hours: BusinessHours?
        /// When everything is compared; `nil` for never.
        package var reconcile: Rhythm?
        /// How far a poll reaches back behind the last one.
        package var overlap: Duration
        /// Which part of the board's items may change at once without being asked about, in percent; `nil` for any.
        package var changeLimit: Int?
        /// The group that new items go to; `nil` for the board's first.
        package var group: String?
        /// Column ids by field, where they are not to be found by title.
        package var columns: [String: String]
        package var scope: Scope
        /// What reconciliation does with what it could put right on the board.
        package var repair: Repair
        /// By what new items are put into groups.
        package var grouping: Grouping
        /// Whether items lead to those of their vendors and orders.
        package var relations: Bool
        /// How lines are shown; for invoices and orders only.
        package var lines: Lines
        /// How many lines of a record become subitems at most.
        package var mostSubitems: Int
        /// Which items are archived when the board fills up; `nil` for none.
        package var rollover: Rollover?
        /// Which of the boards of these records it is, from 1 on.
        package var volume = 1
        /// The boards on which the records go on when this one is nearly full; only the first board of a kind names them.
        package var nextBoards: [NextBoard]
        /// How full a board is, in percent, when new records go to the next one.
        package var nextAt: Int
        /// Where the file names the board's id.
        package var idPlace: SourcePlace
        /// Which fields are shown that are reckoned from the day, each once; for invoices only.
        package var derived: [Derived]
        /// Where the file defines the board.
        package var place: SourcePlace
    }

    /// What reconciliation does with what it could put right.
    package enum Repair: String, Sendable, CaseIterable {
        /// It puts it right.
        case repair
        /// It only tells.
        case report
    }

    /// A field of an open invoice that is reckoned from the day.
    package enum Derived: String, Sendable, CaseIterable {
        /// How long it is overdue, in the usual steps.
        case aging
        /// By how many days it is overdue.
        case daysPastDue = "days-past-due"
    }

    /// Which records belong on a board.
    package struct Scope: Hashable, Sendable {
        /// Only records dated on this day or later.
        package var from: SageDate?
        /// Only these statuses, in the words of the wire protocol; empty for all.
        package var statuses: [String]
        /// Only what is not paid or complete.
        package var openOnly: Bool
    }

    /// The audit trail.
    package struct History: Hashable, Sendable {
        /// How long its rows are kept; `nil` for ever.
        package var keep: Duration?
    }

    /// Reads a file.
    ///
    /// - Parameter path: The file, absolute or relative to the working directory.
    /// - Throws: ``ConfigurationError`` with every fault found, each with file, line and column.
    package init(file path: String) throws(ConfigurationError) {
        self = try ConfigurationFile.read(path, RelayConfiguration.init)
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, in UTF-8.
    ///   - path: Where it lies, for faults and relative paths.
    /// - Throws: ``ConfigurationError`` with every fault found, each with file, line and column.
    package init(bytes: [UInt8], file path: String) throws(ConfigurationError) {
        self = try ConfigurationFile.read(bytes: bytes, file: path, RelayConfiguration.init)
    }

    /// Every key that the file may hold, in the order in which they are read.
    package static var keys: [KeyDeclaration] {
        ConfigurationFile.declarations(RelayConfiguration.init)
    }
}
