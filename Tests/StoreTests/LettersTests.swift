import Foundation
import Mapping
import Store
import Sync
import TestSupport
import Testing
import WireProtocol

/// Records that need a person: listed, looked into, tried again, set aside.
@Suite(.timeLimit(.minutes(1)))
struct LettersTests {
    private let folder: ScratchFolder
    private let store: RelayStore
    private let board = BoardRef(connection: "acme", kind: .apVendor)
    private let other = BoardRef(connection: "beta", kind: .apVendor)
    private let cause = HistoryEntry.Cause(at: 7, note: "By a test.")

    init() throws {
        folder = try ScratchFolder()
        store = try RelayStore(path: folder.path + "/relay.sqlite")
    }

    private func put(
        _ board: BoardRef, _ key: String, _ state: RecordRow.State, failures: Int = 1, itemID: String? = nil
    ) async throws {
        let content = ItemContent(name: key, fields: ["vendor-name": "V"])
        try await store.write { transaction in
            try transaction.save(
                RecordRow(
                    board: board, key: key, state: state, desired: content, confirmed: nil,
                    itemID: itemID, isGone: false, failures: failures, dueAt: 50,
                    problem: "Problem of \(key)."))
        }
    }

    private func state(_ key: String, _ board: BoardRef) async throws -> RecordRow.State? {
        try await store.read { try $0.record(board, key: key)?.state }
    }

    private func fill() async throws {
        try await put(board, "A", .blocked)
        try await put(board, "B", .done)
        try await put(board, "C", .retryAt, failures: RecordRow.quickTries)
        try await put(board, "D", .retryAt, failures: RecordRow.quickTries - 1)
        try await put(board, "E", .dropped)
        try await put(other, "A", .blocked)
        try await store.write { [board] transaction in
            try transaction.note(problem: "It cannot be read.", board: board, key: "N", now: 9)
        }
    }

    @Test func `what needs a person is listed by board and key, with what to do`() async throws {
        try await fill()
        let letters = try store.letters(of: nil, withDropped: false, limit: 100)
        #expect(
            letters.map { "\($0.board) \($0.key) \($0.kind.rawValue)" } == [
                "acme/ap-vendors A blocked", "acme/ap-vendors C failing", "acme/ap-vendors N noted",
                "beta/ap-vendors A blocked",
            ])
        #expect(letters[0].sentence == "Problem of A." && letters[0].at == nil && letters[1].at == 50)
        #expect(letters[2].sentence == "It cannot be read." && letters[2].at == 9)
        #expect(letters.allSatisfy { $0.action.contains("letters") })
        #expect(try store.letters(of: other, withDropped: true, limit: 100).map(\.key) == ["A"])
        #expect(try store.letters(of: board, withDropped: true, limit: 100).map(\.kind).contains(.dropped))
        #expect(try store.letters(of: nil, withDropped: true, limit: 2).count == 2)
    }

    @Test func `one record that failed goes out again, and the history says who asked`() async throws {
        try await fill()
        for key in ["A", "C", "D", "E"] { #expect(try store.retryLetter(key, of: board, cause)) }
        for key in ["A", "B", "N", "?"] { #expect(try !store.retryLetter(key, of: board, cause)) }
        #expect(try await state("E", board) == .queued)
        #expect(try await state("A", other) == .blocked)
        var told: [String] = []
        try store.history(HistoryFilter(), limit: nil, newestFirst: false) { rows in
            told += rows.map { "\($0.key) \($0.event) \($0.note ?? "")" }
        }
        #expect(told == ["A", "C", "D", "E"].map { "\($0) retried By a test." })
    }

    @Test func `all of a board go out again, page by page, and what was set aside stays so`() async throws {
        try await fill()
        for number in 0..<450 { try await put(board, "Z\(number)", .blocked) }
        #expect(try store.retryLetters(of: board, cause) == 452)
        #expect(try store.retryLetters(of: board, cause) == 0)
        #expect(try await state("E", board) == .dropped)
        #expect(try await state("A", other) == .blocked)
        let counts = try await store.read { [board] in try $0.counts(board) }
        #expect(counts == [.queued: 452, .done: 1, .retryAt: 1, .dropped: 1])
        #expect(try store.verifyHistory().faults.isEmpty)
    }

    @Test func `a blocked record is set aside, and a board that changed does not bring it back`() async throws {
        try await fill()
        #expect(try store.dropLetter("A", of: board, cause))
        #expect(try !store.dropLetter("A", of: board, cause))
        try await store.write { [board] in try $0.rearmBlocked(board) }
        #expect(try await state("A", board) == .dropped)
        #expect(try store.letters(of: board, withDropped: false, limit: 9).map(\.key) == ["C", "N"])
        let rows = try #require(try store.detail(of: "A", on: board, rows: 5)?.history)
        #expect(rows.map(\.event) == ["dropped"])
    }

    @Test(arguments: ["B", "C", "D", "E", "?"])
    func `what is not blocked cannot be dropped`(key: String) async throws {
        try await fill()
        let before = try await state(key, board)
        #expect(try !store.dropLetter(key, of: board, cause))
        #expect(try await state(key, board) == before)
    }

    @Test func `a note is deleted until it comes again`() async throws {
        try await fill()
        #expect(try store.dropLetter("N", of: board, cause))
        #expect(try !store.letters(of: board, withDropped: true, limit: 9).contains { $0.key == "N" })
        try await store.write { [board] in
            try $0.note(problem: "Again.", board: board, key: "N", now: 10)
        }
        #expect(try store.letters(of: board, withDropped: false, limit: 9).last?.sentence == "Again.")
    }

    @Test func `a record is shown with what it shall show, its request and its history`() async throws {
        try await put(board, "A", .inDoubt, itemID: "7")
        try await store.write { [board, cause] transaction in
            let content = ItemContent(name: "A", fields: [:])
            _ = try transaction.openAttempt(
                board: board, action: .change, idempotencyKey: "k", body: Data(),
                members: [AttemptRow.Member(key: "A", itemID: "7", content: content)], now: 3, dueAt: 4)
            _ = try transaction.openAttempt(
                board: board, action: .change, idempotencyKey: "l", body: Data(),
                members: [AttemptRow.Member(key: "B", itemID: "8", content: content)], now: 3, dueAt: 4)
            for _ in 0..<4 {
                try transaction.append(HistoryEntry(board: board, key: "A", event: .adopted, cause: cause))
            }
        }
        let detail = try #require(try store.detail(of: "A", on: board, rows: 3))
        #expect(detail.state == "in-doubt" && detail.itemID == "7" && !detail.isShownKnown && detail.failures == 1)
        #expect(detail.fields.map(\.name) == ["name", "vendor-name"] && detail.fields[1].shall == "V")
        #expect(detail.attempts.map(\.idempotencyKey) == ["k"] && detail.attempts[0].createdAt == 3)
        #expect(detail.history.map(\.id) == [4, 3, 2])
        #expect(try store.detail(of: "a", on: board, rows: 3) == nil)
        #expect(try store.detail(of: "A", on: other, rows: 3) == nil)
    }

    @Test func `a command does not make a state where there is none`() {
        #expect(throws: StoreError.self) { try RelayStore(beside: folder.path + "/none.sqlite") }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/none.sqlite"))
    }
}
