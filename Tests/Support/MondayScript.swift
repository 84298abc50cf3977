import Foundation
import HTTPClient
import HTTPTypes
import Mapping

/// What a person's script would do at monday.com before the first sync: make a board with the columns it needs.
package struct MondayScript: Sendable {
    /// Why a board could not be made, in monday's words.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    private let endpoint: String
    private let token: String
    private let client: HTTPClient

    /// Makes the script.
    ///
    /// - Parameters:
    ///   - endpoint: the GraphQL endpoint.
    ///   - token: whose boards they will be.
    ///   - client: carries the requests.
    package init(endpoint: String, token: String, client: HTTPClient) {
        self.endpoint = endpoint
        self.token = token
        self.client = client
    }

    private static let createBoard = """
        mutation ($name: String!) { create_board(board_name: $name, board_kind: public, empty: true) { id } }
        """
    private static let createColumn = """
        mutation ($board: ID!, $title: String!, $type: ColumnType!, $id: String, $defaults: JSON) {
          create_column(board_id: $board, title: $title, column_type: $type, id: $id, defaults: $defaults) { id }
        }
        """

    /// Makes a board.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - layout: what it shows, a column for each field.
    ///   - missing: names of fields that get no column.
    /// - Returns: the board's id.
    /// - Throws: ``Refusal``.
    package func makeBoard(named name: String, _ layout: BoardLayout, without missing: Set<String> = []) async throws
        -> String
    {
        let board = try await id(of: "create_board", Self.createBoard, ["name": name])
        for field in layout.fields where !missing.contains(field.name) {
            var variables: [String: Any] = ["board": board, "title": field.title, "type": field.content.columnType]
            // The key column is found by its id, so that it can be renamed; the others by title and type.
            if field == .key { variables["id"] = BoardField.keyColumnID }
            if case .status(let labels) = field.content {
                variables["defaults"] = [
                    "labels": labels.enumerated().map { index, label in
                        ["label": label, "index": index, "color": Self.colors[index % Self.colors.count]]
                            as [String: Any]
                    }
                ]
            }
            _ = try await id(of: "create_column", Self.createColumn, variables)
        }
        return board
    }

    private static let colors = [
        "bright_blue", "working_orange", "done_green", "stuck_red", "purple", "grass_green", "dark_blue",
    ]

    private struct Answer: Decodable {
        struct Created: Decodable { var id: String }
        struct Fault: Decodable { var message: String }

        var data: [String: Created?]?
        var errors: [Fault]?
    }

    private func id(of field: String, _ document: String, _ variables: [String: Any]) async throws -> String {
        let body = try JSONSerialization.data(withJSONObject: ["query": document, "variables": variables])
        let request = try HTTPClient.Request(
            method: .post, url: endpoint,
            headers: [
                ("Authorization", token), ("Content-Type", "application/json"), ("API-Version", "2026-10"),
            ], body: body)
        let response = try await client.send(request)
        let answer = try? JSONDecoder().decode(Answer.self, from: response.body)
        guard let created = answer?.data?[field] ?? nil else {
            let reason = answer?.errors?.first?.message ?? String(decoding: response.body.prefix(300), as: UTF8.self)
            throw Refusal(description: "monday.com refused \(field) with status \(response.status): \(reason)")
        }
        return created.id
    }
}
