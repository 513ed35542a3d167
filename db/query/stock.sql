-- Heads at the end of a day, by any of the three counting rules. Stage: what src/herd/now.h says of that day, 0 young 1
-- growing 2 adult (a test compares the two). Not grouped here: to sort a million rows takes longer than to count them.
-- name: stock_keeper
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
), age (species, growing, adult_f, adult_m) AS MATERIALIZED (
    SELECT code, (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_growing'),
        (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_adult_F'),
        (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_adult_M') FROM species
)
SELECT a.species, s.keeper, a.sex, CASE WHEN a.birth IS NULL THEN 2 WHEN a.birth > :day - t.growing THEN 0
    WHEN a.birth > :day - CASE a.sex WHEN 'F' THEN t.adult_f ELSE t.adult_m END THEN 1 ELSE 2 END
FROM stay s CROSS JOIN animal a ON a.id = s.animal CROSS JOIN age t ON t.species = a.species
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below));

-- With :each the holders are asked one by one, each for itself; else all of them together.
-- name: stock_heads_keeper
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.keeper ELSE 0 END, '', count(*)
FROM stay s CROSS JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
GROUP BY 1, 2;

-- name: stock_ages_keeper
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT CASE WHEN a.birth IS NULL THEN -1 ELSE (:day - a.birth) / 365 END, a.sex, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND a.species = :species
    AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
GROUP BY 1, 2 ORDER BY 1;

-- name: stock_ins_keeper
-- intervals that begin in (from, to] and follow none of the same scope: who came, and by what
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.keeper ELSE 0 END,
    CASE WHEN k.flow <> '' THEN k.flow WHEN k.effect = 'move' THEN 'moved_in'
       WHEN s.from_day = a.birth THEN 'born' ELSE 'found' END, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
LEFT JOIN event e ON e.id = s.event LEFT JOIN event_kind k ON k.code = e.kind
WHERE s.from_day > :from AND s.from_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id < s.id AND o.to_day = s.from_day
                    AND CASE WHEN :each THEN o.keeper = s.keeper
                        ELSE :holding IS NULL OR o.keeper IN (SELECT id FROM below) END)
GROUP BY 1, 2, 3;

-- name: stock_outs_keeper
-- intervals that end in (from, to] and are not followed by one of the same scope; what was moved away and left from
-- there on the same day was moved out here
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.keeper ELSE 0 END,
    CASE WHEN EXISTS (SELECT 1 FROM stay n JOIN event m ON m.id = n.event
        JOIN event_kind k ON k.code = m.kind AND k.effect = 'move'
        WHERE n.animal = s.animal AND n.from_day = s.to_day AND n.id > s.id) THEN 'moved_out'
    ELSE coalesce((SELECT k.flow FROM event e JOIN event_kind k ON k.code = e.kind
        WHERE e.animal = s.animal AND e.voided IS NULL AND k.effect = 'leave' AND e.day = s.to_day
        ORDER BY e.id DESC LIMIT 1), '') END, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE s.to_day > :from AND s.to_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id > s.id AND o.from_day = s.to_day
                    AND CASE WHEN :each THEN o.keeper = s.keeper
                        ELSE :holding IS NULL OR o.keeper IN (SELECT id FROM below) END)
GROUP BY 1, 2, 3;

-- name: stock_place
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
), age (species, growing, adult_f, adult_m) AS MATERIALIZED (
    SELECT code, (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_growing'),
        (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_adult_F'),
        (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_adult_M') FROM species
)
SELECT a.species, s.place, a.sex, CASE WHEN a.birth IS NULL THEN 2 WHEN a.birth > :day - t.growing THEN 0
    WHEN a.birth > :day - CASE a.sex WHEN 'F' THEN t.adult_f ELSE t.adult_m END THEN 1 ELSE 2 END
FROM stay s CROSS JOIN animal a ON a.id = s.animal CROSS JOIN age t ON t.species = a.species
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.place IN (SELECT id FROM below));

-- name: stock_heads_place
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.place ELSE 0 END, '', count(*)
FROM stay s CROSS JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.place IN (SELECT id FROM below))
GROUP BY 1, 2;

-- name: stock_ages_place
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT CASE WHEN a.birth IS NULL THEN -1 ELSE (:day - a.birth) / 365 END, a.sex, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND a.species = :species
    AND (:holding IS NULL OR s.place IN (SELECT id FROM below))
GROUP BY 1, 2 ORDER BY 1;

-- name: stock_ins_place
-- intervals that begin in (from, to] and follow none of the same scope: who came, and by what
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.place ELSE 0 END,
    CASE WHEN k.flow <> '' THEN k.flow WHEN k.effect = 'move' THEN 'moved_in'
       WHEN s.from_day = a.birth THEN 'born' ELSE 'found' END, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
LEFT JOIN event e ON e.id = s.event LEFT JOIN event_kind k ON k.code = e.kind
WHERE s.from_day > :from AND s.from_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (:holding IS NULL OR s.place IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id < s.id AND o.to_day = s.from_day
                    AND CASE WHEN :each THEN o.place = s.place
                        ELSE :holding IS NULL OR o.place IN (SELECT id FROM below) END)
GROUP BY 1, 2, 3;

-- name: stock_outs_place
-- intervals that end in (from, to] and are not followed by one of the same scope; what was moved away and left from
-- there on the same day was moved out here
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.place ELSE 0 END,
    CASE WHEN EXISTS (SELECT 1 FROM stay n JOIN event m ON m.id = n.event
        JOIN event_kind k ON k.code = m.kind AND k.effect = 'move'
        WHERE n.animal = s.animal AND n.from_day = s.to_day AND n.id > s.id) THEN 'moved_out'
    ELSE coalesce((SELECT k.flow FROM event e JOIN event_kind k ON k.code = e.kind
        WHERE e.animal = s.animal AND e.voided IS NULL AND k.effect = 'leave' AND e.day = s.to_day
        ORDER BY e.id DESC LIMIT 1), '') END, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE s.to_day > :from AND s.to_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (:holding IS NULL OR s.place IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id > s.id AND o.from_day = s.to_day
                    AND CASE WHEN :each THEN o.place = s.place
                        ELSE :holding IS NULL OR o.place IN (SELECT id FROM below) END)
GROUP BY 1, 2, 3;

-- name: stock_owner
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
), age (species, growing, adult_f, adult_m) AS MATERIALIZED (
    SELECT code, (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_growing'),
        (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_adult_F'),
        (SELECT p.value / 1000 FROM param p WHERE p.species = code AND p.name = 'stage_adult_M') FROM species
)
SELECT a.species, s.holding, a.sex, CASE WHEN a.birth IS NULL THEN 2 WHEN a.birth > :day - t.growing THEN 0
    WHEN a.birth > :day - CASE a.sex WHEN 'F' THEN t.adult_f ELSE t.adult_m END THEN 1 ELSE 2 END
FROM ownership s CROSS JOIN animal a ON a.id = s.animal CROSS JOIN age t ON t.species = a.species
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.holding IN (SELECT id FROM below));

-- name: stock_heads_owner
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.holding ELSE 0 END, '', count(*)
FROM ownership s CROSS JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.holding IN (SELECT id FROM below))
GROUP BY 1, 2;

-- name: stock_ages_owner
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT CASE WHEN a.birth IS NULL THEN -1 ELSE (:day - a.birth) / 365 END, a.sex, count(*)
FROM ownership s JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND a.species = :species
    AND (:holding IS NULL OR s.holding IN (SELECT id FROM below))
GROUP BY 1, 2 ORDER BY 1;

-- name: stock_ins_owner
-- intervals that begin in (from, to] and follow none of the same scope: who came, and by what
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.holding ELSE 0 END,
    CASE WHEN k.flow <> '' THEN k.flow WHEN k.effect = 'move' THEN 'moved_in'
       WHEN s.from_day = a.birth THEN 'born' ELSE 'found' END, count(*)
FROM ownership s JOIN animal a ON a.id = s.animal
LEFT JOIN event e ON e.id = s.event LEFT JOIN event_kind k ON k.code = e.kind
WHERE s.from_day > :from AND s.from_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (:holding IS NULL OR s.holding IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM ownership o WHERE o.animal = s.animal AND o.id < s.id AND o.to_day = s.from_day
                    AND CASE WHEN :each THEN o.holding = s.holding
                        ELSE :holding IS NULL OR o.holding IN (SELECT id FROM below) END)
GROUP BY 1, 2, 3;

-- name: stock_outs_owner
-- intervals that end in (from, to] and are not followed by one of the same scope; what was moved away and left from
-- there on the same day was moved out here
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN :each THEN s.holding ELSE 0 END,
    CASE WHEN EXISTS (SELECT 1 FROM ownership n JOIN event m ON m.id = n.event
        JOIN event_kind k ON k.code = m.kind AND k.effect = 'move'
        WHERE n.animal = s.animal AND n.from_day = s.to_day AND n.id > s.id) THEN 'moved_out'
    ELSE coalesce((SELECT k.flow FROM event e JOIN event_kind k ON k.code = e.kind
        WHERE e.animal = s.animal AND e.voided IS NULL AND k.effect = 'leave' AND e.day = s.to_day
        ORDER BY e.id DESC LIMIT 1), '') END, count(*)
FROM ownership s JOIN animal a ON a.id = s.animal
WHERE s.to_day > :from AND s.to_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (:holding IS NULL OR s.holding IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM ownership o WHERE o.animal = s.animal AND o.id > s.id AND o.from_day = s.to_day
                    AND CASE WHEN :each THEN o.holding = s.holding
                        ELSE :holding IS NULL OR o.holding IN (SELECT id FROM below) END)
GROUP BY 1, 2, 3;


-- name: stock_holdings
SELECT max(id) FROM holding;
