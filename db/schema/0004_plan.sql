-- Breeding plans as computed: parameters, what went in, what was proven, every pairing with its reason.
CREATE TABLE plan (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid        BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    code        TEXT NOT NULL UNIQUE,           -- E01-2026-01
    species     TEXT NOT NULL REFERENCES species (code),
    holding     INTEGER REFERENCES holding (id),
    season      INTEGER,                        -- season label (year)
    from_day    INTEGER NOT NULL,               -- rams in
    to_day      INTEGER NOT NULL,               -- rams out
    max_f       INTEGER NOT NULL,               -- millionths
    parameters  TEXT NOT NULL,                  -- as asked: name=value;name=value
    inputs      BLOB NOT NULL,                  -- BLAKE2b-256 of all that the kernels were given
    made_on     INTEGER NOT NULL,
    made_by     TEXT NOT NULL,
    change_seen INTEGER NOT NULL,               -- newest change.id when it was computed
    objective   INTEGER NOT NULL,               -- millionths, sum over the served
    bound       INTEGER NOT NULL,               -- proven: no plan that serves as many costs less
    pairs       INTEGER NOT NULL,               -- allowed pairs checked
    ewes        INTEGER NOT NULL,               -- candidates
    rams        INTEGER NOT NULL,
    served      INTEGER NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'replaced')),
    approved_by TEXT,
    approved_on INTEGER,
    voided      TEXT
) STRICT;

CREATE TABLE plan_ram (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    plan     INTEGER NOT NULL REFERENCES plan (id),
    ram      INTEGER NOT NULL REFERENCES animal (id),
    capacity INTEGER NOT NULL,
    used     INTEGER NOT NULL,
    price    INTEGER NOT NULL,                  -- millionths: what one more place would save
    UNIQUE (plan, ram)
) STRICT;

-- One row per female considered. ram NULL: not mated, and reason says why.
CREATE TABLE plan_mating (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    plan      INTEGER NOT NULL REFERENCES plan (id),
    ewe       INTEGER NOT NULL REFERENCES animal (id),
    ram       INTEGER REFERENCES animal (id),
    reserve   INTEGER REFERENCES animal (id),
    f         INTEGER,                          -- millionths, of a lamb of ewe and ram
    reserve_f INTEGER,
    reason    TEXT NOT NULL,                    -- best, only, locked ... or why not: pregnant, resting, no_ram, no_place
    detail    INTEGER,                          -- a number the reason's words need (day she is free, least F, places short)
    other     INTEGER REFERENCES animal (id),   -- an animal the reason's words need (the ram of the least F)
    UNIQUE (plan, ewe)
) STRICT;

-- The user's word on a pair: lock = she goes to him, forbid = never.
CREATE TABLE plan_rule (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    plan   INTEGER NOT NULL REFERENCES plan (id),
    ewe    INTEGER NOT NULL REFERENCES animal (id),
    ram    INTEGER NOT NULL REFERENCES animal (id),
    what   TEXT NOT NULL CHECK (what IN ('lock', 'forbid')),
    UNIQUE (plan, ewe, ram)
) STRICT;
