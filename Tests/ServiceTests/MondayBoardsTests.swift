import Foundation
import HTTPClient
import HTTPTypes
import Mapping
import Monday
import Sync
import Synchronization
import Testing
import WireProtocol

@testable import Service

/// What monday answers, in the words of the engine.
struct MondayBoardsTests {
    private let mapping: BoardMapping

    init() throws {
        let layout = BoardLayout(kind: .apInvoice)
        let columns = layout.fields.map { field in
            var labels: [String: Int] = [:]
            if case .status(let names) = field.content {
                labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
            }
            return BoardDescription.Column(
                id: field == .key ? BoardField.keyColumnID : field.name, title: field.title,
                type: field.content.columnType, labels: labels)
        }
        mapping = try BoardMapping(
            layout: layout,
            board: BoardDescription(
                id: "1", name: "b", state: "active", itemsCount: nil, itemsLimit: nil,
                groups: [.init(id: "g", title: "g")], columns: columns), group: nil, overrides: [:])
    }

    private func boards(_ body: String) -> (MondayBoards, CannedTransport) {
        let transport = CannedTransport(body)
        return (MondayBoards(client: MondayClient(MondayClient.Options(), transport: transport) { "t" }), transport)
    }

    private static let values = #"""
        [{"id":"sage_key","type":"text","text":"a/b","value":"\"a/b\""},
        {"id":"amount","type":"numbers","text":"12,5","value":"\"12.50\""},
        {"id":"balance","type":"numbers","text":"","value":null},
        {"id":"due-date","type":"date","text":"2026-11-23 10:00","date":"2026-11-23","time":"10:00:00"},
        {"id":"status","type":"status","text":"Paid","label":"Paid","index":2},
        {"id":"lines","type":"long_text","text":"one\ntwo","value":"{\"text\":\"one\\ntwo\"}"},
        {"id":"comment","type":"text","text":"","value":null}]
        """#

    private static let fields = [
        "sage-key": "a/b", "amount": "12.50", "due-date": "2026-11-23", "status": "Paid", "lines": "one\ntwo",
    ]

    @Test func `a page is read with every column in the form in which it was written`() async throws {
        let (boards, transport) = boards(
            #"""
            {"data":{"boards":[{"id":"1","items_page":{"cursor":"c","items":[
            {"id":"7","name":"Inv 7","state":"active","group":{"id":"g"},"column_values":\#(Self.values)}]}}]}}
            """#)
        let page = try #require(try await boards.page(after: nil, mapping: mapping))
        let content = ItemContent(name: "Inv 7", fields: Self.fields)
        #expect(page == ShownPage(items: [ShownItem(id: "7", group: "g", key: "a/b", content: content)], cursor: "c"))
        #expect(transport.bodies.first?.contains(#""limit":500"#) == true)
    }

    @Test func `a later page is asked for with its cursor, and an expired one is told apart`() async throws {
        let (boards, transport) = boards(#"{"data":{"next_items_page":{"cursor":null,"items":[]}}}"#)
        #expect(try await boards.page(after: "c", mapping: mapping) == ShownPage(items: [], cursor: nil))
        #expect(transport.bodies.first?.contains(#""cursor":"c""#) == true)
        let (late, _) = self.boards(
            #"{"errors":[{"message":"The cursor has expired","extensions":{"code":"CursorExpiredError"}}]}"#)
        #expect(try await late.page(after: "c", mapping: mapping) == nil)
    }

    @Test func `a refused token is an error, not an empty board`() async throws {
        let (boards, _) = boards(#"{"errors":[{"message":"no","extensions":{"code":"UserAccessDenied"}}]}"#)
        let mapping = mapping
        let error = await #expect(throws: TargetError.self) { try await boards.page(after: nil, mapping: mapping) }
        #expect(error?.cause == .account)
    }

    @Test func `what became of items is told with their board`() async throws {
        let (boards, transport) = boards(
            #"""
            {"data":{"items":[{"id":"7","name":"A","state":"archived","board":{"id":"1"},"column_values":[]},
            {"id":"8","name":"B","state":"active","board":{"id":"2"},"column_values":\#(Self.values)}]}}
            """#)
        let items = try await boards.items(["7", "8", "9"], mapping: mapping)
        #expect(items.map(\.state) == ["archived", "active"] && items.map(\.boardID) == ["1", "2"])
        #expect(items[1].item.content.fields == Self.fields)
        #expect(transport.bodies.first?.contains(#"["7","8","9"]"#) == true)
    }
}

/// Answers every request with the same body, and keeps what was asked.
private final class CannedTransport: MondayTransport {
    private let answer: String
    private let asked = Mutex<[String]>([])

    init(_ answer: String) {
        self.answer = answer
    }

    var bodies: [String] { asked.withLock { $0 } }

    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        asked.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
        return HTTPClient.Response(status: 200, headers: HTTPFields(), body: Data(answer.utf8))
    }
}
