import CompanyAudit
import Foundation
import HTTPClient

/// What the simulated monday.com holds, read behind the back of its API.
package struct SimulatorView: Sendable {
    /// The simulator does not answer as it should.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The simulator's address, `http://127.0.0.1:8080`.
    package let address: String
    package let client: HTTPClient

    /// Looks at a simulator.
    ///
    /// - Parameters:
    ///   - address: `http://127.0.0.1:8080`.
    ///   - client: carries the requests.
    package init(address: String, client: HTTPClient) {
        self.address = address
        self.client = client
    }

    private struct State: Decodable {
        var requests: Int
    }

    private struct Board: Decodable {
        struct Column: Decodable {
            var title: String
        }

        struct Value: Decodable {
            var title: String
            var text: String
        }

        struct Item: Decodable {
            var id: String
            var name: String
            var state: String
            var values: [Value]
        }

        var columns: [Column]
        var items: [Item]
    }

    /// How many requests the API has had.
    ///
    /// - Returns: a number that only rises.
    /// - Throws: ``Failure`` when the simulator does not answer as it should.
    package func requests() async throws -> Int {
        try await read(State.self, "/simulator/state").requests
    }

    /// What a board shows.
    ///
    /// - Parameter id: the board's id.
    /// - Returns: the items that are neither archived nor deleted.
    /// - Throws: ``Failure`` when the simulator does not answer as it should.
    package func board(_ id: String) async throws -> BoardSnapshot {
        let board = try await read(Board.self, "/simulator/boards/\(id).json")
        let items = board.items.filter { $0.state == "active" }.map { item in
            // Only filled columns have a value.
            var columns = Dictionary(board.columns.map { ($0.title, "") }, uniquingKeysWith: { first, _ in first })
            for value in item.values { columns[value.title] = value.text }
            columns["Name"] = item.name
            return BoardSnapshot.Item(id: item.id, columns: columns)
        }
        return BoardSnapshot(items: items)
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value {
        var request = try HTTPClient.Request(url: address + path)
        request.maximumBodyBytes = 1 << 30
        let response = try await client.send(request)
        guard response.status == 200, let value = try? JSONDecoder().decode(type, from: response.body) else {
            let start = String(decoding: response.body.prefix(200), as: UTF8.self)
            throw Failure(
                description: "The simulated monday.com answered \(path) with status \(response.status): \(start)")
        }
        return value
    }
}
