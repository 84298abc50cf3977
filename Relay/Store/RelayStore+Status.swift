import Foundation
import GRDB
import Sync
import WireProtocol

/// What is known of one board, for people and for `--json`.
package struct BoardStatus: Sendable, Codable, Hashable {
    /// The board's name, `acme/ap-invoices`.
    package var board: String
    /// Everything that Sage stamped up to here is queued, in Sage's wall clock.
    package var watermark: String?
    /// When the last whole poll began, in milliseconds since 1970.
    package var polledAt: Int64?
    /// When the last whole sweep began, in milliseconds since 1970.
    package var sweptAt: Int64?
    /// When the next poll is due, in milliseconds since 1970, as the running relay planned it last.
    package var nextPollAt: Int64?
    /// When the next reconciliation is due, in milliseconds since 1970.
    package var nextSweepAt: Int64?
    /// Sage's clock as the last read saw it.
    package var clock: SageClockReading?
    /// Why nothing can be written now.
    package var fault: String?
    /// Why what was found waits for a person's word.
    package var hold: String?
    /// Set while a person keeps the board from being read and written.
    package var pause: BoardRow.Pause?
    /// How many records are in each state.
    package var records: [String: Int]
    /// How many records are on their way to the board, and have no item yet.
    package var toCreate: Int
    /// How many records are on their way to the board, and have an item.
    package var toChange: Int
    /// How many of them have an item on the board, as far as is known.
    package var onBoard: Int
    /// How many of them are no longer in Sage.
    package var gone: Int
    /// The last reconciliation that came to its end, when it began (milliseconds since 1970), and whether it left nothing
    /// for a person.
    package var reconciled: Reconciled?

    /// A reconciliation in short.
    package struct Reconciled: Sendable, Codable, Hashable {
        package var startedAt: Int64
        package var isClean: Bool
    }
    /// How many records could not be read, or need a look.
    package var problems: Int
    /// The bulk import that is under way.
    package var bulkImport: BulkImport?
    /// What the last bulk imports came to.
    package var bulk: BulkStanding
    package var delivered: DeliveryCounts
    package var lastRun: RunRow?
    /// How full the board is; `nil` where that is not known.
    package var capacity: BoardCapacity?
    /// When the board was taken into use, since the one before it filled up, in milliseconds since 1970; `nil` for the first
    /// board of its records, and for one that was not.
    package var openedAt: Int64?
    /// What is wrong with the board, and does not keep it from being written to: one sentence each.
    package var notices: [String]
    /// How many records changed in Sage after the relay archived their items.
    package var changedAfterArchival: Int
}

/// A record that needs a person.
package struct ProblemStatus: Sendable, Codable, Hashable {
    package var board: String
    package var key: String
    package var sentence: String
}

/// A connection of an agent to the running relay.
package struct AgentStatus: Sendable, Codable, Hashable {
    package var agent: String
    package var instance: String
    package var slot: Int
    /// Milliseconds since 1970.
    package var since: Int64
    /// Version, address, certificate: for people.
    package var detail: String

    package init(agent: String, instance: String, slot: Int, since: Int64, detail: String) {
        self.agent = agent
        self.instance = instance
        self.slot = slot
        self.since = since
        self.detail = detail
    }
}

extension RelayStore {
    /// The state of some boards.
    ///
    /// - Parameter boards: which, in the order wanted.
    /// - Returns: one status each, of one moment.
    /// - Throws: what SQLite throws.
    package func status(of boards: [BoardRef]) throws -> [BoardStatus] {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        return try readNow { database in
            let store = StoreTransaction(database: database)
            return try boards.map { ref in
                let (board, standing) = (try store.board(ref), try store.standing(ref))
                let creations = try store.creations(ref, days: BoardCapacity.days, now: now)
                let last = try Int64.fetchOne(
                    database, sql: "SELECT max(id) FROM run WHERE board = ?", arguments: [ref.text])
                let job = try store.bulkJob(ref)
                let waiting = try store.tally(ref, RecordSelection(states: RecordRow.State.onTheWay))
                let lineNotices = [try store.lineBoard(ref)?.fault.map { "Lines wait: \($0)" }].compactMap { $0 ?? nil }
                return BoardStatus(
                    board: ref.text, watermark: board.watermark?.text, polledAt: board.polledAt,
                    sweptAt: board.sweptAt, nextPollAt: board.nextPollAt, nextSweepAt: board.nextSweepAt,
                    clock: board.clock, fault: board.fault, hold: board.hold, pause: board.pause,
                    records: Dictionary(
                        uniqueKeysWithValues: try store.counts(ref).map { ($0.rawValue, $1) }),
                    toCreate: waiting.withoutItem, toChange: waiting.withItem,
                    onBoard: try Int.fetchOne(
                        database,
                        sql:
                            "SELECT count(*) FROM record WHERE board = ? AND itemID IS NOT NULL AND state <> 'archived'",
                        arguments: [ref.text]) ?? 0,
                    gone: try Int.fetchOne(
                        database, sql: "SELECT count(*) FROM record WHERE board = ? AND isGone",
                        arguments: [ref.text]) ?? 0,
                    reconciled: try String.fetchOne(
                        database,
                        sql: "SELECT report FROM reconciliation WHERE board = ? ORDER BY id DESC LIMIT 1",
                        arguments: [ref.text]
                    ).map { json in
                        let report: BoardReconciliation = try StoreTransaction.decode(json)
                        return BoardStatus.Reconciled(startedAt: report.startedAt, isClean: report.isClean)
                    },
                    problems: try Int.fetchOne(
                        database, sql: "SELECT count(*) FROM problem WHERE board = ?", arguments: [ref.text]) ?? 0,
                    bulkImport: job.map(BulkImport.init), bulk: try store.bulkStanding(ref),
                    delivered: try store.delivered(ref), lastRun: try last.flatMap(store.run),
                    capacity: BoardCapacity(board, standing, creations: creations),
                    openedAt: try store.openedAt(ref), notices: standing.notices + lineNotices,
                    changedAfterArchival: try Int.fetchOne(
                        database,
                        sql: "SELECT count(*) FROM record WHERE board = ? AND state = 'archived' AND problem = ?",
                        arguments: [ref.text, RecordRow.changedAfterArchival]) ?? 0)
            }
        }
    }

    /// The company's account structure as it was read last; empty for boards of other kinds, and before the first read.
    package func segments(_ board: BoardRef) -> [AgentInfo.SegmentDefinition] {
        (try? readNow { try StoreTransaction(database: $0).board(board).segments }) ?? []
    }

    /// The records that need a person: blocked ones, and those that could not be read.
    ///
    /// - Parameter limit: how many at most.
    /// - Returns: one sentence each.
    /// - Throws: what SQLite throws.
    package func problems(limit: Int) throws -> [ProblemStatus] {
        try readNow { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT board, key, problem AS sentence FROM record WHERE state = 'blocked'
                    OR (state IN ('queued', 'retry-at', 'in-doubt', 'sending') AND failures >= \(RecordRow.quickTries))
                    UNION ALL SELECT board, key, sentence FROM problem
                    UNION ALL SELECT board, key, problem FROM lineSet WHERE problem IS NOT NULL ORDER BY 1, 2 LIMIT ?
                    """,
                arguments: [limit]
            ).map { ProblemStatus(board: $0["board"], key: $0["key"], sentence: $0["sentence"]) }
        }
    }

    /// The connections of agents, as the running relay noted them last.
    ///
    /// - Returns: one for each connection.
    /// - Throws: what SQLite throws.
    package func agents() throws -> [AgentStatus] {
        try readNow { database in
            try Row.fetchAll(database, sql: "SELECT * FROM agentConnection ORDER BY agent, slot").map {
                AgentStatus(
                    agent: $0["agent"], instance: $0["instance"], slot: $0["slot"], since: $0["since"],
                    detail: $0["detail"])
            }
        }
    }

    /// Counts the starts of the relay, durably: the high half of every epoch it issues.
    ///
    /// - Returns: 1 for the first start, one more for each later.
    /// - Throws: what SQLite throws.
    package func countStart() throws -> UInt64 {
        try writeNow { database in
            try database.execute(
                sql: """
                    INSERT INTO setting VALUES ('starts', '1')
                    ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1
                    """)
            let count = try String.fetchOne(database, sql: "SELECT value FROM setting WHERE name = 'starts'")
            return count.flatMap(UInt64.init) ?? 1
        }
    }
}
