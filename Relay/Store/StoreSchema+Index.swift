extension StoreSchema {
    /// The keys and item ids of everything on a board, as it was read last, with what the relay made since.
    ///
    /// `reading` numbers the readings; it is odd while one is under way. A key stands beside its folded form, by which it is
    /// found. `boardDoubt` has the records that were part of a request whose outcome was not known, and have no item since.
    static let boardIndex = """
        CREATE TABLE boardIndex (
            board TEXT PRIMARY KEY, boardID TEXT NOT NULL, keyColumnID TEXT NOT NULL, startedAt INTEGER, endedAt INTEGER,
            reading INTEGER NOT NULL, items INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE boardIndexItem (
            board TEXT NOT NULL, itemID TEXT NOT NULL, key TEXT NOT NULL, folded TEXT NOT NULL, reading INTEGER NOT NULL,
            PRIMARY KEY (board, itemID)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX boardIndexItemByKey ON boardIndexItem (board, folded, key);

        CREATE TABLE boardDoubt (
            board TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (board, key)
        ) STRICT, WITHOUT ROWID;
        """
}
