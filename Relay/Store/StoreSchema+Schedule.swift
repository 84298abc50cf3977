extension StoreSchema {
    /// Sage's clock beside the board, agents that left, and what each monday account was asked on its last day.
    static let schedule = """
        ALTER TABLE board ADD COLUMN clock TEXT;

        CREATE TABLE agentAway (agent TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE accountDay (
            account TEXT PRIMARY KEY, day INTEGER NOT NULL, requests INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
