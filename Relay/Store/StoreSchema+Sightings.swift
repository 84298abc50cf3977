extension StoreSchema {
    /// What scans saw moves out of the wide rows; a board is covered by spans and scanned in two lanes.
    ///
    /// A sighting goes with its record, both ways: one that outlived its record would have a scan pass over a record that
    /// nobody knows any more. A record that is gone has none.
    static let sightings = """
        CREATE TABLE sighting (
            board TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, scan INTEGER NOT NULL,
            PRIMARY KEY (board, key),
            FOREIGN KEY (board, key) REFERENCES record (board, key) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        INSERT INTO sighting SELECT board, key, digest, seenByScan FROM record WHERE NOT isGone;
        ALTER TABLE record DROP COLUMN digest;
        ALTER TABLE record DROP COLUMN seenByScan;
        ALTER TABLE record ADD COLUMN isHeld INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX recordHeld ON record (board, key) WHERE isHeld;
        CREATE TRIGGER recordSighted AFTER INSERT ON record WHEN NOT new.isGone BEGIN
            INSERT OR IGNORE INTO sighting VALUES (new.board, new.key, '', 0);
        END;

        ALTER TABLE board ADD COLUMN coverage TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE board ADD COLUMN approvedBoardID TEXT;
        UPDATE board SET coverage = json_array(json_object('through', watermark)) WHERE watermark IS NOT NULL;
        ALTER TABLE board DROP COLUMN watermark;

        CREATE TABLE laneScan (
            id INTEGER PRIMARY KEY AUTOINCREMENT, board TEXT NOT NULL, lane TEXT NOT NULL, mode TEXT NOT NULL,
            since TEXT, startedAt TEXT NOT NULL, cursor TEXT, highWater TEXT, UNIQUE (board, lane)
        ) STRICT;
        INSERT INTO laneScan SELECT id, board, CASE mode WHEN 'poll' THEN 'live' ELSE 'deep' END, mode, since, startedAt,
            cursor, highWater FROM scan;
        DELETE FROM sqlite_sequence WHERE name = 'laneScan';
        UPDATE sqlite_sequence SET name = 'laneScan' WHERE name = 'scan';
        DROP TABLE scan;
        ALTER TABLE laneScan RENAME TO scan;
        """
}
