import Foundation
import Testing

@testable import SimulatedMonday

extension ServerSuite {
    struct ServerTests {
        @Test func `one connection carries request after request`() async throws {
            try await withSimulator { _, client in
                let body = #"{"query":"{ me { id } }"}"#
                let head =
                    "POST /v2 HTTP/1.1\r\nHost: x\r\nAuthorization: simulated-token\r\nContent-Length: \(body.utf8.count)\r\n"
                let text = try await client.exchange(
                    head + "\r\n" + body + head + "\r\n" + body + head + "Connection: close\r\n\r\n" + body)
                #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
                #expect(text.components(separatedBy: #""request_id":"sim-"#).count == 4)
            }
        }

        @Test func `a body is read to its limit and refused beyond`() async throws {
            var configuration = SimulatorConfiguration()
            configuration.bodyLimit = 1000
            try await withSimulator(configuration) { _, client in
                func padded(_ length: Int) -> String {
                    let body = #"{"query":"{ me { id } }","x":""#
                    return body + String(repeating: "x", count: length - body.utf8.count - 2) + "\"}"
                }
                let headers = ["Authorization": "simulated-token"]
                let allowed = try await client.request("POST", "/v2", body: padded(1000), headers: headers)
                #expect(allowed.status == 200)
                let refused = try await client.request("POST", "/v2", body: padded(1001), headers: headers)
                #expect(refused.status == 413)
                let chunk = String(padded(1001).utf8.count, radix: 16)
                let chunked =
                    "POST /v2 HTTP/1.1\r\nHost: x\r\nAuthorization: simulated-token\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk + "\r\n" + padded(1001) + "\r\n0\r\n\r\n"
                let refusedLate = try await client.exchange(chunked)
                #expect(refusedLate.contains("HTTP/1.1 413 "))
            }
        }

        @Test func `a client that waits for 100 Continue gets it`() async throws {
            try await withSimulator { _, client in
                let body = #"{"query":"{ me { id } }"}"#
                let text = try await client.request(
                    "POST", "/v2", body: body, headers: ["Authorization": "simulated-token", "Expect": "100-continue"]
                ).text
                #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n"))
                #expect(text.contains("HTTP/1.1 200 OK"))
            }
        }

        @Test(arguments: [
            ("GET", "/v2", 405), ("GET", "/nope", 404), ("GET", "/boards/1", 404), ("GET", "/boards/x", 404),
            ("GET", "/simulator/boards/1.json", 404), ("GET", "/simulator/boards/x.json", 404), ("POST", "/", 404),
            ("GET", "/simulator/journal?after=x", 400), ("GET", "/%00%ff", 404), ("GET", "/simulator/state", 200),
            ("POST", "/simulator/boards/1", 400), ("DELETE", "/simulator/state", 404),
        ])
        func `paths answer or refuse`(method: String, path: String, status: Int) async throws {
            try await withSimulator { _, client in
                let answer = try await client.request(method, path)
                #expect(answer.status == status)
            }
        }

        @Test func `bytes that are not HTTP end the connection`() async throws {
            try await withSimulator { _, client in
                let answer = try await client.exchange("\u{16}\u{03}\u{01} hello\r\n\r\n")
                #expect(answer.isEmpty || answer.contains("400"))
            }
        }

        @Test func `a board is exported whole, with every filled column by id and title`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(
                    name: "Big \"one\"",
                    columns: [.init("sage_key", "Key", .text), .init("amount", "Amount", .numbers)])
                for number in 0..<1203 {
                    try simulator.makeItem(
                        on: board, name: "Item \(number)",
                        values: ["sage_key": "K/\(number)", "amount": "\(number).50"])
                }
                let export = try await client.request("GET", "/simulator/boards/\(board).json").json
                let items = export["items"]?.elements ?? []
                #expect(export["name"] == "Big \"one\"")
                #expect(export["items_count"] == 1203)
                #expect(items.map { $0["name"]?.text ?? "" } == (0..<1203).map { "Item \($0)" })
                #expect(
                    items.last?["values"] == [
                        ["id": "sage_key", "title": "Key", "text": "K/1202", "value": "K/1202"],
                        ["id": "amount", "title": "Amount", "text": "1202.50", "value": "1202.50"],
                    ])
            }
        }

        @Test func `an export holds the items of the state that is asked`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                try simulator.makeItem(on: board, name: "kept")
                let gone = try simulator.makeItem(on: board, name: "gone")
                _ = try await client.graphQL("mutation { archive_item(item_id: \(gone)) { id } }")
                func names(_ query: String) async throws -> [String] {
                    let export = try await client.request("GET", "/simulator/boards/\(board).json\(query)")
                        .json
                    return (export["items"]?.elements ?? []).compactMap { $0["name"]?.text }
                }
                #expect(try await names("") == ["kept"])
                #expect(try await names("?state=archived") == ["gone"])
                #expect(try await names("?state=all") == ["kept", "gone"])
                #expect(try await names("?state=deleted") == [])
                #expect(
                    try await client.request("GET", "/simulator/boards/\(board).json?state=x").status == 400)
            }
        }

        @Test func `a board is archived and its limit changed over HTTP`() async throws {
            try await withSimulator { simulator, client in
                let board = try simulator.makeBoard(name: "B")
                let path = "/simulator/boards/\(board)"
                #expect(
                    try await client.request("POST", path, body: #"{"state":"archived","itemsLimit":5}"#)
                        .status == 200)
                #expect(simulator.stateJSON["boards"]?[0]?["state"] == "archived")
                #expect(simulator.stateJSON["boards"]?[0]?["itemsLimit"] == 5)
                #expect(try await client.request("POST", path, body: #"{"itemsLimit":0}"#).status == 400)
                #expect(
                    try await client.request("POST", path + "9", body: #"{"itemsLimit":1}"#).status == 404)
            }
        }

        @Test func `twenty thousand items are found by their keys and paged through`() async throws {
            let simulator = SimulatedMonday()
            let board = try simulator.makeBoard(
                name: "B", columns: [.init("sage_key", "Key", .text)], itemsLimit: 100_000)
            for number in 0..<20_000 {
                try simulator.makeItem(on: board, name: "\(number)", values: ["sage_key": "K/\(number)"])
            }
            let api = TestAPI(simulator)
            let keys = (0..<100).map { "k/\($0 * 200)" }
            #expect(await api.names(on: board, column: "sage_key", keys).count == 100)
            let page = await api.send(
                "query($b: [ID!]) { boards(ids: $b) { items_page(limit: 500) { items { id } cursor } } }",
                ["b": .string(board)])
            #expect(page.data["boards"]?[0]?["items_page"]?["items"]?.elements?.count == 500)
        }
    }
}
