import Foundation
import GRDB
import Sync

/// A request from a command to the relay that is running, as a row: it survives both, and it can be looked up later.
package struct CommandRow: Sendable, Hashable {
    package let id: Int64
    package let verb: String
    /// JSON.
    package let argument: String
    package let endedAt: Int64?
    /// JSON; `nil` until the command has ended.
    package let result: String?
}

extension RelayStore {
    /// Asks the running relay to do something.
    ///
    /// - Parameters:
    ///   - verb: what to do.
    ///   - argument: JSON.
    ///   - now: milliseconds since 1970.
    /// - Returns: the request's number.
    /// - Throws: what SQLite throws.
    package func ask(verb: String, argument: String, now: Int64) throws -> Int64 {
        try writeNow { database in
            try database.execute(
                sql: "INSERT INTO command (verb, argument, askedAt) VALUES (?, ?, ?)", arguments: [verb, argument, now])
            return database.lastInsertedRowID
        }
    }

    /// Takes the oldest request that nobody took.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: the request, or `nil` when there is none.
    /// - Throws: what SQLite throws.
    package func takeCommand(now: Int64) throws -> CommandRow? {
        let waiting = "SELECT * FROM command WHERE takenAt IS NULL AND endedAt IS NULL ORDER BY id LIMIT 1"
        // Looked for without the write lock: the relay asks twice a second, and hardly ever is there one.
        guard try readNow({ try Row.fetchOne($0, sql: waiting) }) != nil else { return nil }
        return try writeNow { database in
            guard let row = try Row.fetchOne(database, sql: waiting) else { return nil }
            let command = CommandRow(row)
            try database.execute(sql: "UPDATE command SET takenAt = ? WHERE id = ?", arguments: [now, command.id])
            return command
        }
    }

    /// Notes what came of a request; only the last hundred requests are kept.
    ///
    /// - Parameters:
    ///   - id: the request's number.
    ///   - result: JSON.
    ///   - now: milliseconds since 1970.
    /// - Throws: what SQLite throws.
    package func end(command id: Int64, result: String, now: Int64) throws {
        try writeNow { database in
            try database.execute(
                sql: "UPDATE command SET endedAt = ?, result = ? WHERE id = ?", arguments: [now, result, id])
            try database.execute(
                sql: "DELETE FROM command WHERE id <= ? AND endedAt IS NOT NULL", arguments: [id - 100])
        }
    }

    /// Looks a request up.
    ///
    /// - Parameter id: the request's number.
    /// - Returns: the request, or `nil` when there is none of this number.
    /// - Throws: what SQLite throws.
    package func command(_ id: Int64) throws -> CommandRow? {
        try readNow {
            try Row.fetchOne($0, sql: "SELECT * FROM command WHERE id = ?", arguments: [id]).map(CommandRow.init)
        }
    }

    /// Takes a request back that no relay took; whoever gave it up shall not find it done later.
    ///
    /// - Parameter id: the request's number.
    /// - Throws: what SQLite throws.
    package func takeBack(command id: Int64) throws {
        try writeNow {
            try $0.execute(sql: "DELETE FROM command WHERE id = ? AND takenAt IS NULL", arguments: [id])
        }
    }

    /// Ends what a relay that died had taken, so that nobody waits for it.
    ///
    /// - Parameters:
    ///   - result: JSON that says so.
    ///   - now: milliseconds since 1970.
    /// - Throws: what SQLite throws.
    package func endAbandonedCommands(result: String, now: Int64) throws {
        try writeNow { database in
            try database.execute(
                sql: "UPDATE command SET endedAt = ?, result = ? WHERE endedAt IS NULL", arguments: [now, result])
        }
    }
}

extension CommandRow {
    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"], verb: row["verb"], argument: row["argument"], endedAt: row["endedAt"], result: row["result"])
    }
}
