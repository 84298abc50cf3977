import Foundation
import HTTPClient
import HTTPTypes

/// The simulated monday.com's own endpoints: what goes wrong there, and what it counts.
struct MondayControl: Sendable {
    /// `http://127.0.0.1:8080`.
    let address: String
    let client: HTTPClient

    /// Has faults strike requests to monday.com by chance from now on, where the simulator has weather.
    func storm(seed: UInt64) async throws {
        // Neither keys that are forgotten nor searches that lag longer than the settle time: docs/guarantees.md says
        // what those do.
        let kinds = [
            "dropBeforeExecuting", "executeThenDrop", "executeSomeThenDrop", "executeThenServerError", "serverError",
            "tooManyRequests", "locked", "partialData", "garbageBody", "cutOffBody", "conflict", "errorsWithoutData",
        ]
        let names = kinds.map { "\"\($0)\"" }.joined(separator: ",")
        // A simulator without weather answers 404, and one without some of the kinds 400.
        _ = try await send(.post, "/simulator/weather", #"{"seed":\#(seed),"rate":0.05,"kinds":[\#(names)]}"#)
    }

    /// Has the next request that fits go wrong.
    ///
    /// - Parameters:
    ///   - kind: as the simulator names it.
    ///   - operation: the field it must have; any when `nil`.
    /// - Throws: what the client throws.
    func order(_ kind: String, operation: String?) async throws {
        let place = operation.map { #","operation":"\#($0)""# } ?? ""
        _ = try await send(.post, "/simulator/faults", #"{"kind":"\#(kind)"\#(place),"retryAfter":1}"#)
    }

    /// Ends all that goes wrong.
    func calm() async throws {
        _ = try await send(.delete, "/simulator/weather")
        _ = try await send(.delete, "/simulator/faults")
        try await release()
    }

    /// Lets go on what is held back.
    func release() async throws {
        _ = try await send(.post, "/simulator/release")
    }

    /// What monday.com counts: requests, items, and faults that struck, where it counts them.
    func counts() async throws -> (requests: Int, items: Int, struck: Int?) {
        struct State: Decodable {
            struct Board: Decodable { var items: Int }
            var requests: Int
            var boards: [Board]
            var struck: [String: Int]?
        }
        let state = try JSONDecoder().decode(State.self, from: try await send(.get, "/simulator/state"))
        return (
            state.requests, state.boards.reduce(0) { $0 + $1.items },
            state.struck.map { $0.values.reduce(0, +) }
        )
    }

    /// How many ordered faults wait for a request.
    func waitingFaults() async throws -> Int {
        struct Fault: Decodable { var kind: String }
        return try JSONDecoder().decode([Fault].self, from: try await send(.get, "/simulator/faults")).count
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: String = "") async throws -> Data {
        try await client.send(
            try HTTPClient.Request(method: method, url: address + path, headers: [], body: Data(body.utf8))
        ).body
    }
}
