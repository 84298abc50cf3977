import GRDB
import Sync

/// The tables, made by migrations that are only ever added to.
enum StoreSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: first) }
        migrator.registerMigration("2") { try $0.execute(sql: holdsAndPauses) }
        migrator.registerMigration("sightings") { try $0.execute(sql: sightings) }
        migrator.registerMigration("read-back") { try $0.execute(sql: readBack) }
        migrator.registerMigration("history") { try $0.execute(sql: history) }
        migrator.registerMigration("schedule") { try $0.execute(sql: schedule) }
        migrator.registerMigration("notes") {
            try $0.execute(
                sql: """
                    ALTER TABLE problem ADD COLUMN about TEXT NOT NULL DEFAULT 'record';
                    ALTER TABLE board ADD COLUMN isRebuilt INTEGER NOT NULL DEFAULT 0;
                    """)
        }
        migrator.registerMigration("account-budget") { try $0.execute(sql: budget) }
        migrator.registerMigration("bulk") { try $0.execute(sql: bulk) }
        migrator.registerMigration("boards") { try $0.execute(sql: boards) }
        migrator.registerMigration("day-turn") { try $0.execute(sql: dayTurn) }
        migrator.registerMigration("account-versions") { try $0.execute(sql: accountVersions) }
        migrator.registerMigration("board-index") { try $0.execute(sql: boardIndex) }
        migrator.registerMigration("bulk-digest") { try $0.execute(sql: "ALTER TABLE bulkMember ADD COLUMN sent TEXT") }
        migrator.registerMigration("volumes") { try $0.execute(sql: volumes) }
        migrator.registerMigration("link-targets") { try $0.execute(sql: linkTargets) }
        migrator.registerMigration("lines") { try $0.execute(sql: lines) }
        // An earlier version did not note what it had asked monday to archive: it may have asked for all of these.
        migrator.registerMigration("asked-for-archival") {
            try $0.execute(
                sql: "UPDATE record SET problem = ? WHERE state = 'archiving' AND problem IS NULL",
                arguments: [RecordRow.askedForArchival])
        }
        migrator.registerMigration("soap-contracts") { try $0.execute(sql: soapContracts) }
        return migrator
    }

    private static let holdsAndPauses = """
        ALTER TABLE board ADD COLUMN hold TEXT;
        ALTER TABLE board ADD COLUMN pause TEXT;
        ALTER TABLE board ADD COLUMN nextPollAt INTEGER;
        ALTER TABLE board ADD COLUMN nextSweepAt INTEGER;
        """

    /// `board` columns hold a board's name, `acme/ap-invoices`; times are milliseconds since 1970.
    private static let first = """
        CREATE TABLE board (
            board TEXT PRIMARY KEY, watermark TEXT, mapping TEXT, segments TEXT NOT NULL, polledAt INTEGER,
            sweptAt INTEGER, room INTEGER, fault TEXT, company TEXT, needsDiscovery INTEGER NOT NULL DEFAULT 1,
            created INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL DEFAULT 0, calls INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE record (
            board TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, digest TEXT NOT NULL, desired TEXT NOT NULL,
            confirmed TEXT, itemID TEXT, isGone INTEGER NOT NULL, seenByScan INTEGER NOT NULL,
            failures INTEGER NOT NULL, dueAt INTEGER NOT NULL, problem TEXT,
            PRIMARY KEY (board, key)
        ) STRICT;
        CREATE INDEX recordDue ON record (board, itemID IS NULL, dueAt, key) WHERE state IN ('queued', 'retry-at');
        CREATE INDEX recordOpen ON record (board, state) WHERE state <> 'done';

        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY AUTOINCREMENT, board TEXT NOT NULL, action TEXT NOT NULL,
            idempotencyKey TEXT NOT NULL UNIQUE, body BLOB NOT NULL, members TEXT NOT NULL,
            createdAt INTEGER NOT NULL, dueAt INTEGER NOT NULL, looks INTEGER NOT NULL, found INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX attemptByBoard ON attempt (board);

        CREATE TABLE scan (
            id INTEGER PRIMARY KEY AUTOINCREMENT, board TEXT NOT NULL UNIQUE, mode TEXT NOT NULL, since TEXT,
            startedAt TEXT NOT NULL, cursor TEXT, highWater TEXT
        ) STRICT;

        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT, board TEXT NOT NULL, startedAt INTEGER NOT NULL, outcome TEXT NOT NULL,
            run TEXT NOT NULL
        ) STRICT;
        CREATE INDEX runByBoard ON run (board, id);

        CREATE TABLE problem (
            board TEXT NOT NULL, key TEXT NOT NULL, sentence TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (board, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE command (
            id INTEGER PRIMARY KEY AUTOINCREMENT, verb TEXT NOT NULL, argument TEXT NOT NULL, askedAt INTEGER NOT NULL,
            takenAt INTEGER, endedAt INTEGER, result TEXT
        ) STRICT;

        CREATE TABLE agentConnection (
            agent TEXT NOT NULL, instance TEXT NOT NULL, slot INTEGER NOT NULL, since INTEGER NOT NULL,
            detail TEXT NOT NULL, PRIMARY KEY (agent, instance, slot)
        ) STRICT, WITHOUT ROWID;
        """
}
