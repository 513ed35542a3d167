-- The dictionary: species, breeds, event kinds, fields, codes, limits, rules and protocols are rows, never constants in C.
-- Shipped as db/dictionary/*.tsv and installed by the first change of a file; a county edits them like any record.
CREATE TABLE species (
    code        TEXT PRIMARY KEY,               -- hu_sheep, bactrian_camel
    zh          TEXT NOT NULL,
    en          TEXT NOT NULL,
    unit_zh     TEXT NOT NULL,                  -- 只, 峰
    male_zh     TEXT NOT NULL, male_en TEXT NOT NULL,
    female_zh   TEXT NOT NULL, female_en TEXT NOT NULL,
    young_zh    TEXT NOT NULL, young_en TEXT NOT NULL,
    tag_digit   TEXT NOT NULL,                  -- first digit of the official ear tag; '' = the species has none
    number_rule TEXT NOT NULL,                  -- how farm numbers are proposed: {holding}-{year2}-{serial5}
    sort        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE breed (
    code    TEXT PRIMARY KEY,
    species TEXT NOT NULL REFERENCES species (code),
    zh      TEXT NOT NULL,
    en      TEXT NOT NULL,
    sort    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE township (
    code TEXT PRIMARY KEY,
    zh   TEXT NOT NULL,
    en   TEXT NOT NULL,
    sort INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Lists a field is chosen from: sex, coat, death_reason, scan_result ...
CREATE TABLE code (
    list    TEXT NOT NULL,
    code    TEXT NOT NULL,
    zh      TEXT NOT NULL,
    en      TEXT NOT NULL,
    species TEXT NOT NULL DEFAULT '',           -- '' = any
    state   TEXT NOT NULL DEFAULT '',           -- the reproductive state it puts a female in, if any
    sort    INTEGER NOT NULL,
    PRIMARY KEY (list, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_kind (
    code     TEXT PRIMARY KEY,
    zh       TEXT NOT NULL,
    en       TEXT NOT NULL,
    species  TEXT NOT NULL DEFAULT '',          -- '' = any
    sex      TEXT NOT NULL DEFAULT '',          -- M, F, '' = any
    state    TEXT NOT NULL DEFAULT '',          -- state of a female afterwards: mated pregnant open lactating; 'code' = by its code
    effect   TEXT NOT NULL DEFAULT '',          -- birth, move, leave, enter, identify ... : the function in herd/effect.c
    flow     TEXT NOT NULL DEFAULT '',          -- column of the stock sheet it counts in: born bought sold slaughtered home died missing found
    sort     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event_field (
    kind      TEXT NOT NULL REFERENCES event_kind (code),
    field     TEXT NOT NULL,
    place     TEXT NOT NULL,                    -- column of event it is kept in: value count dead code other holding pen text detail
    type      TEXT NOT NULL,                    -- number count code animal holding pen text date lambs
    unit      TEXT NOT NULL DEFAULT '',
    decimals  INTEGER NOT NULL DEFAULT 0,
    list      TEXT NOT NULL DEFAULT '',         -- code list; for animal: M or F
    param     TEXT NOT NULL DEFAULT '',         -- param whose warn and hard limits it must keep
    required  INTEGER NOT NULL CHECK (required IN (0, 1)),
    carried   INTEGER NOT NULL CHECK (carried IN (0, 1)),   -- keeps its value from record to record while entering
    zh        TEXT NOT NULL,
    en        TEXT NOT NULL,
    sort      INTEGER NOT NULL,
    PRIMARY KEY (kind, field)
) STRICT, WITHOUT ROWID;

-- Numbers of the trade: a default, a range outside which we ask, a range outside which we refuse. Thousandths of the unit.
CREATE TABLE param (
    species   TEXT NOT NULL REFERENCES species (code),
    name      TEXT NOT NULL,                    -- gestation, joining_days, weight_birth_M ...
    value     INTEGER,
    warn_low  INTEGER, warn_high INTEGER,
    hard_low  INTEGER, hard_high INTEGER,
    unit      TEXT NOT NULL,
    zh        TEXT NOT NULL,
    en        TEXT NOT NULL,
    source    TEXT NOT NULL,                    -- where the figure comes from
    PRIMARY KEY (species, name)
) STRICT, WITHOUT ROWID;

-- What is checked. severity soft = asks once, hard = refuses (a typed reason overrides it where override = 1), off.
CREATE TABLE rule (
    code     TEXT PRIMARY KEY,
    severity TEXT NOT NULL CHECK (severity IN ('soft', 'hard', 'off')),
    override INTEGER NOT NULL CHECK (override IN (0, 1)),
    zh       TEXT NOT NULL,
    en       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
