import Mapping
import Testing
import WireProtocol

@testable import Sync

/// The index of a board as a row by itself.
struct IndexRowTests {
    private let mapping: BoardMapping

    init() throws {
        mapping = try BoardMapping(
            layout: BoardLayout(kind: .apVendor),
            board: BoardDescription(
                id: "1", name: "b", state: "active", itemsCount: nil, itemsLimit: nil,
                groups: [.init(id: "g", title: "g")], columns: FakeBoard.columns), group: nil, overrides: [:])
    }

    private var fresh: IndexRow { IndexRow(board: BoardRef(connection: "acme", kind: .apVendor)) }

    @Test func `it is believed once its reading ended, as of when that began`() {
        var row = fresh
        #expect(!row.isGood(for: mapping, newerThan: 0))
        let reading = row.begin(mapping)
        #expect(!row.isGood(for: mapping, newerThan: 0) && row.isKept)
        let isGood = row.end(reading, began: 100, items: 7)
        #expect(isGood && row.isGood(for: mapping, newerThan: 100) && !row.isGood(for: mapping, newerThan: 101))
        #expect(row.items == 7)
    }

    @Test func `a reading that something happened in is not believed`() {
        var row = fresh
        let reading = row.begin(mapping)
        row.forget()
        let isGood = row.end(reading, began: 100, items: 7)
        #expect(!isGood && !row.isGood(for: mapping, newerThan: 0))
    }

    @Test func `a second reading makes the first one useless`() {
        var row = fresh
        let first = row.begin(mapping)
        let second = row.begin(mapping)
        let ends = [
            row.end(first, began: 1, items: 1), row.end(second, began: 3, items: 2),
        ]
        #expect(ends == [false, true] && row.startedAt == 3)
    }

    @Test func `while it is read again it is believed as before, unless it is of another board`() throws {
        var row = fresh
        _ = row.end(row.begin(mapping), began: 100, items: 7)
        _ = row.begin(mapping)
        #expect(row.isGood(for: mapping, newerThan: 100))
        let other = try BoardMapping(
            layout: BoardLayout(kind: .apVendor),
            board: BoardDescription(
                id: "2", name: "b", state: "active", itemsCount: nil, itemsLimit: nil,
                groups: [.init(id: "g", title: "g")], columns: FakeBoard.columns), group: nil, overrides: [:])
        #expect(!row.isGood(for: other, newerThan: 0))
        _ = row.begin(other)
        #expect(!row.isGood(for: other, newerThan: 0) && !row.isGood(for: mapping, newerThan: 0))
    }

    @Test(arguments: [(nil, nil), (0, 1), (1, 1), (500, 1), (501, 2), (20_000, 40)] as [(Int?, Int?)])
    func `the pages of a reading are known from the board's size`(items: Int?, pages: Int?) {
        var row = fresh
        row.count(items: items)
        #expect(row.pages(of: 500) == pages)
    }

    @Test(
        arguments: [
            (["a/B"], .clash(itemID: "0", key: "a/B")), ([" a/b\n"], .clash(itemID: "0", key: " a/b\n")), ([], .absent),
            (["a/b"], .item("0")), (["a/B", "a/b"], .item("1")), (["a/b", "A/b", "a/b"], .several(["0", "2"])),
        ] as [([String], IndexAnswer)])
    func `keys are compared exactly, and those that are equal once folded clash`(keys: [String], answer: IndexAnswer) {
        let items = keys.enumerated().map { FoundItem(id: "\($0)", key: $1) }
        #expect(items.allSatisfy { $0.foldedKey == "a/b" })
        #expect(IndexAnswer("a/b", among: items) == answer)
    }

    @Test func `the oldest of several items comes first, by number and not by letter`() {
        let items = ["100", "99"].map { FoundItem(id: $0, key: "k") }
        #expect(IndexAnswer("k", among: items) == .several(["99", "100"]))
    }
}
