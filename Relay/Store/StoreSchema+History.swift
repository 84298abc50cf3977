extension StoreSchema {
    /// The history, a chain of rows without a gap, and looks at keys that are still to be taken.
    ///
    /// `historyChain` has one row: `id` and `hash` of the last row written, so that a cut tail shows, and of the last row
    /// pruned, from which the chain goes on. The triggers keep the product from what a history must not have done to it;
    /// against a hand with the right to write the file only the hashes help.
    static let history = """
        CREATE TABLE history (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, board TEXT NOT NULL, key TEXT NOT NULL, event TEXT NOT NULL,
            run INTEGER, attempt INTEGER, itemID TEXT, requestID TEXT, changes TEXT, note TEXT,
            previous TEXT NOT NULL, hash TEXT NOT NULL
        ) STRICT;
        CREATE INDEX historyByKey ON history (key, id);

        CREATE TABLE historyChain (
            one INTEGER PRIMARY KEY CHECK (one = 1), id INTEGER NOT NULL, hash TEXT NOT NULL,
            prunedID INTEGER NOT NULL, prunedHash TEXT NOT NULL
        ) STRICT;
        INSERT INTO historyChain VALUES (1, 0, '\(HistoryRow.origin)', 0, '\(HistoryRow.origin)');

        CREATE TRIGGER historyIsWrittenOnce BEFORE UPDATE ON history BEGIN
            SELECT RAISE(ABORT, 'the history is only added to');
        END;
        CREATE TRIGGER historyIsPrunedOnly BEFORE DELETE ON history
        WHEN OLD.id > (SELECT prunedID FROM historyChain) BEGIN
            SELECT RAISE(ABORT, 'the history is only pruned from its beginning');
        END;

        CREATE TABLE lateLook (
            id INTEGER PRIMARY KEY AUTOINCREMENT, board TEXT NOT NULL, records TEXT NOT NULL, dueAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX lateLookDue ON lateLook (board, dueAt);
        """
}
