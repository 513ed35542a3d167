-- The records. Facts with dates (days since 1970-01-01); states, ages, parities and counts are derived by query.
-- Nothing is deleted: a wrong row is voided with a reason; undo restores the exact row from the log.
CREATE TABLE holding (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid      BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    code      TEXT NOT NULL UNIQUE,             -- E01, F02, H10
    tier      TEXT NOT NULL CHECK (tier IN ('enterprise', 'farm', 'household')),
    name      TEXT NOT NULL,
    person    TEXT,
    phone     TEXT,
    township  TEXT REFERENCES township (code),
    village   TEXT,
    farm_code TEXT,                             -- 畜禽养殖代码, county 6 + 4 digits
    prefix    TEXT,                             -- of the farm numbers issued here, KP01
    opened    INTEGER,
    closed    INTEGER,
    note      TEXT,
    voided    TEXT                              -- the reason; NULL = valid
) STRICT;

-- The tree, dated: a household may change its farm.
CREATE TABLE holding_parent (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    holding  INTEGER NOT NULL REFERENCES holding (id),
    parent   INTEGER NOT NULL REFERENCES holding (id),
    from_day INTEGER,                           -- NULL = since ever
    to_day   INTEGER,                           -- first day it no longer holds; NULL = open
    CHECK (holding <> parent)
) STRICT;
CREATE INDEX holding_parent_holding ON holding_parent (holding);
CREATE UNIQUE INDEX holding_parent_open ON holding_parent (holding) WHERE to_day IS NULL;

CREATE TABLE pen (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid     BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    holding  INTEGER NOT NULL REFERENCES holding (id),
    code     TEXT NOT NULL,
    kind     TEXT,
    capacity INTEGER,
    closed   INTEGER,
    voided   TEXT,
    UNIQUE (holding, code)
) STRICT;

CREATE TABLE batch (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid     BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    kind     TEXT NOT NULL,                     -- joining, weighing, vaccination, transfer, sheet, import
    code     TEXT NOT NULL,
    holding  INTEGER REFERENCES holding (id),
    species  TEXT REFERENCES species (code),
    from_day INTEGER,
    to_day   INTEGER,
    note     TEXT,
    voided   TEXT,
    UNIQUE (kind, code)
) STRICT;

-- OR, not IN: for a list of three and more SQLite builds a table at every row, measured four times slower.
CREATE TABLE animal (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid            BLOB NOT NULL CHECK (length(uuid) = 16),
    species         TEXT NOT NULL REFERENCES species (code),
    breed           TEXT REFERENCES breed (code),
    sex             TEXT CHECK (sex = 'M' OR sex = 'F' OR sex = 'C'),   -- male, female, castrate; NULL = unknown
    birth           INTEGER,
    birth_precision TEXT CHECK (birth_precision = 'd' OR birth_precision = 'm' OR birth_precision = 'y'),
    sire            INTEGER REFERENCES animal (id),
    sire_evidence   TEXT CHECK (sire_evidence = 'recorded' OR sire_evidence = 'inferred' OR sire_evidence = 'dna'),
    dam             INTEGER REFERENCES animal (id),
    dam_evidence    TEXT CHECK (dam_evidence = 'recorded' OR dam_evidence = 'inferred' OR dam_evidence = 'dna'),
    birth_event     INTEGER,                                    -- the lambing or calving it came from (event.id)
    foster_dam      INTEGER REFERENCES animal (id),
    birth_type      INTEGER,                                    -- litter size it was born in
    family          TEXT,                                       -- 血统 (ram family)
    origin          TEXT,
    fecb            TEXT CHECK (fecb = 'BB' OR fecb = 'B+' OR fecb = '++'),
    coat            TEXT,
    reference       INTEGER NOT NULL DEFAULT 0 CHECK (reference IN (0, 1)),   -- an ancestor on paper, in no head count
    note            TEXT,
    voided          TEXT,
    CHECK (sire IS NULL OR sire <> dam),
    CHECK ((birth IS NULL) = (birth_precision IS NULL))
) STRICT;
CREATE UNIQUE INDEX animal_uuid ON animal (uuid);
CREATE INDEX animal_sire ON animal (sire) WHERE sire IS NOT NULL;
CREATE INDEX animal_dam ON animal (dam) WHERE dam IS NOT NULL;
CREATE INDEX animal_foster_dam ON animal (foster_dam) WHERE foster_dam IS NOT NULL;   -- else undoing reads all per row
CREATE INDEX animal_birth_event ON animal (birth_event) WHERE birth_event IS NOT NULL;

-- Printed numbers: they change, are lost, are used again by others. The key is never the number on the animal.
CREATE TABLE identifier (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    animal   INTEGER NOT NULL REFERENCES animal (id),
    kind     TEXT NOT NULL,                     -- farm official rfid brand name old
    value    TEXT NOT NULL,                     -- as printed
    normal   TEXT NOT NULL,                     -- for search: utf8_normalise
    tail     TEXT NOT NULL,                     -- normal backwards: the last digits find the animal
    from_day INTEGER,
    to_day   INTEGER,
    reason   TEXT,
    voided   TEXT
) STRICT;
CREATE INDEX identifier_animal ON identifier (animal);
CREATE INDEX identifier_normal ON identifier (normal);
CREATE INDEX identifier_tail ON identifier (tail);
-- an official tag is never used twice; a farm number or transponder not twice at the same time
CREATE UNIQUE INDEX identifier_official ON identifier (normal) WHERE kind = 'official' AND voided IS NULL;
CREATE UNIQUE INDEX identifier_current ON identifier (kind, normal)
    WHERE kind IN ('farm', 'rfid') AND to_day IS NULL AND voided IS NULL;

-- Owner, keeper and place are three dated facts. to_day = the first day it no longer holds; intervals never overlap.
CREATE TABLE ownership (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    animal   INTEGER NOT NULL REFERENCES animal (id),
    holding  INTEGER NOT NULL REFERENCES holding (id),
    from_day INTEGER,
    to_day   INTEGER,
    event    INTEGER                            -- what began it
) STRICT;
CREATE INDEX ownership_animal ON ownership (animal);
CREATE INDEX ownership_holding ON ownership (holding) WHERE to_day IS NULL;
CREATE UNIQUE INDEX ownership_open ON ownership (animal) WHERE to_day IS NULL;

CREATE TABLE stay (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    animal   INTEGER NOT NULL REFERENCES animal (id),
    keeper   INTEGER NOT NULL REFERENCES holding (id),   -- who feeds it: head counts by keeper (饲养口径)
    place    INTEGER NOT NULL REFERENCES holding (id),   -- on whose land it stands (属地口径)
    pen      INTEGER REFERENCES pen (id),
    from_day INTEGER,
    to_day   INTEGER,
    event    INTEGER
) STRICT;
CREATE INDEX stay_animal ON stay (animal);
CREATE INDEX stay_keeper ON stay (keeper) WHERE to_day IS NULL;
CREATE INDEX stay_place ON stay (place) WHERE to_day IS NULL;
CREATE INDEX stay_pen ON stay (pen) WHERE to_day IS NULL AND pen IS NOT NULL;
CREATE UNIQUE INDEX stay_open ON stay (animal) WHERE to_day IS NULL;

-- One dated thing that happened to one animal. A lambing also makes animals (animal.birth_event).
CREATE TABLE event (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid     BLOB NOT NULL CHECK (length(uuid) = 16),
    kind     TEXT NOT NULL REFERENCES event_kind (code),
    animal   INTEGER NOT NULL REFERENCES animal (id),
    day      INTEGER NOT NULL,
    holding  INTEGER REFERENCES holding (id),   -- where it happened: the keeper that day
    operator TEXT,                              -- who did it, as written on the slip
    other    INTEGER REFERENCES animal (id),    -- ram of a service or lambing, foster dam ...
    value    INTEGER,                           -- thousandths of the field's unit
    count    INTEGER,                           -- heads: lambs born, foetuses
    dead     INTEGER,                           -- of them dead
    code     TEXT,                              -- method, result or reason of the kind's list
    text     TEXT,
    detail   TEXT,                              -- further fields, JSON object
    batch    INTEGER REFERENCES batch (id),
    plan     INTEGER,                           -- plan_mating.id it carries out
    voided   TEXT
) STRICT;
CREATE UNIQUE INDEX event_uuid ON event (uuid);
CREATE INDEX event_animal ON event (animal, day);
CREATE INDEX event_kind_day ON event (kind, day);
CREATE INDEX event_other ON event (other) WHERE other IS NOT NULL;
CREATE INDEX event_batch ON event (batch) WHERE batch IS NOT NULL;
