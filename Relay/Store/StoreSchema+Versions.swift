extension StoreSchema {
    /// The accounts that another version of monday's API answers than the one that is asked for.
    static let accountVersions = """
        CREATE TABLE accountVersion (
            account TEXT PRIMARY KEY, asked TEXT NOT NULL, answered TEXT NOT NULL, since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
