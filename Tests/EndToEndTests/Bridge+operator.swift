import Foundation
import HTTPClient
import HTTPTypes
import Rig
import Store
import Sync
import TestSupport
import WireProtocol

/// What an operator types, and what people do on a board.
extension Bridge {
    struct PlanResult {
        var boards: [BoardPlan]
        var exitCode: Int32
    }

    struct ResyncResult {
        var records: Int
        var row: SyncReport.Row?
        var exitCode: Int32
        var errors: String
    }

    /// An item as people see it.
    struct Item: Hashable {
        var id: String
        /// The name, and title and text of every column.
        var contents: [String]
        var key: String?
    }

    /// What the state holds, row by row.
    struct Ledger: Hashable {
        var statuses: [BoardStatus]
        var problems: [ProblemStatus]
        var boards: [BoardRow] = []
        var scans: [ScanRow?] = []
        var attempts: [AttemptRow] = []
        var records: [RecordRow] = []
    }

    // MARK: Commands

    /// Runs a subcommand of `sage-relay` to its end.
    func run(_ command: String, _ arguments: [String]) async throws -> ChildProcess {
        try await ChildProcess.run("sage-relay", [command, "--config", "relay.yaml"] + arguments, in: folder.path)
            .process
    }

    func plan(_ arguments: [String] = []) async throws -> PlanResult {
        let process = try await run("plan", ["--json"] + arguments)
        return PlanResult(boards: Self.boards(process), exitCode: await process.exitCode())
    }

    /// Plans without a running relay.
    func planAlone() async throws -> PlanResult {
        let process = try await alone("plan", ["--json"])
        let exitCode = await process.exitCode()
        return PlanResult(boards: Self.boards(process), exitCode: exitCode)
    }

    /// Starts a subcommand that listens for agents itself, and an agent for it.
    func alone(_ command: String, _ arguments: [String]) async throws -> ChildProcess {
        let ready = folder.path + "/alone.json"
        let process = try ChildProcess(
            "sage-relay", [command, "--config", "relay.yaml", "--ready-file", ready] + arguments, in: folder.path)
        guard await eventually(within: .seconds(20), { FileManager.default.fileExists(atPath: ready) }) else {
            throw Failure("The command did not start: \(process.standardError)")
        }
        try adoptPort(of: ready)
        try configureAgent()
        try startAgent()
        return process
    }

    private static func boards(_ process: ChildProcess) -> [BoardPlan] {
        struct Report: Decodable { var boards: [BoardPlan] }
        return (try? JSONDecoder().decode(Report.self, from: Data(process.standardOutput.utf8)))?.boards ?? []
    }

    func resync(_ arguments: [String]) async throws -> ResyncResult {
        struct Report: Decodable {
            var records: Int
            var row: SyncReport.Row
        }
        let process = try await run("resync", ["--json"] + arguments)
        let report = try? JSONDecoder().decode(Report.self, from: Data(process.standardOutput.utf8))
        return ResyncResult(
            records: report?.records ?? -1, row: report?.row, exitCode: await process.exitCode(),
            errors: process.standardError + (report?.row.message ?? ""))
    }

    // MARK: The ledger

    /// Every row of the ledger but the commands'.
    func ledger() async throws -> Ledger? {
        guard FileManager.default.fileExists(atPath: folder.path + "/relay.sqlite") else { return nil }
        let store = try RelayStore(readOnly: folder.path + "/relay.sqlite")
        let refs = [RecordKind.apInvoice, .apVendor].map { BoardRef(connection: "acme", kind: $0) }
        var ledger = Ledger(statuses: try store.status(of: refs), problems: try store.problems(limit: 1000))
        for ref in refs {
            let (board, scan, attempts, records) = try await store.read { reader in
                let keys = try reader.keys(ref, RecordSelection(), after: nil, limit: 100_000)
                return (
                    try reader.board(ref), try reader.scan(ref, .deep) ?? reader.scan(ref, .live),
                    try reader.attempts(ref),
                    try keys.compactMap { try reader.record(ref, key: $0) }
                )
            }
            ledger.boards.append(board)
            ledger.scans.append(scan)
            ledger.attempts += attempts
            ledger.records += records
        }
        return ledger
    }

    /// How many vendors are on their way.
    func waiting() async throws -> Int {
        let store = try RelayStore(readOnly: folder.path + "/relay.sqlite")
        return try await store.read {
            try $0.tally(
                BoardRef(connection: "acme", kind: .apVendor),
                RecordSelection(states: [.queued, .sending, .inDoubt, .retryAt])
            ).all
        }
    }

    // MARK: The board

    /// How many requests monday.com got that write.
    func mutations() async throws -> Int {
        struct Journal: Decodable {
            struct Entry: Decodable { var operations: [String] }
            var entries: [Entry]
        }
        let data = try await ask(.get, "/simulator/journal")
        return try JSONDecoder().decode(Journal.self, from: data).entries.count { entry in
            entry.operations.contains { $0.hasPrefix("create_item") || $0.hasPrefix("change_") }
        }
    }

    /// The items of a board in order of their keys.
    func items(_ kind: RecordKind) async throws -> [Item] {
        struct Board: Decodable {
            struct Item: Decodable {
                struct Value: Decodable {
                    var title: String
                    var text: String?
                }
                var id: String
                var name: String
                var values: [Value]
            }
            var items: [Item]
        }
        let data = try await ask(.get, "/simulator/boards/\(boards[kind] ?? "").json")
        return try JSONDecoder().decode(Board.self, from: data).items.map { item in
            Item(
                id: item.id, contents: [item.name] + item.values.map { "\($0.title): \($0.text ?? "")" },
                key: item.values.first { $0.title == "Sage Key" }?.text)
        }.sorted { ($0.key ?? "", $0.id) < ($1.key ?? "", $1.id) }
    }

    /// Writes over an item's name.
    func edit(_ item: Item, on kind: RecordKind) async throws {
        try await mutate(
            """
            mutation { change_multiple_column_values(board_id: \(boards[kind] ?? ""), item_id: \(item.id), \
            column_values: "{\\"name\\": \\"Scribbled\\"}") { id } }
            """)
    }

    func delete(_ item: Item) async throws {
        try await mutate("mutation { delete_item(item_id: \(item.id)) { id } }")
    }

    private func mutate(_ document: String) async throws {
        let body = try JSONEncoder().encode(["query": document])
        let answer = try await ask(
            .post, "/v2", body,
            [("Authorization", Self.token), ("Content-Type", "application/json"), ("API-Version", "2026-10")])
        let text = String(decoding: answer, as: UTF8.self)
        guard !text.contains("\"errors\"") else { throw Failure(text) }
    }

    /// Asks the simulated monday.com.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: Data = Data(), _ headers: [(String, String)] = []
    ) async throws -> Data {
        let response = try await client.send(
            try HTTPClient.Request(method: method, url: address + path, headers: headers, body: body))
        guard response.status < 300 else { throw Failure(String(decoding: response.body, as: UTF8.self)) }
        return response.body
    }
}
