extension StoreSchema {
    /// What each monday account was asked: its budget as JSON, one small row for each, instead of its day alone.
    static let budget = """
        CREATE TABLE accountBudget (account TEXT PRIMARY KEY, budget TEXT NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO accountBudget
            SELECT account, json_object('today', json_object('number', day, 'tenths', requests * 10)) FROM accountDay;
        DROP TABLE accountDay;
        """
}
