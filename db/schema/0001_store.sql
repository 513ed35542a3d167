-- What every mupu file has: who it is, and the log of every change.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per transaction, a hash chain: hash = BLAKE2b-256(previous_hash, this row's facts, every part's bytes).
-- command, kind, label and count are data, put into words (Chinese or English) when shown.
CREATE TABLE change (
    id            INTEGER PRIMARY KEY,          -- 1, 2, 3 ... without gaps
    uuid          BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    device        BLOB NOT NULL CHECK (length(device) = 16),
    at            INTEGER NOT NULL,             -- milliseconds since 1970, UTC, as the device claimed
    operator      TEXT NOT NULL,
    command       TEXT NOT NULL,                -- 'animal add', 'event add', 'undo'
    kind          TEXT,                         -- event kind, holding tier ... : what the command was about
    label         TEXT,                         -- the number, name or file it was about, as printed
    count         INTEGER NOT NULL DEFAULT 1,   -- animals, rows
    animal        INTEGER,                      -- the one animal it was about, if one
    holding       INTEGER,
    reason        TEXT,                         -- typed reason; rules that were confirmed or overridden
    undoes        INTEGER REFERENCES change (id),
    parts         INTEGER NOT NULL,
    previous_hash BLOB NOT NULL,
    hash          BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX change_animal ON change (animal) WHERE animal IS NOT NULL;
CREATE INDEX change_undoes ON change (undoes) WHERE undoes IS NOT NULL;

-- The rows before and after, as SQLite changesets (session extension), deflated.
CREATE TABLE change_part (
    change  INTEGER NOT NULL REFERENCES change (id) DEFERRABLE INITIALLY DEFERRED,
    part    INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,                   -- length before deflating
    payload BLOB NOT NULL,
    PRIMARY KEY (change, part)
) STRICT;
