import Mapping
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// Lines of invoices as subitems below their items.
struct LineTests {
    private func engine(_ form: LineDetail.Form = .subitems, most: Int = 100) throws -> Engine {
        try Engine.invoices { $0.lines = LineDetail(form, most: most) }
    }

    /// Takes steps until nothing is to be done for now.
    private func settle(_ engine: Engine, _ deliverer: BoardDeliverer? = nil) async throws {
        let deliverer = deliverer ?? engine.deliverer
        for _ in 0..<200 {
            guard case .progressed = try await deliverer.step() else { return }
        }
        Issue.record("lines do not come to rest")
    }

    private func lines(_ engine: Engine) -> FakeBoard.Lines { engine.board.state.withLock { $0.lines } }

    private func set(_ engine: Engine, _ number: String) async throws -> LineSet? {
        let ref = engine.settings.ref
        return try await engine.store.read { try $0.lineSet(ref, key: RecordKey(["00", "AIRWAY", number]).text) }
    }

    private func key(_ number: String, _ line: String) -> String {
        "acme/ABC/ap-invoice/" + RecordKey(["00", "AIRWAY", number]).text + "/" + line
    }

    @Test func `each line becomes one subitem of its invoice's item, read before and sent in one request`() async throws
    {
        let engine = try engine()
        for number in ["1", "2"] {
            try await engine.take(Engine.invoice(number, lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50")]))
        }
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00", "Oil 2.50"])
        #expect(engine.board.lineKeys == [key("1", "1"), key("1", "2"), key("2", "1"), key("2", "2")])
        #expect(lines(engine).reads.count == 1 && lines(engine).sent.map(\.members) == [4])
        #expect(try await engine.store.read { try $0.isSettled(engine.settings.ref) })
        engine.time.advance(milliseconds: 86_400_000)
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50")]))
        try await settle(engine)
        #expect(lines(engine).reads.count == 1 && lines(engine).sent.count == 1, "no call when nothing changed")
    }

    @Test func `lines go with a record that goes to another board, and go when it is forgotten`() async throws {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        let (from, key) = (engine.settings.ref, RecordKey(["00", "AIRWAY", "1"]).text)
        let to = BoardRef(connection: "acme", kind: .apInvoice, volume: 2)
        try await engine.store.write { try $0.move(key, from: from, to: to) }
        let (left, moved) = try await engine.store.read {
            (try $0.lineSet(from, key: key), try $0.lineSet(to, key: key))
        }
        #expect(left == nil)
        #expect(moved?.isOpen == true && moved?.board == to)
        // The other board has it already: what is left here goes.
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await engine.store.write { try $0.move(key, from: from, to: to) }
        #expect(try await engine.store.read { try $0.lineSet(from, key: key) } == nil)
        #expect(try await engine.store.read { try $0.lineSet(to, key: key) } != nil)
    }

    @Test func `lines of a record out of scope wait for nothing, and are written when it comes into it`() async throws {
        let engine = try engine()
        let invoice = Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")])
        try await engine.take(invoice, isInScope: false)
        #expect(try await set(engine, "1") == nil)
        try await engine.take(invoice)
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
    }

    @Test func `a changed line changes its subitem, a new one is made, and one that is gone is deleted`() async throws {
        let engine = try engine()
        try await engine.take(
            Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50"), .of("3", "Tax", "1.00")]))
        try await settle(engine)
        let before = lines(engine).items
        try await engine.take(
            Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "3.00"), .of("4", "Toll", "7.00")]))
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00", "Oil 3.00", "Toll 7.00"])
        #expect(lines(engine).sent.map(\.action) == [.createLines, .createLines, .changeLines, .deleteLines])
        #expect(Set(before.keys).intersection(lines(engine).items.keys).count == 2, "kept lines keep their subitems")
        let events = try engine.history().filter { $0.event == "lines-changed" }
        #expect(events.count == 4)
    }

    @Test func `lines in the text form cost no call and keep nothing`() async throws {
        let engine = try engine(.text)
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await settle(engine)
        #expect(lines(engine).reads.isEmpty && lines(engine).sent.isEmpty)
        #expect(try await set(engine, "1") == nil)
        #expect(try await engine.invoiceRow("1")?.desired.fields["lines"]?.contains("10.00") == true)
    }

    @Test(arguments: [FakeBoard.Fault.lostAnswer, .lostRequest, .partial(1)], [true, false])
    func `a request without an answer makes no line twice and loses none`(
        fault: FakeBoard.Fault, remembers: Bool
    ) async throws {
        let engine = try engine()
        engine.board.state.withLock {
            $0.remembers = remembers
            $0.lines.faults = [fault]
        }
        let invoice = Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50")])
        try await engine.take(invoice)
        try await engine.drain()
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00", "Oil 2.50"])
        if case .lostRequest = fault {
            #expect(Set(lines(engine).sent.map(\.key)).count == 1, "the identical request is sent again")
        }
        #expect(try await engine.store.read { try $0.attempts(engine.settings.ref).isEmpty })
        #expect(try await set(engine, "1")?.isOpen == false)
    }

    @Test func `a subitem that shows late is named, and no third one is made`() async throws {
        let engine = try engine()
        engine.board.state.withLock {
            $0.remembers = false
            $0.lines.faults = [.lostAnswer]
        }
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        let deliverer = engine.deliverer
        // Readings show nothing, and the server has forgotten the request when it is sent again: then a second one comes.
        engine.board.state.withLock { $0.lines.isHidden = true }
        while lines(engine).sent.count < 2 {
            if case .waiting(let until) = try await deliverer.step() { try await engine.time.sleep(until: until) }
        }
        engine.board.state.withLock { $0.lines.isHidden = false }
        try await engine.drain(deliverer)
        #expect(engine.board.lineKeys.count == 2)
        #expect(try await set(engine, "1")?.problem?.contains("several subitems") == true)
        #expect(try engine.store.problems(limit: 10).contains { $0.sentence.contains("several subitems") })
    }

    @Test func `a refused line is told, the others go on, and it is tried again when it changes`() async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.lines.refusedNames = ["Oil"] }
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50")]))
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
        #expect(try await set(engine, "1")?.problem?.contains("The line 2 was refused") == true)
        #expect(try await engine.counts() == [.done: 1])
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Olive", "2.50")]))
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00", "Olive 2.50"])
        #expect(try await set(engine, "1")?.problem == nil)
    }

    @Test func `a request that is refused as a whole is halved until the bad line is alone`() async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.lines.poisonedNames = ["L5"] }
        try await engine.take(Engine.invoice("1", lines: (0..<12).map { .of("\($0)", "L\($0)", "1.00") }))
        try await settle(engine)
        #expect(engine.board.lineKeys.count == 11)
        #expect(try await set(engine, "1")?.problem?.contains("The line 5 was refused") == true)
    }

    @Test func `what people put below an item stays, and a line that they deleted comes back with a change`()
        async throws
    {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50")]))
        try await settle(engine)
        engine.board.state.withLock { state in
            let parent = state.items.keys.first ?? ""
            state.lines.items["900"] = FakeBoard.Subitem(parent: parent, name: "Call them")
            if let fuel = state.lines.items.first(where: { $0.value.name == "Fuel" }) {
                state.lines.items[fuel.key] = nil
            }
        }
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "3.00")]))
        try await engine.drain()
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Call them -", "Fuel 10.00", "Oil 3.00"])
    }

    @Test func `resync reads what stands below an item and puts it right`() async throws {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00"), .of("2", "Oil", "2.50")]))
        try await settle(engine)
        engine.board.state.withLock { state in
            for (id, subitem) in state.lines.items {
                if subitem.name == "Oil" { state.lines.items[id]?.values["amount"] = "99" }
                if subitem.name == "Fuel" { state.lines.items[id] = nil }
            }
        }
        let resync = Resync(
            settings: engine.settings, store: engine.store, source: engine.company, time: engine.time)
        _ = try await resync.mark(RecordSelection(hasItem: true), patience: 0)
        try await engine.drain()
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00", "Oil 2.50"])
    }

    @Test(arguments: [ItemPlace.archived, .deleted])
    func `below an item that people put away nothing is made`(place: ItemPlace) async throws {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        let deliverer = engine.deliverer
        // The look at the board, and the item.
        for _ in 0..<2 { _ = try await deliverer.step() }
        engine.board.take(engine.board.state.withLock { $0.items.keys.first }, to: place)
        try await settle(engine, deliverer)
        #expect(lines(engine).sent.isEmpty)
        #expect(try await set(engine, "1")?.problem?.contains("archived, deleted or moved") == true)
        #expect(try await set(engine, "1")?.isOpen == false)
    }

    @Test func `a record that gets another item gets its lines there`() async throws {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await settle(engine)
        let ref = engine.settings.ref
        let old = engine.board.state.withLock { $0.items.keys.first }
        engine.board.take(old, to: .deleted)
        engine.board.state.withLock { $0.lines.items = [:] }
        try await engine.take(Engine.invoice("1", status: .paid, lines: [.of("1", "Fuel", "10.00")]))
        try await engine.drain()
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
        #expect(try await engine.store.read { try $0.isSettled(ref) })
    }

    @Test func `lines of a change that is held wait with it`() async throws {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await settle(engine)
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "99.00")]), isGuarded: true)
        #expect(try await engine.counts() == [.held: 1], "a change of lines alone is a change")
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
        let ref = engine.settings.ref
        try await engine.store.write { try $0.release(ref, besides: nil) }
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 99.00"])
    }

    @Test func `a full board of subitems keeps lines back, says so, and no item`() async throws {
        let engine = try engine()
        engine.board.state.withLock {
            $0.lines.faults = [.refuse(TargetError(.boardFull, "The board of subitems is full."))]
        }
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        let deliverer = engine.deliverer
        try await settle(engine, deliverer)
        try await engine.take(Engine.invoice("2"))
        try await settle(engine, deliverer)
        #expect(try await engine.counts() == [.done: 2])
        let ref = engine.settings.ref
        #expect(try await engine.store.read { try $0.lineBoard(ref)?.fault } == "The board of subitems is full.")
        #expect(try engine.store.status(of: [ref])[0].notices == ["Lines wait: The board of subitems is full."])
        #expect(try await engine.boardRow().fault == nil)
        try await engine.drain(deliverer)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
        #expect(try await engine.store.read { try $0.lineBoard(ref)?.fault } == nil)
    }

    @Test func `a board without a column of subitems takes its items and says what is missing`() async throws {
        let engine = try engine()
        engine.board.state.withLock { $0.columns.removeAll { $0.type == SubitemsColumn.type } }
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await settle(engine)
        let ref = engine.settings.ref
        #expect(try await engine.counts() == [.done: 1])
        let notices = try engine.store.status(of: [ref])[0].notices
        #expect(notices.contains { $0.contains("no column of subitems") } && lines(engine).sent.isEmpty)
        #expect(try await engine.store.read { try $0.isSettled(ref) })
    }

    @Test func `a limit costs lines nothing, and a locked board is left alone for a while`() async throws {
        let engine = try engine()
        engine.board.state.withLock {
            $0.lines.faults =
                Array(repeating: .refuse(TargetError(.limited(wait: 5000), "Wait.")), count: 12)
                + Array(repeating: .refuse(TargetError(.boardLocked(wait: 5000), "Locked.")), count: 12)
        }
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await engine.drain()
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
    }

    @Test func `a reading that fails is made again, with fewer items`() async throws {
        let engine = try engine()
        for number in 1...20 {
            try await engine.take(Engine.invoice("\(number)", lines: [.of("1", "Fuel", "10.00")]))
        }
        engine.board.state.withLock { $0.lines.readFault = TargetError(.temporary, "Not now.") }
        try await engine.drain()
        #expect(lines(engine).reads.first?.count == 20 && lines(engine).reads.dropFirst().first?.count == 12)
        #expect(engine.board.lineKeys.count == 20)
    }

    @Test func `lines that are switched on are written without their records being held or sent again`() async throws {
        var engine = try engine(.text)
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await settle(engine)
        let sent = engine.sent
        engine.settings.lines = LineDetail(.both)
        engine.board.state.withLock {
            $0.columns.append(
                BoardDescription.Column(
                    id: "subitems", title: "Subitems", type: SubitemsColumn.type, linkedBoards: ["77"]))
        }
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]), isGuarded: true)
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
        #expect(engine.sent == sent)
        engine.settings.lines = LineDetail(.text)
        try await engine.take(Engine.invoice("1", lines: []), isGuarded: false)
        try await settle(engine)
        #expect(engine.board.lineKeys.count == 1, "what there is stays")
    }

    @Test func `subitems on another board than before are read, and made there`() async throws {
        let engine = try engine()
        try await engine.take(Engine.invoice("1", lines: [.of("1", "Fuel", "10.00")]))
        try await settle(engine)
        let ref = engine.settings.ref
        engine.board.state.withLock { state in
            state.lines.boardID = "78"
            state.lines.items = [:]
            state.columns = state.columns.map { column in
                var column = column
                if column.type == SubitemsColumn.type { column.linkedBoards = ["78"] }
                return column
            }
        }
        try await engine.store.write { transaction in
            var board = try transaction.board(ref)
            board.needsDiscovery = true
            try transaction.save(board)
        }
        try await settle(engine)
        #expect(engine.board.subitems["1 · AIRWAY"] == ["Fuel 10.00"])
    }
}

extension APInvoice.Line {
    /// A line of this key, description and amount.
    static func of(_ key: String, _ description: String, _ amount: String) -> APInvoice.Line {
        APInvoice.Line(
            lineKey: key, accountCode: "4000-01-00", description: description, amount: DecimalText(amount))
    }
}
