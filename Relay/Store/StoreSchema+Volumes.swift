extension StoreSchema {
    /// The boards that were taken into use when the one before them filled up.
    static let volumes = """
        CREATE TABLE volume (board TEXT PRIMARY KEY, openedAt INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """
}
