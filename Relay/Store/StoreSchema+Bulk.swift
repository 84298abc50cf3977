extension StoreSchema {
    /// Bulk imports: at most one job a board, its members, how the board's jobs fared, and records that no job brings.
    ///
    /// `folded` is what a reader that folds case and trims makes of a key: within a job it must be unambiguous.
    static let bulk = """
        CREATE TABLE bulkJob (board TEXT PRIMARY KEY, job TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE bulkMember (
            board TEXT NOT NULL, key TEXT NOT NULL, sageKey TEXT NOT NULL, folded TEXT NOT NULL, items TEXT,
            PRIMARY KEY (board, key), UNIQUE (board, folded)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX bulkMemberBySageKey ON bulkMember (board, sageKey);

        CREATE TABLE bulkStanding (board TEXT PRIMARY KEY, standing TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE bulkMiss (
            board TEXT NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (board, key)
        ) STRICT, WITHOUT ROWID;
        """
}
