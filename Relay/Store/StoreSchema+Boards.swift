extension StoreSchema {
    /// What was seen of boards, boards that the relay makes, links between items, and which items are to be archived.
    ///
    /// An item that was lost took its links with it: the next one of its record gets them anew.
    static let boards = """
        CREATE TABLE standing (
            board TEXT PRIMARY KEY, itemsLimit INTEGER, discoveredAt INTEGER NOT NULL, notices TEXT NOT NULL,
            rolloverAt INTEGER NOT NULL, archivedDay INTEGER NOT NULL, archived INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE construction (
            board TEXT PRIMARY KEY, name TEXT NOT NULL, idempotencyKey TEXT NOT NULL, startedAt INTEGER NOT NULL,
            boardID TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE link (
            board TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, targets TEXT NOT NULL, shown TEXT,
            isOpen INTEGER NOT NULL, dueAt INTEGER NOT NULL, failures INTEGER NOT NULL,
            PRIMARY KEY (board, key, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX linkDue ON link (board, dueAt, key) WHERE isOpen;
        CREATE TRIGGER linkOfLostItem AFTER UPDATE OF itemID ON record
        WHEN OLD.itemID IS NOT NULL AND NEW.itemID IS NOT OLD.itemID BEGIN
            UPDATE link SET shown = NULL, isOpen = 1, dueAt = 0, failures = 0
            WHERE board = NEW.board AND key = NEW.key AND targets <> '[]';
        END;

        CREATE INDEX recordArchiving ON record (board, dueAt, key) WHERE state = 'archiving';
        CREATE INDEX historyCreations ON history (board, at) WHERE event = 'created';
        """
}
