import Foundation
import GRDB
import Mapping
import Sync

/// All state of one relay in one SQLite file.
///
/// WAL mode with `synchronous = FULL`: a transaction is on the disk when it returns, power cuts included
/// (sqlite.org/pragma.html#pragma_synchronous). One relay holds the file at a time, by ``StoreLock``; commands that only
/// look open it read-only beside a running relay.
package final class RelayStore: SyncStore {
    private let pool: DatabasePool
    /// For what is read without suspending.
    ///
    /// A reader of the pool is given back by the task that used it. Whoever waited for one without suspending would hold
    /// the thread that this task needs; with as many of them as the machine has processors nothing would go on any more.
    private let desk: DatabaseQueue
    /// For the members of some requests.
    private let contents = DecodedTexts<ItemContent>(most: 128, decode: ItemContent.init(json:))
    private let mappings = DecodedTexts<BoardMapping>(most: 8, decode: StoreTransaction.decode)

    /// Opens the file, and makes or migrates it.
    ///
    /// - Parameters:
    ///   - path: the file's path; its folder must exist.
    ///   - traced: told each statement's text, without its values, before it runs; for whoever judges how they are run.
    /// - Throws: ``StoreError``.
    package init(path: String, traced: (@Sendable (String) -> Void)? = nil) throws {
        // A ledger's contents are its owner's alone; SQLite gives its other files the rights of this one.
        if !FileManager.default.fileExists(atPath: path) {
            close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
        }
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(readOnly: false, traced: traced))
            try StoreSchema.migrator.migrate(pool)
            try Self.assertDurability(pool)
            desk = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: true, traced: traced))
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(path: path, error)
        }
    }

    /// Opens the file beside a relay that is running, only to look.
    ///
    /// - Parameter path: the file's path.
    /// - Throws: ``StoreError``, also when there is no such file yet or it is of another version.
    package init(readOnly path: String) throws {
        try Self.requireFile(path)
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(readOnly: true))
            desk = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: true))
            let isCurrent = try pool.read { try StoreSchema.migrator.hasCompletedMigrations($0) }
            guard isCurrent else {
                throw StoreError("The state at \(path) is of another version. Start the relay once to bring it up.")
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(path: path, error)
        }
    }

    /// Opens the file to change something in it, beside a relay that may be running.
    ///
    /// - Parameter path: the file's path.
    /// - Throws: ``StoreError``, also when there is no such file yet.
    package convenience init(beside path: String) throws {
        try Self.requireFile(path)
        if StoreLock.isHeld(path: path) {
            // A running relay of another version would find its tables changed under it.
            _ = try RelayStore(readOnly: path)
        }
        try self.init(path: path)
    }

    private static func requireFile(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError("There is no state at \(path) yet. It is made by the first `sage-relay sync` or `run`.")
        }
    }

    package func read<Value: Sendable>(
        _ body: @Sendable (any StoreReader) throws -> Value
    ) async throws -> Value {
        try await pool.read { try body(transaction($0)) }
    }

    package func write<Value: Sendable>(
        _ body: @Sendable (any StoreWriter) throws -> Value
    ) async throws -> Value {
        try await pool.write { try body(transaction($0)) }
    }

    private func transaction(_ database: Database) -> StoreTransaction {
        StoreTransaction(database: database, contents: contents, mappings: mappings)
    }

    /// Reads what the commands show, without suspending.
    func readNow<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try desk.read(body)
    }

    /// Writes what a command changes, without suspending; the writer is held by no task that waits.
    func writeNow<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try pool.write(body)
    }

    /// Reads what is no part of the engine's own transactions.
    func readSoon<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await pool.read(body)
    }

    /// Writes what is no part of the engine's own transactions.
    func writeSoon(_ body: @Sendable (Database) throws -> Void) async throws {
        try await pool.write(body)
    }

    private static func configuration(
        readOnly: Bool, traced: (@Sendable (String) -> Void)? = nil
    ) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.label = "relay-store"
        // Another process may hold the write lock for the length of one page's transaction.
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 3
        configuration.prepareDatabase { database in
            if let traced {
                database.trace { event in
                    if case .statement(let statement) = event { traced(statement.sql) }
                }
            }
            // Half a MiB for each connection: records are read once, so that a larger cache would only hold what has passed.
            try database.execute(sql: "PRAGMA cache_size = -512")
            // GRDB opens a pool with NORMAL, which may lose the last transactions in a power cut; an attempt that is
            // lost after it was sent is a duplicate item.
            if !readOnly { try database.execute(sql: "PRAGMA synchronous = FULL") }
        }
        return configuration
    }

    /// Makes sure that nothing changed the setting after the pool was opened.
    private static func assertDurability(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
            guard level == 2, journal == "wal" else {
                throw StoreError("SQLite refuses to run with synchronous = FULL in WAL mode; the state is not safe.")
            }
        }
    }
}

/// Why the state could not be opened or used.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for a person.
    package let description: String

    init(_ sentence: String) {
        description = sentence
    }

    /// SQLite's own reason, without the values of a statement, which may be a customer's.
    init(path: String, _ error: any Error) {
        let reason = (error as? DatabaseError).map { $0.message ?? "\($0.resultCode)" } ?? "\(error)"
        description = "The state at \(path) cannot be used: \(reason)."
    }
}
