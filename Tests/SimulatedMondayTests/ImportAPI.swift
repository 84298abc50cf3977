import SimulatorServer
import Testing

@testable import SimulatedMonday

/// Bulk imports through the API, without a socket.
struct ImportAPI {
    /// A job that was started.
    struct Started {
        let id: String
        let uploadURL: String
    }

    let api: TestAPI
    let board: String

    var simulator: SimulatedMonday { api.simulator }

    /// Makes an account with a board of the common columns.
    init(_ set: (inout SimulatorConfiguration) -> Void = { _ in }, itemsLimit: Int? = nil) throws {
        var configuration = SimulatorConfiguration()
        set(&configuration)
        api = TestAPI(configuration)
        board = try api.simulator.makeBoard(
            name: "Invoices",
            columns: [
                ColumnPlan("sage_key", "Key", .text), ColumnPlan("note", "Note", .longText),
                ColumnPlan("amount", "Amount", .numbers), ColumnPlan("due", "Due", .date),
                ColumnPlan("state", "State", .status, labels: ["Open", "Paid"]),
                ColumnPlan("kind", "Kind", .dropdown, labels: ["A", "B"]), ColumnPlan("page", "Page", .link),
                ColumnPlan("held", "Held", .checkbox), ColumnPlan("mail", "Mail", .email),
                ColumnPlan("call", "Call", .phone), ColumnPlan("span", "Span", .timeline),
                ColumnPlan("sum", "Sum", .formula),
            ], itemsLimit: itemsLimit)
    }

    /// Asks for a job and gives the answer.
    func ask(
        on board: String? = nil, group: String = "topics", match: String? = "sage_key", behaviour: String = "UPSERT",
        key: String? = nil, headers: [String: String] = [:]
    ) async -> TestAnswer {
        await api.send(
            """
            mutation($b: ID!, $g: ID!, $m: OnMatchInput) {
              ingest_items(board_id: $b, group_id: $g, on_match: $m) { job_id upload_url }
            }
            """,
            [
                "b": .string(board ?? self.board), "g": .string(group),
                "m": match.map { ["match_column_id": .string($0), "behaviour": .string(behaviour)] } ?? .null,
            ], key: key, headers: headers)
    }

    /// Starts a job.
    func start(match: String? = "sage_key", behaviour: String = "UPSERT") async throws -> Started {
        let answer = await ask(match: match, behaviour: behaviour).data["ingest_items"]
        return Started(
            id: try #require(answer?["job_id"]?.text), uploadURL: try #require(answer?["upload_url"]?.text))
    }

    /// Sends a file to an upload address.
    func put(
        _ file: String, to url: String, method: String = "PUT",
        headers: [String: String] = ["content-type": "text/csv"], size: Int? = nil
    ) -> HTTPAnswer {
        let parts = url.split(separator: "?")
        let body = Array(file.utf8)
        let all = headers.merging(["content-length": String(body.count)]) { first, _ in first }
        return simulator.upload(
            HTTPCall(
                method: method, path: String(parts[0]), query: QueryParameters.decode(parts[1]), headers: all,
                body: body, size: size))
    }

    /// What the job says now.
    func status(_ id: String) async -> JSONValue {
        await api.send(
            """
            query($j: ID!) { fetch_job_status(job_id: $j) { __typename ... on ItemsJobStatus {
              status counts { submitted invalid skipped created updated failed } progress_percentage failure_reason
              failure_message fully_imported report_created report_url } } }
            """, ["j": .string(id)]
        ).data["fetch_job_status"] ?? .null
    }

    /// Imports a file, waits on the clock until it is done, and gives the job's last word.
    func run(_ file: String, match: String? = "sage_key", behaviour: String = "UPSERT") async throws -> JSONValue {
        let job = try await start(match: match, behaviour: behaviour)
        #expect(put(file, to: job.uploadURL).status == 200)
        simulator.clock.advance(seconds: 60)
        return await status(job.id)
    }

    /// The items as `name|text|text`, in the order of the given columns.
    func rows(_ columns: String...) -> [String] {
        simulator.items(on: board).map { item in
            ([item.name] + columns.map { item.values[$0] ?? "" }).joined(separator: "|")
        }
    }

    /// The figures of a job as `submitted created updated skipped invalid failed`.
    static func counts(_ status: JSONValue) -> [Int?] {
        ["submitted", "created", "updated", "skipped", "invalid", "failed"].map { status["counts"]?[$0]?.integer }
    }
}
