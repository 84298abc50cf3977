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
        return (
            MondayBoards(client: MondayClient(MondayClient.Options(), transport: transport) { "secret-token" }),
            transport
        )
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

    @Test func `keys are read by themselves, items without one left out`() async throws {
        let (boards, transport) = boards(
            #"""
            {"data":{"boards":[{"id":"1","items_page":{"cursor":"c","items":[
            {"id":"7","column_values":[{"id":"sage_key","text":"a/b"}]},
            {"id":"8","column_values":[{"id":"sage_key","text":""}]},{"id":"9","column_values":[]}]}}]}}
            """#)
        let page = try await boards.keyPage(after: nil, mapping: mapping)
        #expect(page == KeyPage(items: [FoundItem(id: "7", key: "a/b")], cursor: "c"))
        #expect(transport.bodies.first?.contains(#""columns":["sage_key"]"#) == true)
        let (late, _) = self.boards(
            #"{"errors":[{"message":"The cursor has expired","extensions":{"code":"CursorExpiredError"}}]}"#)
        #expect(try await late.keyPage(after: "c", mapping: mapping) == nil)
    }

    @Test func `each search of a look-up has its own answer`() async throws {
        let (boards, _) = boards(
            #"""
            {"data":{"k0":{"cursor":null,"items":[{"id":"7","column_values":[{"id":"sage_key","text":"a/b"}]}]},
            "k1":null},
            "errors":[{"message":"m","path":["k1"],"extensions":{"code":"InvalidArgumentException"}}]}
            """#)
        let pages = try await boards.lookUp([["a/b"], ["c"]], mapping: mapping)
        #expect(try pages[0].get().items == [FoundItem(id: "7", key: "a/b")])
        #expect(throws: TargetError.self) { try pages[1].get() }
    }

    @Test(arguments: [
        ("Resource is currently locked", "x", TargetError.Cause.boardLocked(wait: 5000)),
        ("m", "IDEMPOTENCY_CONFLICT", .underWay(wait: 5000)),
        ("m", "MINUTE_RATE_LIMIT_EXCEEDED", .limited(wait: 60_000)),
        ("m", "UserUnauthorizedException", .board), ("m", "Unauthorized", .account),
    ])
    func `a locked board and a request that still runs are no limits of the account`(
        message: String, code: String, cause: TargetError.Cause
    ) async throws {
        let (boards, _) = boards(#"{"errors":[{"message":"\#(message)","extensions":{"code":"\#(code)"}}]}"#)
        let mapping = mapping
        let error = await #expect(throws: TargetError.self) { try await boards.keyPage(after: nil, mapping: mapping) }
        #expect(error?.cause == cause, "\(error?.sentence ?? "")")
    }

    @Test func `a body is never larger than its members were measured`() throws {
        let text = "\"quoted\" \\ back\u{1}\n/ ü 漢"
        for count in [1, 50, 100] {
            let mutations = (0..<count).flatMap { number -> [ItemMutation] in
                let values = "{\"text\":\"\(text)\(number)\"}"
                return [
                    .create(name: text + "\(number)", columnValues: values),
                    .change(itemID: "9876543210\(number)", columnValues: values),
                ]
            }
            let measured = mutations.reduce(0) { $0 + $1.bytes }
            let (boards, _) = boards("")
            let body = boards.body(mutations, mapping: mapping)
            #expect((measured / 2)...(measured + 300) ~= body.count, "\(body.count) of \(measured)")
        }
    }

    @Test func `what a request cost comes with its answer`() async throws {
        let (boards, _) = boards(
            #"""
            {"data":{"complexity":{"query":4200,"before":9000,"after":4800,"reset_in_x_seconds":30},"c0":{"id":"7"}}}
            """#)
        let answer = await boards.send(body: Data(), idempotencyKey: "k", action: .create, mutations: 1)
        #expect(answer.outcomes == [.done(itemID: "7")])
        #expect(answer.cost == RequestCost(points: 4200, left: 4800, resetsIn: 30_000))
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
