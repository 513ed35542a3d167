-- Derived: rebuilt to the same bytes by one command, never in the change log.
CREATE TABLE inbreeding (
    animal       INTEGER PRIMARY KEY,
    f            REAL NOT NULL,
    completeness REAL NOT NULL                  -- known ancestors in three generations / 14
) STRICT;

CREATE TABLE derived (
    name   TEXT PRIMARY KEY,                    -- inbreeding
    change INTEGER NOT NULL                     -- newest change.id it knows of
) STRICT, WITHOUT ROWID;

-- Unsaved entry, offered again at the next start.
CREATE TABLE draft (
    name     TEXT PRIMARY KEY,                  -- screen and operator
    at       INTEGER NOT NULL,
    contents TEXT NOT NULL                      -- JSON
) STRICT, WITHOUT ROWID;
