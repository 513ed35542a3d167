-- Planning: what plans and their carrying out keep beyond the plan itself.

-- ---- rules ----
-- What the pair costs in all, millionths of F, and of what beside F: "family=5000;move=2000"; NULL = F alone.
ALTER TABLE plan_mating ADD COLUMN cost INTEGER;
ALTER TABLE plan_mating ADD COLUMN terms TEXT;
