import Foundation
import GRDB
import Sync
import Synchronization
import Testing

/// SQLite says how it runs each statement: none that comes with every poll or request may walk over a whole board.
struct QueryPlanTests {
    /// What comes once in a while, and looks at all of a board.
    private static let wholeBoard = [
        // The bulk importer's count of what waits, and its choice, in the order of the index.
        "bulkMiss",
        // The index of a board is read, or forgotten, as a whole.
        "boardIndexItem WHERE board = ? AND reading", "DELETE FROM",
        // The members of a job, of which there is one at most.
        "FROM bulkMember",
        // The first record that has something to do with it.
        "LIMIT 1",
        // Discovery.
        "json_remove(confirmed", "state = 'blocked'",
    ]
    /// Tables with a row for each record or item.
    private static let large = [
        "record", "sighting", "boardIndexItem", "bulkMember", "history", "problem", "link", "readBackItem",
    ]

    private static func walks(_ detail: String) -> Bool {
        let words = detail.split(separator: " ")
        guard words.count > 1, large.contains(String(words[1])) else { return false }
        // `SEARCH record USING INDEX recordDue (board=?)` is a walk over a board too; what is held has an index of its own.
        return words[0] == "SCAN" || (detail.hasSuffix("(board=?)") && !detail.contains("recordHeld"))
    }

    @Test func `what comes with every poll and request finds its rows by an index`() async throws {
        let statements = Mutex(Set<String>())
        var engine = try Engine(batch: 4) { sql in _ = statements.withLock { $0.insert(sql) } }
        for number in 100..<130 { engine.company.put("V\(number)") }
        _ = try await engine.sync(.poll)
        engine.settings.bulk = BulkSettings(threshold: 5)
        for number in 200..<210 { engine.company.put("V\(number)", at: "20261123T11:00:00.000") }
        _ = try await engine.sync(.poll)
        engine.company.put("V100", name: "Changed", at: "20261123T11:30:00.000")
        statements.withLock { $0 = $0.filter { $0.contains("bulk") } }
        _ = try await engine.sync(.poll)
        _ = try await engine.sync(.poll)

        let asked = statements.withLock { $0 }.filter { sql in
            ["SELECT", "UPDATE", "INSERT", "DELETE"].contains { sql.hasPrefix($0) }
                && !Self.wholeBoard.contains { sql.contains($0) } && !sql.contains("sqlite_")
        }
        #expect(asked.count > 20, "hardly anything was asked")
        let pool = try DatabaseQueue(path: engine.folder.appending(path: "relay.sqlite").path)
        for sql in asked {
            let plan = try await pool.read { database in
                let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                // A plan is made without values.
                statement.setUncheckedArguments(StatementArguments())
                return try Row.fetchAll(statement).map { $0["detail"] as String }
            }
            #expect(!plan.contains { Self.walks($0) }, "\(sql)\n\(plan)")
        }
    }
}
