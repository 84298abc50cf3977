import Foundation
import HTTPClient
import Mapping
import Monday
import SimulatedMonday
import Sync
import TestSupport
import Testing
import WireProtocol

@testable import Service

/// Whatever Sage's texts hold is on the board as it was written, or is cut with a mark: over the simulator's real API.
@Suite(.timeLimit(.minutes(2)))
struct RoundTripTests {
    /// A generator that gives the same numbers for the same seed (Steele, Lea and Flood, 2014).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        /// A text of pieces that have broken other programs.
        mutating func text(_ lengths: ClosedRange<Int> = 0...12) -> String {
            (0..<Int.random(in: lengths, using: &self)).map { _ in
                RoundTripTests.pieces.randomElement(using: &self) ?? ""
            }.joined()
        }

        /// A number with up to fifteen digits before the point, as Sage's widest columns have.
        mutating func amount() -> DecimalText? {
            let digits = (0..<Int.random(in: 1...15, using: &self)).map { _ in
                String(Int.random(in: 0...9, using: &self))
            }
            let whole = String(digits.joined().drop { $0 == "0" })
            let sign = Bool.random(using: &self) ? "-" : ""
            return DecimalText("\(sign)\(whole.isEmpty ? "0" : whole).\(Int.random(in: 10...99, using: &self))")
        }
    }

    private static let pieces = [
        "a", "Z", "0", " ", "  ", "\n", "\r\n", "\t", "\"", "\\", "/", "<NULL>", "<b>", "&amp;", ",", ";", "'", "{",
        "}",
        "null", "undefined", "$", "%", "\u{0}", "\u{1}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{200B}",
        "\u{202E}",
        "é", "e\u{301}", "\u{1F600}", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "שלום", "مرحبا", "漢字", "ß", "İ",
        "\u{10FFFF}", "-1e9", "NaN", "00012", "…",
    ]

    private static func invoice(_ number: Int, _ random: inout Numbers) throws -> AnyRecord {
        let lines = (0..<Int.random(in: 0...60, using: &random)).map { index in
            APInvoice.Line(
                lineKey: "\(index)", accountCode: "40\(Int.random(in: 10...99, using: &random))-00",
                accountFromPurchaseOrder: Bool.random(using: &random), description: random.text(),
                amount: random.amount())
        }
        return .apInvoice(
            APInvoice(
                division: "00", vendorNumber: "V", vendorName: random.text(0...40),
                // No text of a key is empty, and no two keys are one.
                invoiceNumber: "\(number)\(random.text(0...3))", invoiceDate: SageDate("20260131"),
                dueDate: Bool.random(using: &random) ? SageDate("20240229") : nil, amount: random.amount(),
                balance: DecimalText("0.00"), purchaseOrders: [random.text(1...2)],
                status: APInvoice.Status.allCases.randomElement(using: &random) ?? .posted, batch: random.text(),
                comment: number == 1 ? String(repeating: "Long. ", count: 1667) : random.text(0...200), lines: lines))
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `any text and number is read back as it was written`(seed: UInt64) async throws {
        let simulator = SimulatedMonday()
        let address = try await simulator.start()
        var options = HTTPClient.Options()
        options.allowsPlainLoopback = true
        let http = try HTTPClient(options)
        var client = MondayClient.Options()
        client.endpoint = address + "/v2"
        let token = simulator.configuration.token
        let boards = MondayBoards(client: MondayClient(client, transport: http) { token })
        let derived = DerivedFields(Set(DerivedField.allCases))
        let layout = BoardLayout(kind: .apInvoice, derived: derived)
        let id = try await MondayScript(endpoint: client.endpoint, token: token, client: http)
            .makeBoard(named: "Any", layout)
        let description = try #require(try await boards.describe(boardID: id))
        let mapping = try BoardMapping(layout: layout, board: description, group: nil, overrides: [:])

        var random = Numbers(state: seed)
        let mapper = RecordMapper(identity: KeyPrefix(connection: "acme", company: "ABC"))
        let today = try #require(SageDate("20260601"))
        let first = try (1...20).map {
            derived.applied(to: mapper.content(of: try Self.invoice($0, &random)), on: today)
        }
        let items = try await create(first, boards, mapping)
        try await compare(items, first, boards, mapping)
        // The same records with other texts: what was there is cleared where it is empty now.
        var second = try (1...20).map {
            derived.applied(to: mapper.content(of: try Self.invoice($0, &random)), on: today)
        }
        for index in second.indices { second[index].fields["sage-key"] = first[index].fields["sage-key"] }
        let changes = try zip(items, zip(first, second)).map { item, contents in
            ItemMutation.change(
                itemID: item,
                columnValues: try #require(try mapping.columnValues(changing: contents.0, to: contents.1)))
        }
        _ = try await send(changes, .change, boards, mapping)
        try await compare(items, second, boards, mapping)
        await http.shutdown()
        await simulator.stop()
    }

    private func create(
        _ contents: [ItemContent], _ boards: MondayBoards, _ mapping: BoardMapping
    ) async throws -> [String] {
        try await send(
            contents.map { .create(name: $0.name, columnValues: try mapping.columnValues(creating: $0)) }, .create,
            boards,
            mapping)
    }

    private func send(
        _ mutations: [ItemMutation], _ action: AttemptRow.Action, _ boards: MondayBoards, _ mapping: BoardMapping
    ) async throws -> [String] {
        let answer = await boards.send(
            body: boards.body(mutations, mapping: mapping), idempotencyKey: UUID().uuidString, action: action,
            mutations: mutations.count)
        return try answer.outcomes.map { outcome in
            guard case .done(let id) = outcome else {
                Issue.record("\(outcome)")
                throw CancellationError()
            }
            return id
        }
    }

    private func compare(
        _ items: [String], _ contents: [ItemContent], _ boards: MondayBoards, _ mapping: BoardMapping
    ) async throws {
        let shown = Dictionary(
            try await boards.items(items, mapping: mapping).map { ($0.item.id, $0.item) }, uniquingKeysWith: { $1 })
        for (item, content) in zip(items, contents) {
            let found = try #require(shown[item])
            #expect(mapping.differences(expected: content, shown: found.content) == [])
            #expect(found.key == content.fields["sage-key"])
            #expect(content.name.utf16.count <= RecordMapper.nameLength)
            #expect((content.fields["lines"] ?? "").utf16.count <= 2000)
        }
    }
}
