import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Boards that are made, looked at, and given what they lack.
struct BoardWorkshopTests {
    private func engine(boardID: String = "new") throws -> Engine {
        let engine = try Engine(boardID: boardID)
        if boardID == "new" { engine.board.state.withLock { $0.boardID = "none" } }
        return engine
    }

    private func workshop(_ engine: Engine) -> BoardWorkshop {
        BoardWorkshop(
            settings: engine.settings, store: engine.store, account: engine.board,
            governor: RateGovernor(limits: RateGovernor.Limits(), time: engine.time), time: engine.time, segments: [])
    }

    private func create(_ engine: Engine, applies: Bool = true) async throws -> BoardReport {
        try await workshop(engine).create(BoardBlueprint.Choice(), applies: applies)
    }

    private func boardsMade(_ engine: Engine) -> Int {
        engine.board.state.withLock { state in
            state.workshop.made.filter { if case .board = $0 { true } else { false } }.count
        }
    }

    private let titles = BoardLayout(kind: .apVendor).fields.map(\.title)

    // MARK: Create

    @Test func `a board is made with every column in order, the key last, and is fit at once`() async throws {
        let engine = try engine()
        let report = try await create(engine)
        #expect(report.isClean && report.isMade && report.boardID == "900", "\(report)")
        #expect(report.steps.count == titles.count + 1)
        let (columns, purpose) = engine.board.state.withLock { ($0.columns, $0.workshop.purpose) }
        #expect(columns.map(\.title) == titles && columns.last?.id == "sage_key")
        #expect(BoardMarker.board(in: purpose) == "acme/ap-vendors")
        let status = try #require(columns.first { $0.title == "Status" })
        #expect(status.statusLabels.map(\.label) == ["Active", "Inactive", "Temporary", "Gone"])
        #expect(Set(status.statusLabels.compactMap(\.color)).count == 4)
    }

    @Test func `a look beforehand says what would be made and makes nothing`() async throws {
        let engine = try engine()
        let report = try await create(engine, applies: false)
        #expect(report.steps.count == titles.count + 1 && report.steps.allSatisfy { !$0.isDone })
        #expect(engine.board.state.withLock { $0.workshop.made.isEmpty })
        #expect(try await engine.store.read { try $0.construction(engine.settings.ref) } == nil)
    }

    @Test(arguments: [0, 1, 5])
    func `making that was broken off goes on where it stopped`(parts: Int) async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.workshop.mostParts = parts }
        #expect(try await create(engine).problem?.contains("token") == true)
        engine.board.state.withLock { $0.workshop.mostParts = .max }
        let report = try await create(engine)
        #expect(report.isClean, "\(report)")
        #expect(boardsMade(engine) == 1 && engine.board.state.withLock { $0.columns.map(\.title) } == titles)
    }

    @Test func `answers that are lost make nothing twice`() async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.workshop.losing = 3 }
        #expect(try await create(engine).isClean)
        #expect(boardsMade(engine) == 1 && engine.board.state.withLock { $0.columns.map(\.title) } == titles)
    }

    @Test func `a board whose id was never learnt is found by its mark, on whatever page`() async throws {
        let engine = try engine()
        engine.board.state.withLock { state in
            state.boardID = "900"
            state.workshop.pageSize = 2
            state.workshop.listed =
                (0..<5).map { ListedBoard(id: "\($0)", name: "x", madeFor: nil) } + [
                    ListedBoard(id: "900", name: "Vendors", madeFor: "acme/ap-vendors")
                ]
        }
        let report = try await create(engine)
        #expect(report.boardID == "900" && !report.isMade && boardsMade(engine) == 0)
        #expect(engine.board.state.withLock { $0.workshop.lists } == 4)
        _ = try await create(engine)
        #expect(engine.board.state.withLock { $0.workshop.lists } == 4, "the state knows it now")
    }

    @Test func `two boards with one mark are a person's to sort out`() async throws {
        let engine = try engine()
        engine.board.state.withLock { state in
            state.workshop.listed = ["8", "9"].map { ListedBoard(id: $0, name: "x", madeFor: "acme/ap-vendors") }
        }
        let report = try await create(engine)
        #expect(report.problem?.contains("8, 9") == true && boardsMade(engine) == 0)
    }

    @Test func `a column id that monday does not take is left to monday`() async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.workshop.refusesOwnIDs = true }
        #expect(try await create(engine).isClean)
        #expect(engine.board.state.withLock { $0.columns.allSatisfy { $0.id.hasPrefix("made") } })
    }

    @Test func `a board that the configuration has is not made again`() async throws {
        let engine = try engine(boardID: "1")
        let report = try await create(engine)
        #expect(report.problem?.contains("board 1 already") == true && boardsMade(engine) == 0)
    }

    // MARK: Check and fix

    @Test func `a board without faults is left alone`() async throws {
        let engine = try engine(boardID: "1")
        let report = try await workshop(engine).fix(BoardBlueprint.Choice(), applies: true)
        #expect(report.isClean && report.steps.isEmpty && report.findings.isEmpty, "\(report)")
        #expect(engine.board.state.withLock { $0.workshop.made.isEmpty })
    }

    @Test func `what is missing is added and nothing else is touched`() async throws {
        let engine = try engine(boardID: "1")
        engine.board.state.withLock { state in
            state.columns.removeAll { $0.title == "Vendor No" }
            state.columns.append(.init(id: "mine", title: "Mine", type: "text"))
            for index in state.columns.indices where state.columns[index].title == "Status" {
                state.columns[index].labels["Gone"] = nil
                state.columns[index].revision = "7"
                state.columns[index].statusLabels = ["Active", "Inactive", "Temporary", "Odd"].enumerated().map {
                    .init(id: $0, label: $1, color: ["done_green", "blackish", "egg_yolk", "teal"][$0], index: $0)
                }
            }
        }
        let checked = try await workshop(engine).check()
        #expect(checked.findings.map(\.weight) == [.board, .records] && checked.steps.count == 2)
        #expect(engine.board.state.withLock { $0.workshop.made.isEmpty })
        let fixed = try await workshop(engine).fix(BoardBlueprint.Choice(), applies: true)
        #expect(fixed.isClean, "\(fixed)")
        let columns = engine.board.state.withLock { $0.columns }
        let labels = try #require(columns.first { $0.title == "Status" }).statusLabels.map(\.label)
        #expect(labels == ["Active", "Inactive", "Temporary", "Odd", "Gone"])
        #expect(columns.contains { $0.id == "vendor_number" } && columns.contains { $0.id == "mine" })
    }

    @Test func `labels whose colours are not known are a person's to add`() async throws {
        let engine = try engine(boardID: "1")
        engine.board.state.withLock { state in
            for index in state.columns.indices where state.columns[index].title == "Status" {
                state.columns[index].labels["Gone"] = nil
                state.columns[index].revision = "7"
                state.columns[index].statusLabels = [.init(id: 0, label: "Active", color: nil, index: 0)]
            }
        }
        let fixed = try await workshop(engine).fix(BoardBlueprint.Choice(), applies: true)
        #expect(fixed.steps.isEmpty && fixed.findings.map(\.weight) == [.records] && !fixed.isClean)
    }

    @Test func `a board of other records, a full one and one that is gone are told plainly`() async throws {
        let engine = try engine(boardID: "1")
        engine.board.state.withLock { state in
            state.workshop.purpose = BoardMarker.description(for: "acme/ap-invoices")
            state.itemsLimit = 10
            for number in 0..<10 { state.items["\(number)"] = ("x", [:]) }
        }
        let report = try await workshop(engine).check()
        #expect(report.findings.contains { $0.weight == .board && $0.sentence.contains("made for acme/ap-invoices") })
        #expect(report.findings.contains { $0.weight == .records && $0.sentence.contains("10 of 10") })
        #expect(report.items == 10 && report.itemsLimit == 10)
        let gone = try await workshop(engine.moved(to: "78")).check()
        #expect(gone.problem?.contains("no board with the id 78") == true)
        let unmade = try await workshop(engine.moved(to: "new")).check()
        #expect(unmade.problem?.contains("boards create") == true)
    }

    @Test func `a relay that knows the board otherwise looks at it again`() async throws {
        let engine = try engine(boardID: "1")
        engine.company.put("V100", at: "20261123T11:00:00.000")
        _ = try await engine.sync()
        _ = try await workshop(engine).check()
        #expect(try await engine.boardRow().needsDiscovery == false)
        engine.board.state.withLock { $0.columns.append(.init(id: "email", title: "E-mail 2", type: "text")) }
        _ = try await workshop(engine).check()
        #expect(try await engine.boardRow().needsDiscovery == true)
    }
}
