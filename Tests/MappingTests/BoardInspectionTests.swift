import Mapping
import Testing
import WireProtocol

struct BoardInspectionTests {
    private let layout = BoardLayout(kind: .apInvoice)

    private func board(_ change: (inout BoardDescription) -> Void = { _ in }) -> BoardDescription {
        var board = BoardDescription(
            id: "7", name: "Invoices", state: "active", itemsCount: 0, itemsLimit: 10_000,
            groups: [.init(id: "topics", title: "Invoices")],
            columns: layout.fields.map { field in
                var column = BoardDescription.Column(
                    id: field.ownColumnID, title: field.title, type: field.content.columnType)
                if case .status(let names) = field.content {
                    column.labels = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
                    column.statusLabels = names.enumerated().map {
                        .init(id: $0, label: $1, color: "done_green", index: $0)
                    }
                }
                return column
            })
        change(&board)
        return board
    }

    private func inspect(
        _ wish: BoardInspection.Wish? = nil, _ change: (inout BoardDescription) -> Void = { _ in }
    ) -> BoardInspection {
        BoardInspection(board(change), against: wish ?? BoardInspection.Wish(layout: layout))
    }

    private func change(
        _ title: String, _ board: inout BoardDescription, _ body: (inout BoardDescription.Column) -> Void
    ) {
        for index in board.columns.indices where board.columns[index].title == title { body(&board.columns[index]) }
    }

    @Test func `a board that is as it should be has no findings`() {
        let found = inspect()
        #expect(found.findings.isEmpty && found.targets.count == layout.fields.count)
    }

    @Test func `a board that may only be looked at is not written to`() {
        let found = inspect { $0.isReadOnly = true }
        #expect(found.faults.count == 1 && found.faults[0].sentence.contains("right to edit"))
    }

    @Test func `a label that is missing costs the records that need it and can be added`() throws {
        let found = inspect { board in
            change("Status", &board) {
                $0.labels["Paid"] = nil; $0.statusLabels.remove(at: 2)
            }
        }
        #expect(found.findings.map(\.weight) == [.records])
        #expect(
            found.findings[0].mend == .labels(["Paid"]) && found.findings[0].sentence.contains("lacks the labels Paid"))
        let wish = BoardInspection.Wish(layout: layout)
        let mapping = try BoardMapping(found, of: board(), wish)
        #expect(throws: ContentError.self) {
            try mapping.columnValues(creating: ItemContent(name: "n", fields: ["status": "Paid"]))
        }
        #expect(
            try mapping.columnValues(creating: ItemContent(name: "n", fields: ["status": "Posted"])).contains("index"))
    }

    @Test func `a deactivated label is a person's to activate`() {
        let found = inspect { board in
            change("Status", &board) { column in
                column.labels["Gone"] = nil
                column.statusLabels[column.statusLabels.count - 1].isDeactivated = true
            }
        }
        #expect(found.findings.count == 1 && found.findings[0].mend == nil)
        #expect(found.findings[0].sentence.contains("Gone") && found.findings[0].sentence.contains("deactivated"))
    }

    @Test func `an optional column that was there before costs its field alone`() throws {
        let wish = BoardInspection.Wish(layout: layout)
        let before = try BoardMapping(inspect(), of: board(), wish)
        var again = wish
        again.before = before
        let found = inspect(again) { board in board.columns.removeAll { $0.title == "Batch" } }
        #expect(found.faults.isEmpty && found.findings.map(\.weight) == [.field] && found.findings[0].field == "batch")
        #expect(found.findings[0].mend == .column(field: "batch"))
        #expect(inspect(wish) { board in board.columns.removeAll { $0.title == "Batch" } }.findings.isEmpty)
    }

    @Test func `a retyped column is never replaced`() {
        let found = inspect { board in change("Due Date", &board) { $0.type = "text" } }
        #expect(found.faults.count == 1 && found.faults[0].mend == nil)
        #expect(found.faults[0].sentence.contains("is of type text: rename it"))
    }

    @Test func `a renamed column is used by its id and told`() {
        let found = inspect { board in change("Amount", &board) { $0.title = "Total" } }
        #expect(found.targets["amount"]?.columnID == "amount")
        #expect(
            found.findings.map(\.weight) == [.notice] && found.findings[0].sentence.contains("called \"Total\" now"))
    }

    @Test func `an archived column is to be restored and not added`() {
        let found = inspect { board in
            if let index = board.columns.firstIndex(where: { $0.title == "Amount" }) {
                board.archivedColumns = [board.columns.remove(at: index)]
            }
        }
        #expect(found.faults.map(\.mend) == [nil] && found.faults[0].sentence.contains("restore it"))
    }

    @Test func `two columns of one title are told and the leftmost is used`() {
        let found = inspect { board in
            change("Batch", &board) { $0.id = "first" }
            board.columns.append(.init(id: "second", title: "batch", type: "text"))
        }
        #expect(found.targets["batch"]?.columnID == "first")
        #expect(found.findings.count == 1 && found.findings[0].sentence.contains("2 columns"))
    }

    @Test func `a column that the configuration names and the board lacks costs an optional field alone`() {
        var wish = BoardInspection.Wish(layout: layout)
        wish.overrides = ["batch": "nowhere", "amount": "nowhere"]
        let found = inspect(wish)
        #expect(found.findings.map(\.weight).sorted() == [.board, .field])
        #expect(found.findings.allSatisfy { $0.sentence.contains("no column with the id nowhere") && $0.mend == nil })
    }

    @Test func `a relation leads to the right board, or is not shown`() throws {
        var wish = BoardInspection.Wish(layout: layout)
        wish.links = ["vendor-item": "8", "order-items": "9"]
        let found = inspect(wish) { board in
            board.columns.append(
                .init(id: "vendor_item", title: "Vendor Item", type: "board_relation", linkedBoards: ["8"]))
            board.columns.append(.init(id: "po", title: "PO Items", type: "board_relation", linkedBoards: ["7"]))
        }
        #expect(found.relations.keys.sorted() == ["vendor-item"])
        #expect(
            found.findings.map(\.field) == ["order-items"] && found.findings[0].sentence.contains("leads to 7, not"))
        let mapping = try BoardMapping(found, of: board(), wish)
        #expect(
            mapping.columnValues(linking: ["vendor-item": ["12", "13"], "order-items": ["1"]])
                == #"{"vendor_item":{"item_ids":[12,13]}}"#)
        #expect(mapping.columnValues(linking: ["vendor-item": []]) == #"{"vendor_item":null}"#)
        #expect(mapping.columnValues(linking: ["order-items": ["1"]]) == nil)
        let missing = inspect(wish)
        #expect(missing.findings.map(\.mend) == [.relation(name: "vendor-item"), .relation(name: "order-items")])
    }

    @Test(arguments: [
        (BoardGrouping.status, "Paid", "paid"), (.period, "2026-11-03", "q4"), (.none, "Paid", "topics"),
        (.status, "Posted", "topics"),
    ])
    func `a new item goes to the group of its title, else to the first`(
        grouping: BoardGrouping, value: String, group: String
    ) throws {
        var wish = BoardInspection.Wish(layout: layout)
        wish.grouping = grouping
        let board = board { board in
            board.groups += [.init(id: "paid", title: "Paid"), .init(id: "q4", title: "2026 Q4")]
        }
        let mapping = try BoardMapping(BoardInspection(board, against: wish), of: board, wish)
        let content = ItemContent(name: "n", fields: ["status": value, "invoice-date": value])
        #expect(mapping.groupID(for: content) == group)
    }

    @Test func `groups of quarters stand around the day on which they are made`() {
        let titles = BoardGrouping.period.titles(for: layout, today: "2026-11-28")
        #expect(titles == ["2027 Q2", "2027 Q1", "2026 Q4", "2026 Q3", "2026 Q2", "2026 Q1", "2025 Q4"])
        #expect(
            BoardGrouping.status.titles(for: layout, today: "") == ["Entered", "Posted", "Paid", "On Hold", "Gone"])
    }

    @Test func `the mark of a board is found in its description`() {
        #expect(BoardMarker.board(in: BoardMarker.description(for: "acme/ap-invoices")) == "acme/ap-invoices")
        #expect(BoardMarker.board(in: "Ours [sage-relay x") == nil && BoardMarker.board(in: nil) == nil)
    }

    @Test(arguments: RecordKind.allCases)
    func `column ids that are asked for are such as monday allows`(kind: RecordKind) {
        let segments = [AgentInfo.SegmentDefinition(number: "01", name: "Main"), .init(number: "12", name: "Dept")]
        let ids = BoardLayout(kind: kind, segments: segments).fields.map(\.ownColumnID)
        let allowed = ids.filter { id in
            1...20 ~= id.utf8.count && id.allSatisfy { ("a"..."z").contains($0) || $0 == "_" }
        }
        #expect(allowed == ids && Set(ids).count == ids.count)
    }

    @Test func `a mapping from before relations and groups is still read`() throws {
        let mapping = try BoardMapping(layout: layout, board: board(), group: nil, overrides: [:])
        #expect(mapping.relations == nil && mapping.links == nil && mapping.grouping == nil && mapping.groups == nil)
    }

    @Test func `each colour is used once and old ones are known by number`() {
        #expect(StatusColor.choose(for: "Paid", taken: []) == "done_green")
        #expect(StatusColor.choose(for: "Paid", taken: ["done_green"]) == "dark_blue")
        #expect(StatusColor.name(nil, number: 0) == "working_orange" && StatusColor.name(nil, number: 160) == "teal")
        #expect(StatusColor.name("done_green", number: nil) == "done_green" && StatusColor.name("x", number: 50) == nil)
    }
}
