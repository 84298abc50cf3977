import Configuration
import Cryptography
import Foundation
import HTTPClient
import Logging
import Mapping
import Monday
import Secrets
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
        let secrets = configuration.secrets?.open()
        return try configuration.monday.map { account in
            let governor = try RateGovernor(
                limits: account.governorLimits, time: time, account: account.name, store: store)
            var (target, client) = try MondayBoards.make(
                account, secrets: secrets, version: version, governor: governor
            ) {
                logger.log($0, account: account.name)
            }
            target.versions = VersionWatch(account, store, time: time, logger)
            return Account(name: account.name, target: target, governor: governor, settings: account, client: client)
        }
    }

    /// Makes the way to the SOAP service of every connection that has one, by the connection's name.
    static func services(
        _ configuration: RelayConfiguration, version: String, store: RelayStore?, time: WallTime,
        report: @escaping @Sendable (SageServiceEvent, String) -> Void = { _, _ in }
    ) -> [String: SageService] {
        let (secrets, turns) = (configuration.secrets?.open(), AccountTurns())
        var services: [String: SageService] = [:]
        for connection in configuration.connections {
            guard let soap = connection.soap else { continue }
            let name = connection.name
            services[name] = SageService(
                soap, company: connection.company, secrets: secrets, store: store, turns: turns, version: version,
                now: { time.now }, report: { report($0, name) })
        }
        return services
    }

    /// Why a board is off; `nil` for one that is kept.
    func off(_ ref: BoardRef) -> String? {
        configuration.connections.first { $0.name == ref.connection }?.off(ref.kind)
    }

    /// Says which boards are off, and why.
    func tellWhatIsOff() {
        for worker in workers {
            guard let reason = off(worker.settings.ref) else { continue }
            logger.warning("A board is off", metadata: ["board": "\(worker.settings.ref)", "reason": "\(reason)"])
        }
    }

    /// Makes a worker and a desk for every board.
    static func workers(
        _ configuration: RelayConfiguration, _ accounts: [Account], _ services: [String: SageService],
        patience: Duration, store: RelayStore, directory: AgentDirectory, time: WallTime, logger: Logger
    ) -> ([BoardWorker], [BoardRef: BoardDesk]) {
        var desks: [BoardRef: BoardDesk] = [:]
        let bells = BoardBells()
        let served = ServedCompanies()
        let workers = configuration.connections.flatMap { connection in
            connection.boards.compactMap { board -> BoardWorker? in
                guard let account = accounts.first(where: { $0.name == connection.monday }) else { return nil }
                let settings = BoardSettings(connection, board, account.settings)
                let agent = AgentSource(
                    agent: connection.agent, company: connection.company, directory: directory, served: served,
                    patience: patience)
                let source: any RecordSource =
                    board.kind.isWholeOnTheWire
                    ? agent
                    : CustomerSource(
                        agent: agent, reader: services[connection.name].map(SOAPCustomerReader.init),
                        connection: connection.name)
                desks[settings.ref] = BoardDesk(
                    account: connection.monday,
                    planner: Planner(
                        settings: settings, store: store, source: source, target: account.target,
                        governor: account.governor, limits: account.settings.governorLimits, time: time),
                    resync: Resync(settings: settings, store: store, source: source, time: time), source: source)
                return BoardWorker(
                    settings: settings,
                    scanner: BoardScanner(settings: settings, store: store, source: source, time: time),
                    deliverer: BoardDeliverer(
                        settings: settings, store: store, target: account.target, governor: account.governor,
                        time: time, archiver: account.target,
                        bulk: BulkMeans(target: account.target, reader: account.target, budget: account.governor) {
                            logger.log($0, bulk: $1)
                        }, bells: bells, lines: account.target),
                    reconciler: BoardReconciler(
                        settings: settings, store: store, source: source, reader: account.target,
                        governor: account.governor, time: time),
                    store: store, time: time, report: { logger.log($0, $1) })
            }
        }
        for worker in workers { bells.add(worker.settings.ref) { [weak worker] in worker?.deliverSoon() } }
        return (workers, desks)
    }
}

extension MondayAccount {
    var governorLimits: RateGovernor.Limits {
        RateGovernor.Limits(
            requestsPerMinute: limits.requestsPerMinute, requestsPerDay: limits.requestsPerDay,
            dayReserve: limits.dayReserve, mutationsPerMinuteAndBoard: limits.boardMutationsPerMinute,
            concurrency: limits.concurrency, complexityPerMinute: limits.complexityPerMinute,
            complexityPerRequest: limits.complexityPerRequest, bulkJobsPerHour: limits.bulkJobsPerHour,
            bulkRowsPerHour: limits.bulkRowsPerHour)
    }
}

extension MondayAccount {
    /// How its boards import in bulk; `nil` where they do not.
    var bulkSettings: BulkSettings? {
        guard hasBulk, let threshold = bulk.threshold else { return nil }
        return BulkSettings(
            threshold: threshold, rows: bulk.rows, matchesKeys: bulk.match == .key,
            poll: Int64(bulk.poll.milliseconds), uploadLife: Int64(bulk.uploadLife.milliseconds))
    }
}

extension BoardSettings {
    init(_ connection: RelayConfiguration.Connection, _ board: RelayConfiguration.Board, _ account: MondayAccount) {
        self.init(
            ref: connection.ref(of: board), company: connection.company,
            boardID: board.board, group: board.group, columns: board.columns,
            scope: RecordScope(
                from: board.scope.from, statuses: board.scope.statuses.isEmpty ? nil : Set(board.scope.statuses),
                openOnly: board.scope.openOnly),
            overlap: board.overlap.milliseconds,
            polls: board.polls(in: connection), reconciliations: board.reconciliations(in: connection),
            batch: account.governorLimits.batch(account.batch), settle: account.settle.milliseconds,
            changes: ChangeGuard(share: board.changeLimit),
            repair: RepairPolicy(rawValue: board.repair.rawValue) ?? .repair, bulk: account.bulkSettings,
            derived: DerivedFields(Set(board.derived.compactMap { DerivedField(rawValue: $0.rawValue) })),
            clock: WallClock(zone: connection.timeZone))
        delivery = DeliverySettings(account)
        grouping = BoardGrouping(rawValue: board.grouping.rawValue) ?? .none
        lines = LineDetail(LineDetail.Form(rawValue: board.lines.rawValue) ?? .text, most: board.mostSubitems)
        if board.relations { links = connection.links(of: board.kind) }
        volumes = connection.volumes(of: board.kind)
        rollover = board.rollover.map { rollover in
            RolloverRule(
                status: rollover.archive, olderThan: Int(rollover.olderThan / .seconds(86_400)), level: rollover.at,
                mostPerDay: rollover.mostPerDay)
        }
    }
}

extension RelayConfiguration.Connection {
    /// Why the boards of a kind are off; `nil` where they are kept.
    func off(_ kind: RecordKind) -> String? {
        kind.isWholeOnTheWire || soap != nil ? nil : CustomerSource.off(name)
    }

    /// What a board of this connection is called.
    package func ref(of board: RelayConfiguration.Board) -> BoardRef {
        BoardRef(connection: name, kind: board.kind, volume: board.volume)
    }

    /// The boards that hold the records of a kind between them; `nil` where there is one alone.
    func volumes(of kind: RecordKind) -> BoardVolumes? {
        let own = boards.filter { $0.kind == kind }
        guard own.count > 1 else { return nil }
        return BoardVolumes(
            own.map { BoardVolumes.Volume(ref: ref(of: $0), boardID: $0.board) }, level: own[0].nextAt)
    }

    /// The boards of this connection that the relations of a kind lead to, by relation's name.
    fileprivate func links(of kind: RecordKind) -> [String: LinkedBoard] {
        var links: [String: LinkedBoard] = [:]
        for relation in BoardRelation.of(kind) {
            guard let target = boards.first(where: { $0.kind == relation.target }) else { continue }
            links[relation.name] = LinkedBoard(
                ref: ref(of: target), boardID: target.board)
        }
        return links
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
