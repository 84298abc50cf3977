import GRDB
import Sync

extension RelayStore: BudgetStore {
    package func budget(of account: String) throws -> AccountBudget? {
        try readNow { database in
            try String.fetchOne(
                database, sql: "SELECT budget FROM accountBudget WHERE account = ?", arguments: [account]
            ).map { try StoreTransaction.decode($0) }
        }
    }

    package func save(_ budget: AccountBudget, of account: String) async throws {
        let json = try StoreTransaction.encode(budget)
        try await writeSoon { database in
            try StoreTransaction(database: database).execute(
                "INSERT OR REPLACE INTO accountBudget VALUES (?, ?)", [account, json])
        }
    }
}
