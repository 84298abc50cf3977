import SimulatorServer
import Testing

@testable import SimulatedMonday

/// An answer of the API.
struct TestAnswer {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    /// The body as JSON.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// The value of `data`.
    var data: JSONValue { json["data"] ?? .null }

    /// The entries of `errors`.
    var errors: [JSONValue] { json["errors"]?.elements ?? [] }

    /// The code of the first error.
    var code: String? { errors.first?["extensions"]?["code"]?.text }
}

/// Calls the simulator in the process, without a socket.
struct TestAPI {
    let simulator: SimulatedMonday

    /// Makes an account; the clock stands at 2026-11-23T12:00:00Z.
    init(_ configuration: SimulatorConfiguration = .init()) {
        simulator = SimulatedMonday(configuration, clock: SimulatorClock(at: 1_795_435_200_000))
    }

    /// Calls an account that is there already.
    init(_ simulator: SimulatedMonday) {
        self.simulator = simulator
    }

    /// Sends a document and waits for the answer.
    @discardableResult
    func send(
        _ query: String, _ variables: JSONValue = .null, key: String? = nil, headers: [String: String] = [:]
    ) async -> TestAnswer {
        var all = ["authorization": simulator.configuration.token]
        if let key { all["idempotency-key"] = key }
        let body: JSONValue = ["query": .string(query), "variables": variables]
        return await call(body.encoded, headers: all.merging(headers) { _, given in given })
    }

    /// Sends any body and waits for the answer.
    func call(_ body: [UInt8], headers: [String: String]) async -> TestAnswer {
        await withCheckedContinuation { continuation in
            let call = HTTPCall(method: "POST", path: "/v2", query: [:], headers: headers, body: body)
            simulator.answer(call) { answer in
                continuation.resume(
                    returning: TestAnswer(
                        status: answer.status,
                        headers: Dictionary(answer.headers.map { ($0.name, $0.value) }) { _, last in last },
                        body: answer.body))
            }
        }
    }

    /// Creates an item with column values and gives the answer.
    @discardableResult
    func create(_ name: String, on board: String, _ values: JSONValue = [:], key: String? = nil) async -> TestAnswer {
        await send(
            """
            mutation($board: ID!, $name: String!, $values: JSON) {
              create_item(board_id: $board, item_name: $name, column_values: $values) {
                id column_values { id text value }
              }
            }
            """, ["board": .string(board), "name": .string(name), "values": .string(values.encodedText)], key: key)
    }

    /// Looks items up by one column and gives their names in order.
    func names(on board: String, column: String, _ values: [String]) async -> [String] {
        await names(
            of: send(
                """
                query($board: ID!, $columns: [ItemsPageByColumnValuesQuery!]) {
                  items_page_by_column_values(board_id: $board, columns: $columns, limit: 500) { items { name } }
                }
                """,
                [
                    "board": .string(board),
                    "columns": [["column_id": .string(column), "column_values": .array(values.map { .string($0) })]],
                ]
            ).data["items_page_by_column_values"])
    }

    /// The names on a page of items, in order of the alphabet.
    func names(of page: JSONValue?) -> [String] {
        (page?["items"]?.elements ?? []).compactMap { $0["name"]?.text }.sorted()
    }
}
