extension StoreSchema {
    /// Which links lead to a record, so that those that wait for its item are looked at as soon as it has one.
    ///
    /// Kept equal to the links' targets by triggers. `boardIndex.endedAt`, which nothing reads, goes.
    static let linkTargets = """
        ALTER TABLE link ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE linkTarget (
            target TEXT NOT NULL, board TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (target, board, key, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX linkTargetByLink ON linkTarget (board, key, name);
        INSERT OR IGNORE INTO linkTarget
            SELECT item.value, link.board, link.key, link.name FROM link, json_each(link.targets) AS item;
        CREATE TRIGGER linkAdded AFTER INSERT ON link BEGIN
            INSERT OR IGNORE INTO linkTarget
                SELECT value, NEW.board, NEW.key, NEW.name FROM json_each(NEW.targets);
        END;
        CREATE TRIGGER linkMoved AFTER UPDATE OF board, targets ON link
        WHEN NEW.targets <> OLD.targets OR NEW.board <> OLD.board BEGIN
            DELETE FROM linkTarget WHERE board = OLD.board AND key = OLD.key AND name = OLD.name;
            INSERT OR IGNORE INTO linkTarget
                SELECT value, NEW.board, NEW.key, NEW.name FROM json_each(NEW.targets);
        END;
        CREATE TRIGGER linkDropped AFTER DELETE ON link BEGIN
            DELETE FROM linkTarget WHERE board = OLD.board AND key = OLD.key AND name = OLD.name;
        END;
        CREATE TRIGGER linkTargetMade AFTER UPDATE OF itemID ON record
        WHEN NEW.itemID IS NOT NULL AND NEW.itemID IS NOT OLD.itemID BEGIN
            UPDATE link SET dueAt = 0, looks = 0 WHERE isOpen AND failures = 0 AND dueAt > 0
            AND (board, key, name) IN (SELECT board, key, name FROM linkTarget WHERE target = NEW.key);
        END;
        CREATE TRIGGER linkTargetFound AFTER INSERT ON record WHEN NEW.itemID IS NOT NULL BEGIN
            UPDATE link SET dueAt = 0, looks = 0 WHERE isOpen AND failures = 0 AND dueAt > 0
            AND (board, key, name) IN (SELECT board, key, name FROM linkTarget WHERE target = NEW.key);
        END;
        ALTER TABLE boardIndex DROP COLUMN endedAt;
        """
}
