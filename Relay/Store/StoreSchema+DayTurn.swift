extension StoreSchema {
    /// How far each board's items have been brought to a day.
    static let dayTurn = """
        CREATE TABLE dayTurn (
            board TEXT PRIMARY KEY, day TEXT NOT NULL, fields TEXT NOT NULL, after TEXT, isDone INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
