import Mapping
import Testing
import WireProtocol

struct BoardMappingTests {
    private let layout = BoardLayout(kind: .apInvoice)

    private func board(_ change: (inout BoardDescription) -> Void = { _ in }) -> BoardDescription {
        var board = BoardDescription(
            id: "7", name: "Invoices", state: "active", itemsCount: 0, itemsLimit: 10_000,
            groups: [.init(id: "topics", title: "Invoices"), .init(id: "old", title: "Old")],
            columns: layout.fields.map { field in
                var labels: [String: Int] = [:]
                if case .status(let names) = field.content {
                    labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0 + 5) })
                }
                return .init(
                    id: "c_" + field.name.replacing("-", with: "_"), title: field.title,
                    type: field.content.columnType, labels: labels)
            })
        change(&board)
        return board
    }

    private func mapping(
        group: String? = nil, overrides: [String: String] = [:], _ change: (inout BoardDescription) -> Void = { _ in }
    ) throws -> BoardMapping {
        try BoardMapping(layout: layout, board: board(change), group: group, overrides: overrides)
    }

    private func faults(
        group: String? = nil, overrides: [String: String] = [:], _ change: (inout BoardDescription) -> Void
    ) -> [String] {
        do {
            _ = try mapping(group: group, overrides: overrides, change)
            return []
        } catch {
            return (error as? MappingError)?.faults ?? ["\(error)"]
        }
    }

    @Test func `columns are found by title and type, whatever the case`() throws {
        let found = try mapping { $0.columns[0].title = "VENDOR" }
        #expect(found.targets.count == layout.fields.count)
        #expect(found.groupID == "topics")
    }

    @Test func `our own column id goes before the title`() throws {
        let found = try mapping { board in
            board.columns.append(.init(id: "sage_key", title: "Renamed", type: "text"))
        }
        #expect(found.keyColumnID == "sage_key")
    }

    @Test func `the configuration goes before both`() throws {
        let found = try mapping(group: "old", overrides: ["comment": "mine"]) { board in
            board.columns.append(.init(id: "mine", title: "Notes", type: "text"))
        }
        #expect(found.targets["comment"]?.columnID == "mine" && found.groupID == "old")
    }

    @Test func `every fault of a board is told at once`() {
        let found = faults(group: "none", overrides: ["amount": "c_vendor_name", "nonsense": "x"]) { board in
            board.columns.removeAll { $0.title == "Due Date" }
            if let index = board.columns.firstIndex(where: { $0.title == "Status" }) {
                board.columns[index].labels["Paid"] = nil
            }
        }
        #expect(found.count == 4)
        #expect(found[0].contains("no group none"))
        #expect(found[1].contains("nonsense"))
        #expect(found.contains { $0.contains("c_vendor_name for amount is of type text, not numbers") })
        #expect(found.contains { $0.contains("\"Due Date\" of type date") })
    }

    @Test func `a column of the right title and the wrong type is named with its type`() {
        let found = faults { board in
            if let index = board.columns.firstIndex(where: { $0.title == "Amount" }) {
                board.columns[index].type = "text"
            }
        }
        #expect(found.count == 1 && found[0].contains("of type numbers") && found[0].contains("is of type text"))
    }

    @Test(arguments: ["archived", "deleted"])
    func `a board that is not active is refused`(state: String) {
        #expect(faults { $0.state = state }.first?.contains(state) == true)
    }

    @Test func `a column that is optional may be missing`() throws {
        #expect(try mapping { board in board.columns.removeAll { $0.title == "Batch" } }.targets["batch"] == nil)
    }

    @Test func `a new item carries every field that is not empty, in monday's forms`() throws {
        let content = ItemContent(
            name: "n",
            fields: [
                "vendor-name": "A \"B\"", "amount": "-0.10", "due-date": "2026-03-01", "status": "Paid",
                "lines": "a\nb", "account-codes": "4000-01-00", "unknown": "x",
            ])
        let json = try mapping().columnValues(creating: content)
        #expect(
            json
                == #"{"c_account_codes":"4000-01-00","c_amount":"-0.10","c_due_date":{"date":"2026-03-01"},"#
                + #""c_lines":{"text":"a\nb"},"c_status":{"index":7},"c_vendor_name":"A \"B\""}"#)
    }

    @Test func `only what differs is sent, and what is empty now is cleared with null`() throws {
        let before = ItemContent(name: "n", fields: ["amount": "1.00", "comment": "x", "batch": "7"])
        let after = ItemContent(name: "m", fields: ["comment": "x", "batch": "8"])
        let changed = try mapping().columnValues(changing: before, to: after)
        #expect(changed == #"{"c_amount":null,"c_batch":"8","name":"m"}"#)
        #expect(try mapping().columnValues(changing: after, to: after) == nil)
    }

    @Test func `values of 64 KB go and one byte more is the record's fault`() throws {
        let frame = #"{"c_comment":""}"#.utf8.count
        let fits = ItemContent(name: "n", fields: ["comment": String(repeating: "x", count: 65_536 - frame)])
        #expect(try mapping().columnValues(creating: fits).utf8.count == 65_536)
        let larger = ItemContent(name: "n", fields: ["comment": String(repeating: "x", count: 65_537 - frame)])
        #expect(throws: ContentError.self) { try mapping().columnValues(creating: larger) }
    }

    @Test func `an account board has one column a segment`() {
        let layout = BoardLayout(
            kind: .glAccount,
            segments: [.init(number: "01", name: "Main"), .init(number: "02", name: "Department")])
        #expect(layout.fields.map(\.title).contains("Department"))
        #expect(layout.field(named: "segment-02")?.isRequired == true)
    }
}
