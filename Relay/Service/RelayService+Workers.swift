import Configuration
import Cryptography
import Foundation
import HTTPClient
import Logging
import Monday
import Store
import Sync
import Timetable
import Tunnel
import WireProtocol

extension RelayService {
    /// One monday account while the relay runs.
    struct Account {
        let name: String
        let target: MondayBoards
        let governor: RateGovernor
        let settings: MondayAccount
        let client: HTTPClient
    }

    /// Makes one client and one governor for every monday account.
    static func accounts(
        _ configuration: RelayConfiguration, version: String, store: RelayStore, time: WallTime, logger: Logger
    ) throws -> [Account] {
        try configuration.monday.map { account in
            var (target, client) = try MondayBoards.make(account, secrets: configuration.secrets, version: version)
            target.versions = VersionWatch(account, store, time: time, logger)
            return Account(
                name: account.name, target: target, governor: RateGovernor(limits: account.governorLimits, time: time),
                settings: account, client: client)
        }
    }

    /// Makes a worker and a desk for every board.
    static func workers(
        _ configuration: RelayConfiguration, _ accounts: [Account], patience: Duration, store: RelayStore,
        directory: AgentDirectory, time: WallTime, logger: Logger
    ) -> ([BoardWorker], [BoardRef: BoardDesk]) {
        var desks: [BoardRef: BoardDesk] = [:]
        let workers = configuration.connections.flatMap { connection in
            connection.boards.compactMap { board -> BoardWorker? in
                guard let account = accounts.first(where: { $0.name == connection.monday }) else { return nil }
                let settings = BoardSettings(connection, board, account.settings)
                let source = AgentSource(
                    agent: connection.agent, company: connection.company, directory: directory,
                    patience: patience)
                desks[settings.ref] = BoardDesk(
                    account: connection.monday,
                    planner: Planner(
                        settings: settings, store: store, source: source, target: account.target,
                        governor: account.governor, limits: account.settings.governorLimits),
                    resync: Resync(settings: settings, store: store, source: source, time: time))
                return BoardWorker(
                    settings: settings,
                    scanner: BoardScanner(settings: settings, store: store, source: source, time: time),
                    deliverer: BoardDeliverer(
                        settings: settings, store: store, target: account.target, governor: account.governor,
                        time: time),
                    reconciler: BoardReconciler(
                        settings: settings, store: store, source: source, reader: account.target,
                        governor: account.governor, time: time),
                    store: store, time: time, report: { logger.log($0, $1) })
            }
        }
        return (workers, desks)
    }
}

extension MondayBoards {
    /// Makes the way to one account, and checks that its token can be read.
    ///
    /// - Parameters:
    ///   - account: what the operator wrote.
    ///   - secrets: where the token is.
    ///   - version: the product's version.
    /// - Returns: the account, and the HTTP client to shut down.
    /// - Throws: `SecretError`, `HTTPClientError`.
    static func make(
        _ account: MondayAccount, secrets: SecretFolder?, version: String
    ) throws -> (MondayBoards, HTTPClient) {
        var http = HTTPClient.Options()
        http.certificateAuthorities = account.certificateBundle
        http.allowsPlainLoopback = account.endpoint.scheme == "http"
        let client = try HTTPClient(http)
        var options = MondayClient.Options()
        options.endpoint = account.endpoint.absoluteString
        options.apiVersion = account.apiVersion
        options.tokenPrefix = account.tokenPrefix
        options.userAgent = "sage-relay/\(version)"
        options.deadline = account.deadline
        let token = try secrets?.read(account.token)
        return (MondayBoards(client: MondayClient(options, transport: client) { token?.reveal() ?? "" }), client)
    }
}

extension MondayAccount {
    var governorLimits: RateGovernor.Limits {
        RateGovernor.Limits(
            requestsPerMinute: limits.requestsPerMinute, requestsPerDay: limits.requestsPerDay,
            mutationsPerMinuteAndBoard: limits.boardMutationsPerMinute, concurrency: limits.concurrency)
    }
}

extension BoardSettings {
    init(_ connection: RelayConfiguration.Connection, _ board: RelayConfiguration.Board, _ account: MondayAccount) {
        self.init(
            ref: BoardRef(connection: connection.name, kind: board.kind), company: connection.company,
            boardID: board.board, group: board.group, columns: board.columns,
            scope: RecordScope(
                from: board.scope.from, statuses: board.scope.statuses.isEmpty ? nil : Set(board.scope.statuses),
                openOnly: board.scope.openOnly),
            overlap: board.overlap.milliseconds,
            polls: board.polls(in: connection), reconciliations: board.reconciliations(in: connection),
            batch: account.batch, settle: account.settle.milliseconds,
            changes: ChangeGuard(share: board.changeLimit),
            repair: RepairPolicy(rawValue: board.repair.rawValue) ?? .repair)
        delivery = DeliverySettings(account)
    }
}

extension DeliverySettings {
    init(_ account: MondayAccount) {
        self.init()
        indexAge = account.delivery.indexAge.milliseconds
        lookUpValues = account.delivery.lookUpValues
        lookUpGroups = account.delivery.lookUps
        bodyBytes = account.delivery.bodySize
        // A third of the time after which the answer is given up.
        longestRequest = account.deadline.milliseconds / 3
        mutationsPerMinute = account.limits.boardMutationsPerMinute
    }
}

extension RelayConfiguration.Board {
    /// When the board is polled.
    func polls(in connection: RelayConfiguration.Connection) -> Schedule {
        Schedule(every, clock: WallClock(zone: connection.timeZone), hours: hours)
    }

    /// When the board is reconciled; its hours are those of polls alone.
    func reconciliations(in connection: RelayConfiguration.Connection) -> Schedule? {
        reconcile.map { Schedule($0, clock: WallClock(zone: connection.timeZone)) }
    }
}

extension Duration {
    fileprivate var milliseconds: Int { Int(self / .milliseconds(1)) }
}

extension RelayConfiguration {
    /// A relay whose own certificate names somebody else is refused by every agent: said at once, and plainly.
    func checkOwnIdentity(_ context: TLSContext) throws {
        guard let certificate = context.certificate else { return }
        let identity: PeerIdentity
        do {
            identity = try PeerIdentity(certificate: certificate)
        } catch {
            throw RelayError(.badIdentity, "The relay's certificate \(agents.tls.certificate): \(error)")
        }
        guard identity.role == .relay, identity.trustDomain == agents.trustDomain else {
            throw RelayError(
                .badIdentity,
                "The relay's certificate \(agents.tls.certificate) is for \(identity); it must name"
                    + " spiffe://\(agents.trustDomain)/relay/ and the relay's name.")
        }
    }
}

extension RelayConfiguration.Agents {
    var tlsConfiguration: TLSConfiguration {
        TLSConfiguration(
            role: .server(.required),
            credential: TLSConfiguration.Credential(certificateChain: tls.certificate, privateKey: tls.key),
            trust: tls.trust, revocations: tls.revocations,
            applicationProtocols: [TunnelListener.applicationProtocol])
    }

    var limits: TunnelListener.Limits {
        var limits = TunnelListener.Limits()
        limits.connections = maxConnections
        return limits
    }
}

extension TunnelTimeouts {
    var tunnelSettings: TunnelSettings {
        var settings = TunnelSettings()
        settings.handshakeDeadline = handshake
        settings.pingInterval = ping
        settings.silenceLimit = dead
        settings.drainGrace = drain
        return settings
    }
}
