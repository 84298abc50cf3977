import Foundation
import Store
import Sync
import TestSupport
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct RelayStoreTests {
    private let folder: ScratchFolder
    private let path: String
    private let board = BoardRef(connection: "acme", kind: .apVendor)

    init() throws {
        folder = try ScratchFolder()
        path = folder.path + "/relay.sqlite"
    }

    @Test func `a second relay on one state is refused, and a lock ends with its holder`() throws {
        var first: StoreLock? = try StoreLock(path: path)
        #expect(first != nil)
        #expect(StoreLock.isHeld(path: path))
        #expect(try StoreLock(path: path) == nil)
        first = nil
        #expect(!StoreLock.isHeld(path: path))
        #expect(try StoreLock(path: path) != nil)
    }

    @Test func `a transaction that throws leaves nothing behind`() async throws {
        let store = try RelayStore(path: path)
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await store.write { [board] transaction in
                try transaction.count(DeliveryCounts(created: 1), board)
                throw Stop()
            }
        }
        let counts = try await store.read { [board] in try $0.delivered(board) }
        #expect(counts == DeliveryCounts())
    }

    @Test func `what was written is there for the next process`() async throws {
        try await RelayStore(path: path).write { [board] transaction in
            var row = try transaction.board(board)
            row.watermark = SageStamp("20261123T12:00:00.000")
            row.fault = "Broken."
            try transaction.save(row)
            try transaction.count(DeliveryCounts(created: 2, updated: 3, calls: 4), board)
        }
        let status = try #require(try RelayStore(readOnly: path).status(of: [board]).first)
        #expect(status.watermark == "20261123T12:00:00.000" && status.fault == "Broken.")
        #expect(status.delivered == DeliveryCounts(created: 2, updated: 3, calls: 4))
    }

    @Test func `scan numbers never repeat, so that an older scan's number is always smaller`() async throws {
        let store = try RelayStore(path: path)
        let clock = try #require(SageStamp("20261123T12:00:00.000"))
        var numbers: [Int64] = []
        for _ in 0..<3 {
            numbers.append(
                try await store.write { [board] transaction in
                    let scan = try transaction.openScan {
                        ScanRow(id: $0, board: board, mode: .poll, since: nil, startedAt: clock)
                    }
                    try transaction.close(scan: scan.id)
                    return scan.id
                })
        }
        #expect(numbers == [1, 2, 3])
    }

    @Test func `looking at a state that is not there makes none`() {
        #expect(throws: StoreError.self) { try RelayStore(readOnly: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a file that is no database is named and left as it is`() throws {
        try Data("This is not a database, whatever its name says.".utf8).write(to: URL(filePath: path))
        #expect(throws: StoreError.self) { try RelayStore(path: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("This is not"))
    }

    @Test func `starts are counted durably`() throws {
        #expect(try RelayStore(path: path).countStart() == 1)
        #expect(try RelayStore(path: path).countStart() == 2)
    }

    @Test func `when an agent lost its last connection is kept, and not when it lost one of two`() throws {
        let store = try RelayStore(path: path)
        let agents = (0...1).map { AgentStatus(agent: "hq", instance: "i", slot: $0, since: 1, detail: "") }
        let other = AgentStatus(agent: "north", instance: "i", slot: 0, since: 1, detail: "")
        try store.note(agents: agents + [other], now: 2)
        try store.note(agents: [agents[0], other], now: 3)
        #expect(try store.departures().isEmpty)
        try store.note(agents: [other], now: 4)
        try store.note(agents: [other], now: 5)
        #expect(try RelayStore(readOnly: path).departures() == ["hq": 4])
        // A relay that died left its connections; the next one begins without any.
        try store.note(agents: [], now: 6)
        #expect(try store.departures() == ["hq": 4, "north": 6])
    }

    @Test func `an account's day and the relay's start are kept`() throws {
        let store = try RelayStore(path: path)
        #expect(try store.startedAt() == nil)
        try store.note(startedAt: 7)
        try store.note(startedAt: 8)
        #expect(try store.startedAt() == 8)
    }

    @Test func `a request is taken once, and ended when its relay died`() throws {
        let store = try RelayStore(path: path)
        let id = try store.ask(verb: "sync", argument: "{}", now: 1)
        #expect(try store.takeCommand(now: 2)?.id == id)
        #expect(try store.takeCommand(now: 3) == nil)
        try store.endAbandonedCommands(result: "gone", now: 4)
        #expect(try store.command(id)?.result == "gone")
    }

    @Test func `a request that was given up is never done later`() throws {
        let store = try RelayStore(path: path)
        let ended = try store.ask(verb: "sync", argument: "{}", now: 1)
        try store.endAbandonedCommands(result: "gone", now: 2)
        let takenBack = try store.ask(verb: "sync", argument: "{}", now: 3)
        try store.takeBack(command: takenBack)
        #expect(try store.takeCommand(now: 4) == nil)
        #expect(try store.command(ended)?.result == "gone" && store.command(takenBack) == nil)
    }

    @Test func `the last hundred reconciliations of each board are kept`() async throws {
        let store = try RelayStore(path: path)
        let other = BoardRef(connection: "acme", kind: .glAccount)
        #expect(try store.reconciliations(of: board, limit: 1).isEmpty)
        try await store.write { [board] transaction in
            for number in 1...101 {
                for ref in [board, other] {
                    try transaction.keep(
                        BoardReconciliation(board: ref.text, startedAt: Int64(number), policy: .report))
                }
            }
        }
        for ref in [board, other] {
            #expect(try store.reconciliations(of: ref, limit: 1000).map(\.startedAt) == (2...101).reversed())
        }
    }

    @Test func `an error of the database does not print a record's values`() async throws {
        let store = try RelayStore(path: path)
        do {
            try await store.write { [board] transaction in
                for _ in 0..<2 {
                    _ = try transaction.openAttempt(
                        board: board, action: .create, idempotencyKey: "the-same", body: Data("confidential".utf8),
                        members: [], now: 0, dueAt: 0)
                }
            }
            Issue.record("A key was taken twice.")
        } catch {
            #expect(!"\(error)".contains("confidential"))
        }
    }
}
