import Store
import Sync
import Synchronization
import Testing
import WireProtocol

/// How full a board is, and what is said of it.
struct CapacityTests {
    private let board = BoardRef(connection: "acme", kind: .apInvoice)

    @Test(arguments: [
        (0, BoardCapacity.Level.ample), (799, .ample), (800, .tight), (949, .tight), (950, .nearlyFull),
        (999, .nearlyFull), (1000, .full), (1001, .full),
    ])
    func `the level follows the share of the limit`(items: Int, level: BoardCapacity.Level) {
        let capacity = BoardCapacity(limit: 1000, items: items, creations: [])
        #expect(capacity.level == level && (capacity.warning(board, now: 0) == nil) == (level == .ample))
    }

    @Test func `a board that another follows needs nobody, unless it is full and the other is not in use`() {
        var capacity = BoardCapacity(limit: 1000, items: 950, creations: [880, 5, 5, 5, 5])
        capacity.next = BoardCapacity.Next(board: "acme/ap-invoices/2", level: 97, isOpen: false)
        #expect(!capacity.needsPerson)
        #expect(
            capacity.warning(board, now: 0)
                == "The board holds 950 of 1000 items (95%), and at the pace of late it is full on about 1970-01-11. New"
                + " records go to acme/ap-invoices/2 from 97% on.")
        capacity.items = 1000
        #expect(capacity.needsPerson && capacity.warning(board, now: 0)?.contains("is full") == true)
        capacity.next?.isOpen = true
        #expect(!capacity.needsPerson && capacity.warning(board, now: 0) == nil)
    }

    @Test func `the forecast leaves out the busiest day, on which the board was filled`() throws {
        let capacity = BoardCapacity(limit: 1000, items: 900, creations: [880, 5, 5, 5, 5])
        #expect(capacity.perDay == 5)
        #expect(capacity.fullAt(now: 0) == Int64(20 * 86_400_000))
        #expect(capacity.warning(board, now: 0)?.contains("full on about 1970-01-21") == true)
    }

    @Test(arguments: [[], [900, 3], [900, 0, 0, 0]])
    func `without days enough, or new items, there is no forecast`(creations: [Int]) {
        let capacity = BoardCapacity(limit: 1000, items: 900, creations: creations)
        #expect(capacity.fullAt(now: 0) == nil)
        #expect(capacity.warning(board, now: 0)?.contains("full on about") == false)
    }

    @Test func `what is known of a board counts down as items are made`() async throws {
        let engine = try Engine()
        engine.board.state.withLock { $0.itemsLimit = 10 }
        for number in 0..<8 { engine.company.put("V10\(number)", at: "20261123T11:00:00.000") }
        _ = try await engine.sync()
        let status = try engine.store.status(of: [engine.settings.ref])[0]
        #expect(status.capacity?.items == 8 && status.capacity?.level == .tight)
    }

    @Test func `creations are counted by day from the first one on, today left out`() async throws {
        let engine = try Engine()
        let (ref, start) = (engine.settings.ref, engine.time.now / 86_400_000 * 86_400_000)
        try await engine.store.write { transaction in
            for (day, count) in [(0, 2), (2, 1), (4, 3)] {
                for number in 0..<count {
                    try transaction.append(
                        HistoryEntry(
                            board: ref, key: "\(day)/\(number)", event: .created,
                            cause: .init(at: start + Int64(day) * 86_400_000 + 5)))
                }
            }
        }
        let counts = try await engine.store.read { try $0.creations(ref, days: 14, now: start + 4 * 86_400_000 + 9) }
        #expect(counts == [2, 0, 1, 0])
        let late = try await engine.store.read { try $0.creations(ref, days: 2, now: start + 4 * 86_400_000 + 9) }
        #expect(late == [1, 0])
    }
}
