extension StoreSchema {
    /// The boards of subitems, and what is known of the subitems below the items of records.
    ///
    /// An item that was lost took its subitems with it: what is below the next one is read before anything is made there.
    static let lines = """
        CREATE TABLE lineBoard (
            board TEXT PRIMARY KEY, boardID TEXT, mapping TEXT, fault TEXT, dueAt INTEGER NOT NULL,
            needsLook INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE lineSet (
            board TEXT NOT NULL, key TEXT NOT NULL, parentID TEXT, rows TEXT NOT NULL, isOpen INTEGER NOT NULL,
            dueAt INTEGER NOT NULL, readAt INTEGER, failures INTEGER NOT NULL, problem TEXT, lateLookAt INTEGER,
            PRIMARY KEY (board, key)
        ) STRICT;
        CREATE INDEX lineSetDue ON lineSet (board, dueAt, key) WHERE isOpen;
        CREATE INDEX lineSetProblem ON lineSet (board, key) WHERE problem IS NOT NULL;
        CREATE TRIGGER linesOfLostItem AFTER UPDATE OF itemID ON record
        WHEN OLD.itemID IS NOT NULL AND NEW.itemID IS NOT OLD.itemID BEGIN
            UPDATE lineSet SET parentID = NULL, rows = '[]', isOpen = 1, dueAt = 0, readAt = NULL, failures = 0,
                problem = NULL, lateLookAt = NULL
            WHERE board = NEW.board AND key = NEW.key;
        END;
        CREATE TRIGGER linesOfForgottenRecord AFTER DELETE ON record BEGIN
            DELETE FROM lineSet WHERE board = OLD.board AND key = OLD.key;
        END;
        """
}
