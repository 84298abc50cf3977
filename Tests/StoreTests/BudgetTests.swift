import Foundation
import GRDB
import Sync
import TestSupport
import Testing

@testable import Store

/// Budgets of monday accounts in the state.
struct BudgetTests {
    private let folder: ScratchFolder
    private let path: String

    init() throws {
        folder = try ScratchFolder()
        path = folder.path + "/relay.sqlite"
    }

    @Test func `a budget is there for the next process, each account's by itself`() async throws {
        let store = try RelayStore(path: path)
        #expect(try store.budget(of: "m") == nil)
        for tenths in [10, 20] {
            try await store.save(AccountBudget(today: AccountBudget.Day(number: 20_000, tenths: tenths)), of: "m")
        }
        let other = AccountBudget(today: AccountBudget.Day(number: 20_000, tenths: 7))
        try await store.save(other, of: "n")
        let next = try RelayStore(readOnly: path)
        #expect(try next.budget(of: "m")?.spent(now: 20_000 * 86_400_000) == 20)
        #expect(try next.budget(of: "n") == other)
        #expect(try store.readNow { try Int.fetchOne($0, sql: "SELECT count(*) FROM accountBudget") } == 2)
    }

    @Test func `what a state of the version before knows of a day is kept`() throws {
        do {
            let queue = try DatabaseQueue(path: path)
            try StoreSchema.migrator.migrate(queue, upTo: "notes")
            try queue.write { try $0.execute(sql: "INSERT INTO accountDay VALUES ('m', 20000, 417)") }
            try queue.close()
        }
        let budget = try RelayStore(path: path).budget(of: "m")
        #expect(budget == AccountBudget(today: AccountBudget.Day(number: 20_000, tenths: 4170)))
    }
}
