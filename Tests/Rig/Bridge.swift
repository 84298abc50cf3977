import Cryptography
import Foundation
import HTTPClient
import HTTPTypes
import Mapping
import SimulatedSage
import Store
import Sync
import TestSupport
import WireProtocol

/// The whole product in one scratch folder: a company in CSV files, a simulated monday.com, a relay and an agent, each
/// a process of its own.
package final class Bridge {
    package static let token = "token-7f3a-secret"

    package let folder: ScratchFolder
    package let certificates: TestCertificates
    package let client: HTTPClient
    package let monday: ChildProcess
    package let address: String
    /// The company as somebody works with it.
    package let life: LivingCompany
    package private(set) var boards: [RecordKind: String] = [:]
    package private(set) var relay: ChildProcess?
    package private(set) var agent: ChildProcess?
    /// Sage's SOAP service, where it was started.
    package internal(set) var soap: ChildProcess?
    package private(set) var port = 0

    /// Starts monday.com and makes the boards; relay and agent are the test's to start.
    ///
    /// - Parameters:
    ///   - sizes: of the generated company.
    ///   - missing: fields of the vendors' board that get no column.
    ///   - arguments: further arguments of `simulated-monday`.
    /// - Throws: what a part of it throws.
    package init(
        sizes: CompanyGenerator.Sizes = .init(
            vendors: 40, accounts: 60, purchaseOrders: 20, invoices: 80, customers: 5),
        missing: Set<String> = [], monday arguments: [String] = []
    ) async throws {
        folder = try ScratchFolder()
        certificates = try TestCertificates()
        var options = HTTPClient.Options()
        options.allowsPlainLoopback = true
        client = try HTTPClient(options)
        let monday = try ChildProcess("simulated-monday", ["--token", Self.token] + arguments, in: folder.path)
        self.monday = monday
        let started = await eventually(within: .seconds(20)) { monday.standardOutput.contains("\n") }
        struct Ready: Decodable { var address: String }
        guard started, let ready = try? JSONDecoder().decode(Ready.self, from: Data(monday.standardOutput.utf8)) else {
            throw Failure("simulated-monday did not start: \(monday.standardError)")
        }
        address = ready.address
        life = try LivingCompany(sizes, in: folder.path + "/company")
        let script = MondayScript(endpoint: address + "/v2", token: Self.token, client: client)
        let segments = ["Main Account", "Department", "Location"].enumerated().map {
            AgentInfo.SegmentDefinition(number: "0\($0 + 1)", name: $1)
        }
        for kind in RecordKind.allCases {
            boards[kind] = try await script.makeBoard(
                named: kind.collection, BoardLayout(kind: kind, segments: segments),
                without: kind == .apVendor ? missing : [])
        }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/secrets", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700]
        )
        _ = try folder.write(Self.token, to: "secrets/token", mode: 0o600)
    }

    deinit {
        for process in [agent, relay, monday, soap] { process?.send(signal: SIGKILL) }
    }

    package var company: URL { URL(filePath: folder.path + "/company", directoryHint: .isDirectory) }

    // MARK: Configurations

    /// What a test of faults sets otherwise in relay.yaml.
    package struct Tuning: Sendable {
        /// Where the relay listens; 0 lets the system choose.
        package var port = 0
        /// Where monday.com is reached, when not directly: `http://127.0.0.1:4711`.
        package var monday: String?
        package var batch = 25
        package var deadline = "60s"
        package var timeouts = "{ drain: 20s }"
        /// The settings of bulk imports.
        package var bulk = "{ threshold: off }"
        /// Further settings of every board, each with a comma before it.
        package var board = ""
        /// Whether the boards are still to be made: their ids are `new`.
        package var idForNew = false
        /// Further settings of the board of invoices, each with a comma before it.
        package var invoices = ""
        /// The connection's SOAP service, as YAML; none by default.
        package var soap: String?
        /// Where secrets are.
        package var secrets = "{ folder: ./secrets }"
        /// The least severe level that the relay logs.
        package var log = "info"

        package init() {}
    }

    /// Writes relay.yaml.
    ///
    /// - Parameters:
    ///   - code: the company's code.
    ///   - overrides: ids of boards that are not the ones made here.
    ///   - kinds: which boards are kept.
    ///   - token: another token than the right one.
    ///   - name: the agent's name.
    ///   - settle: how long a search may lag.
    ///   - tuning: everything else.
    /// - Throws: Foundation's error when it cannot be written.
    package func configureRelay(
        company code: String = "ABC", boards overrides: [RecordKind: String] = [:], kinds: [RecordKind] = [.apVendor],
        token: String? = nil, agent name: String = "acme-hq", settle: String = "300ms",
        tuning: Tuning = Tuning()
    ) throws {
        let own = try certificates.relay("main", .current)
        let lines = kinds.map { kind in
            let id = tuning.idForNew ? "new" : "\"\(overrides[kind] ?? boards[kind] ?? "")\""
            let own = tuning.board + (kind == .apInvoice ? tuning.invoices : "")
            return "      \(kind.collection): { board: \(id)\(own) }"
        }
        if let token { _ = try folder.write(token, to: "secrets/token", mode: 0o600) }
        let yaml = """
            state: ./relay.sqlite
            secrets: \(tuning.secrets)
            log: { level: \(tuning.log) }
            agents: { listen: "127.0.0.1:\(tuning.port)", certificate: \(own.credential.certificateChain), key: \(own.credential.privateKey), \
            trust: [ \(certificates.trust) ], trust-domain: \(TestCertificates.trustDomain) }
            monday:
              - name: m
                endpoint: \(tuning.monday ?? address)/v2
                plan: pro
                token: { secret: token }
                settle: \(settle)
                batch: \(tuning.batch)
                bulk: \(tuning.bulk)
                deadline: \(tuning.deadline)
                limits: { board-mutations-per-minute: none, requests-per-minute: none, requests-per-day: none,
                  complexity-per-minute: none }
            connections:
              - name: acme
                agent: \(name)
                company: \(code)
                monday: m\(tuning.soap.map { "\n    soap: \($0)" } ?? "")
                boards:
            \(lines.joined(separator: "\n"))
            timeouts: \(tuning.timeouts)
            """
        _ = try folder.write(yaml, to: "relay.yaml")
    }

    /// Takes a board that the relay made for one of its own.
    package func adopt(board id: String?, for kind: RecordKind) { boards[kind] = id }

    /// Writes agent.yaml for the relay's port.
    ///
    /// - Parameters:
    ///   - leaf: another certificate than the right one.
    ///   - trust: another authority than the right one.
    ///   - companies: the codes of the companies served.
    ///   - relay: the port to dial, when it is not the relay's own.
    ///   - simulated: further settings of the simulated Sage, each with a comma before it.
    ///   - timeouts: how long a connection may take over what.
    /// - Throws: Foundation's error when it cannot be written.
    package func configureAgent(
        leaf: TestCertificates.Leaf? = nil, trust: String? = nil, companies: String = "ABC", relay: Int? = nil,
        simulated: String = "", timeouts: String = "{ drain: 20s }"
    ) throws {
        let own = try (leaf ?? certificates.agent("acme-hq", .current)).credential
        let yaml = """
            relay: { address: "127.0.0.1:\(relay ?? port)", \
            identity: spiffe://\(TestCertificates.trustDomain)/relay/main, connections: 1 }
            tls: { certificate: \(own.certificateChain), key: \(own.privateKey), trust: [ \(trust ?? certificates.trust) ] }
            sage: { backend: simulated, companies: [ \(companies) ], simulated: { folder: ./company\(simulated) } }
            reconnect: { first: 50ms, longest: 300ms }
            timeouts: \(timeouts)
            """
        _ = try folder.write(yaml, to: "agent.yaml")
    }

    // MARK: Processes

    /// Starts `sage-relay`, by default `sage-relay run`, and waits until it listens.
    ///
    /// - Parameters:
    ///   - arguments: its subcommand, with options.
    ///   - environment: added to this process's own.
    /// - Throws: ``Failure`` when it does not start.
    package func startRelay(_ arguments: [String] = ["run"], environment: [String: String] = [:]) async throws {
        let ready = folder.path + "/ready.json"
        try? FileManager.default.removeItem(atPath: ready)
        let relay = try ChildProcess(
            "sage-relay", arguments + ["--config", "relay.yaml", "--ready-file", ready], in: folder.path,
            environment: environment)
        self.relay = relay
        let isUp = await eventually(within: .seconds(20)) {
            FileManager.default.fileExists(atPath: ready) || !relay.isRunning
        }
        guard isUp, FileManager.default.fileExists(atPath: ready) else {
            throw Failure("The relay did not start: \(relay.standardError)")
        }
        try adoptPort(of: ready)
    }

    /// Takes the relay's port from its ready file.
    package func adoptPort(of ready: String) throws {
        struct Ready: Decodable { var port: Int }
        port = try JSONDecoder().decode(Ready.self, from: Data(contentsOf: URL(filePath: ready))).port
    }

    /// How many records the relay knows of its one board, as its state says.
    package func known() async throws -> Int {
        let store = try RelayStore(readOnly: folder.path + "/relay.sqlite")
        return try store.status(of: [BoardRef(connection: "acme", kind: .apVendor)])[0].records.values.reduce(0, +)
    }

    /// Starts `sage-agent run`.
    package func startAgent() throws {
        agent = try ChildProcess("sage-agent", ["run", "--config", "agent.yaml"], in: folder.path)
    }

    /// Starts both.
    package func start() async throws {
        try await startRelay()
        try configureAgent()
        try startAgent()
    }

    /// Runs `sage-relay sync` beside the running relay.
    package func sync(_ arguments: [String] = ["--all"]) async throws -> (
        rows: [SyncReport.Row], exitCode: Int32, errors: String
    ) {
        let (process, code) = try await ChildProcess.run(
            "sage-relay", ["sync", "--config", "relay.yaml", "--json"] + arguments, in: folder.path)
        let report = try? JSONDecoder().decode(SyncReport.self, from: Data(process.standardOutput.utf8))
        return (report?.rows ?? [], code, process.standardError + (report?.message ?? ""))
    }

    /// Kills relay and agent without a word.
    package func killBoth() async {
        for process in [relay, agent].compactMap(\.self) {
            process.send(signal: SIGKILL)
            _ = await process.exitCode()
        }
    }

    // MARK: The board

    /// The values of one column of a board, by title, sorted.
    package func values(_ kind: RecordKind, column: String) async throws -> [String] {
        struct Board: Decodable {
            struct Item: Decodable {
                struct Value: Decodable {
                    var title: String
                    var text: String?
                }
                var values: [Value]
            }
            var items: [Item]
        }
        let data = try await get("/simulator/boards/\(boards[kind] ?? "").json")
        return try JSONDecoder().decode(Board.self, from: data).items.compactMap { item in
            item.values.first { $0.title == column }?.text
        }.sorted()
    }

    /// What a board shows, as the simulator tells it.
    package func board(_ kind: RecordKind) async throws -> Data {
        try await get("/simulator/boards/\(boards[kind] ?? "").json")
    }

    /// Does to an item what a person on the board would.
    ///
    /// - Parameters:
    ///   - name: the mutation: `delete_item`, `archive_item`, `change_simple_column_value`.
    ///   - item: the item's id.
    ///   - kind: the board, where a column is changed.
    ///   - column: the column's title.
    ///   - value: what to write into it.
    /// - Throws: ``Failure`` when monday.com refuses.
    package func mutate(
        _ name: String, item: String, kind: RecordKind? = nil, column: String? = nil, value: String? = nil
    ) async throws {
        var arguments = "item_id: \(item)"
        if let kind, let column, let value, let board = boards[kind] {
            let found = try await graphQL("query { boards(ids: [\(board)]) { columns { id title } } }")
            struct Columns: Decodable {
                struct Column: Decodable {
                    var id: String
                    var title: String
                }
                struct Board: Decodable { var columns: [Column] }
                struct Payload: Decodable { var boards: [Board] }
                var data: Payload
            }
            let columns = try JSONDecoder().decode(Columns.self, from: found).data.boards.flatMap(\.columns)
            let id = columns.first { $0.title == column }?.id ?? ""
            arguments += ", board_id: \(board), column_id: \"\(id)\", value: \"\(value)\""
        }
        let answer = try await graphQL("mutation { \(name)(\(arguments)) { id } }")
        guard !String(decoding: answer, as: UTF8.self).contains("\"errors\"") else {
            throw Failure(String(decoding: answer, as: UTF8.self))
        }
    }

    private func graphQL(_ document: String) async throws -> Data {
        let body = try JSONSerialization.data(withJSONObject: ["query": document])
        let headers: [(name: String, value: String)] = [
            ("Authorization", Self.token), ("Content-Type", "application/json"),
        ]
        return try await client.send(
            try HTTPClient.Request(method: .post, url: address + "/v2", headers: headers, body: body)
        ).body
    }

    /// Has monday.com go wrong.
    package func inject(_ fault: String) async throws {
        _ = try await send(.post, "/simulator/faults", Data(fault.utf8))
    }

    /// What monday.com counts.
    package func state() async throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: try await get("/simulator/state")) as? [String: Any] ?? [:]
    }

    /// What monday.com's simulator says of itself.
    package func get(_ path: String) async throws -> Data { try await send(.get, path, Data()) }

    /// Does something to monday.com's simulator, such as a change of a board.
    @discardableResult
    package func post(_ path: String, _ json: String) async throws -> Data {
        try await send(.post, path, Data(json.utf8))
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: Data) async throws -> Data {
        let response = try await client.send(
            try HTTPClient.Request(method: method, url: address + path, headers: [], body: body))
        guard response.status < 300 else { throw Failure(String(decoding: response.body, as: UTF8.self)) }
        return response.body
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        package init(_ description: String) { self.description = description }
    }
}
