-- Planning: what plans and their carrying out keep beyond the plan itself.

-- ---- rules ----
-- What the pair costs in all, millionths of F, and of what beside F: "family=5000;move=2000"; NULL = F alone.
ALTER TABLE plan_mating ADD COLUMN cost INTEGER;
ALTER TABLE plan_mating ADD COLUMN terms TEXT;
-- F over all its pairs, millionths; NULL in plans of before, which cost F alone: the objective.
ALTER TABLE plan ADD COLUMN f_total INTEGER;

-- ---- schedule ----
-- Protocols: what is done before, at and after the first service (step serves = 1), each at `param` after its anchor
-- ('' = the beginning), lasting to `last_param` after it, or again every `every_param` while the joining lasts.
CREATE TABLE protocol (
    protocol    TEXT NOT NULL,                  -- code list protocol
    step        TEXT NOT NULL,                  -- code list plan_step
    anchor      TEXT NOT NULL DEFAULT '',       -- an earlier step of the protocol
    param       TEXT NOT NULL DEFAULT '',       -- days or hours, as its unit says
    last_param  TEXT NOT NULL DEFAULT '',
    every_param TEXT NOT NULL DEFAULT '',
    serves      INTEGER NOT NULL CHECK (serves IN (0, 1)),
    sort        INTEGER NOT NULL,
    PRIMARY KEY (protocol, step)
) STRICT, WITHOUT ROWID;
