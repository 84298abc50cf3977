import Foundation
import GRDB
import Sync

extension RelayStore {
    // MARK: Pausing

    /// Keeps boards from being read and written, until they are resumed.
    ///
    /// A board that is paused already keeps the time since when it is, and takes the reason.
    ///
    /// - Parameters:
    ///   - boards: which.
    ///   - pause: why, and since when.
    ///   - cause: who said so, for the history.
    /// - Throws: what SQLite throws.
    package func pause(_ boards: [BoardRef], _ pause: BoardRow.Pause, _ cause: HistoryEntry.Cause) throws {
        try writeNow { database in
            let transaction = StoreTransaction(database: database)
            for ref in boards {
                var board = try transaction.board(ref)
                board.pause = BoardRow.Pause(reason: pause.reason, since: board.pause?.since ?? pause.since)
                try transaction.save(board)
                try transaction.append(.decision(.paused, ref, cause, pause.reason))
            }
        }
    }

    /// Has boards read and written again.
    ///
    /// - Parameters:
    ///   - boards: which.
    ///   - cause: who said so, for the history.
    /// - Returns: what ended, by board; boards that were not paused have nothing.
    /// - Throws: what SQLite throws.
    package func resume(_ boards: [BoardRef], _ cause: HistoryEntry.Cause) throws -> [BoardRef: BoardRow.Pause] {
        try writeNow { database in
            let transaction = StoreTransaction(database: database)
            var ended: [BoardRef: BoardRow.Pause] = [:]
            for ref in boards {
                var board = try transaction.board(ref)
                guard let pause = board.pause else { continue }
                ended[ref] = pause
                board.pause = nil
                try transaction.save(board)
                try transaction.append(.decision(.resumed, ref, cause, pause.reason))
            }
            return ended
        }
    }

    // MARK: Agents

    /// Notes which connections there are, and when an agent lost its last one.
    ///
    /// - Parameters:
    ///   - agents: all connections.
    ///   - now: milliseconds since 1970.
    /// - Throws: what SQLite throws.
    package func note(agents: [AgentStatus], now: Int64) throws {
        try writeNow { database in
            let before = try String.fetchSet(database, sql: "SELECT DISTINCT agent FROM agentConnection")
            try database.execute(sql: "DELETE FROM agentConnection")
            for agent in agents {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO agentConnection VALUES (?, ?, ?, ?, ?)",
                    arguments: [agent.agent, agent.instance, agent.slot, agent.since, agent.detail])
            }
            for agent in before.subtracting(agents.map(\.agent)) {
                try database.execute(sql: "INSERT OR REPLACE INTO agentAway VALUES (?, ?)", arguments: [agent, now])
            }
        }
    }

    /// Notes that a connection of an agent ended, which may have lasted for less than it takes to note connections.
    ///
    /// - Parameters:
    ///   - agent: the agent's name.
    ///   - now: milliseconds since 1970.
    /// - Throws: what SQLite throws.
    package func note(departureOf agent: String, now: Int64) throws {
        try writeNow { database in
            try database.execute(sql: "INSERT OR REPLACE INTO agentAway VALUES (?, ?)", arguments: [agent, now])
        }
    }

    /// When agents lost their last connection, in milliseconds since 1970; also of agents that are connected again.
    ///
    /// - Returns: by the agent's name.
    /// - Throws: what SQLite throws.
    package func departures() throws -> [String: Int64] {
        try readNow { database in
            let rows = try Row.fetchAll(database, sql: "SELECT agent, since FROM agentAway")
            return Dictionary(rows.map { ($0["agent"], $0["since"]) }) { first, _ in first }
        }
    }

    // MARK: The relay and its accounts

    /// Notes that a relay begins to keep its boards on schedule.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: what SQLite throws.
    package func note(startedAt now: Int64?) throws {
        try writeNow { database in
            try database.execute(
                sql: "INSERT INTO setting VALUES ('startedAt', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1",
                arguments: [now.map(String.init) ?? ""])
        }
    }

    /// When a relay last began to keep its boards on schedule, in milliseconds since 1970; `nil` for never.
    ///
    /// - Returns: the time.
    /// - Throws: what SQLite throws.
    package func startedAt() throws -> Int64? {
        try readNow { try String.fetchOne($0, sql: "SELECT value FROM setting WHERE name = 'startedAt'") }
            .flatMap(Int64.init)
    }
}
