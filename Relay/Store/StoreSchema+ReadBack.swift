extension StoreSchema {
    /// What is read back of a board while it is compared, and what came of it.
    ///
    /// The rows of `readBack` live only as long as a comparison or a rebuild.
    static let readBack = """
        CREATE TABLE readBack (
            board TEXT NOT NULL, itemID TEXT NOT NULL, key TEXT, place TEXT NOT NULL, shown TEXT, expected TEXT,
            PRIMARY KEY (board, itemID)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX readBackByKey ON readBack (board, key, length(itemID), itemID) WHERE key IS NOT NULL;
        CREATE INDEX readBackSuspects ON readBack (board, itemID) WHERE shown IS NOT NULL;
        CREATE INDEX recordByItem ON record (board, itemID) WHERE itemID IS NOT NULL;

        CREATE TABLE reconciliation (
            id INTEGER PRIMARY KEY AUTOINCREMENT, board TEXT NOT NULL, startedAt INTEGER NOT NULL, report TEXT NOT NULL
        ) STRICT;
        CREATE INDEX reconciliationByBoard ON reconciliation (board, id);
        """
}
