-- Heads at the end of a day, by any of the three counting rules. Stage: the expression of src/herd/now.h on that day.
-- name: stock_keeper
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, s.keeper, a.sex, CASE WHEN a.birth IS NULL THEN 'adult' WHEN a.birth > :day - (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_growing') THEN 'young' WHEN a.birth > :day - CASE a.sex WHEN 'F' THEN (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_F') ELSE (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_M') END THEN 'growing' ELSE 'adult' END AS stage, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
GROUP BY 1, 2, 3, 4;

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
-- intervals that begin in (from, to]: who came, from where (another interval that ends where this one begins), by what
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN k.flow <> '' THEN k.flow WHEN k.effect = 'move' THEN 'moved_in'
       WHEN s.from_day = a.birth THEN 'born' ELSE 'found' END, '', count(*)
FROM stay s JOIN animal a ON a.id = s.animal
LEFT JOIN event e ON e.id = s.event LEFT JOIN event_kind k ON k.code = e.kind
WHERE s.from_day > :from AND s.from_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (s.to_day IS NULL OR s.to_day > s.from_day)
    AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id <> s.id AND o.to_day = s.from_day
                    AND (:holding IS NULL OR o.keeper IN (SELECT id FROM below)))
GROUP BY 1, 2, 3;

-- name: stock_outs_keeper
-- intervals that end in (from, to] and are not followed by one in the same scope
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, coalesce((SELECT k.flow FROM event e JOIN event_kind k ON k.code = e.kind
        WHERE e.animal = s.animal AND e.voided IS NULL AND k.effect = 'leave' AND e.day = s.to_day ORDER BY e.id DESC LIMIT 1), ''),
       count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE s.to_day > :from AND s.to_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (s.from_day IS NULL OR s.to_day > s.from_day)
    AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id <> s.id AND o.from_day = s.to_day
                    AND (:holding IS NULL OR o.keeper IN (SELECT id FROM below)))
GROUP BY 1, 2;

-- name: stock_place
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, s.place, a.sex, CASE WHEN a.birth IS NULL THEN 'adult' WHEN a.birth > :day - (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_growing') THEN 'young' WHEN a.birth > :day - CASE a.sex WHEN 'F' THEN (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_F') ELSE (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_M') END THEN 'growing' ELSE 'adult' END AS stage, count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.place IN (SELECT id FROM below))
GROUP BY 1, 2, 3, 4;

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
-- intervals that begin in (from, to]: who came, from where (another interval that ends where this one begins), by what
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN k.flow <> '' THEN k.flow WHEN k.effect = 'move' THEN 'moved_in'
       WHEN s.from_day = a.birth THEN 'born' ELSE 'found' END, '', count(*)
FROM stay s JOIN animal a ON a.id = s.animal
LEFT JOIN event e ON e.id = s.event LEFT JOIN event_kind k ON k.code = e.kind
WHERE s.from_day > :from AND s.from_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (s.to_day IS NULL OR s.to_day > s.from_day)
    AND (:holding IS NULL OR s.place IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id <> s.id AND o.to_day = s.from_day
                    AND (:holding IS NULL OR o.place IN (SELECT id FROM below)))
GROUP BY 1, 2, 3;

-- name: stock_outs_place
-- intervals that end in (from, to] and are not followed by one in the same scope
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, coalesce((SELECT k.flow FROM event e JOIN event_kind k ON k.code = e.kind
        WHERE e.animal = s.animal AND e.voided IS NULL AND k.effect = 'leave' AND e.day = s.to_day ORDER BY e.id DESC LIMIT 1), ''),
       count(*)
FROM stay s JOIN animal a ON a.id = s.animal
WHERE s.to_day > :from AND s.to_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (s.from_day IS NULL OR s.to_day > s.from_day)
    AND (:holding IS NULL OR s.place IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM stay o WHERE o.animal = s.animal AND o.id <> s.id AND o.from_day = s.to_day
                    AND (:holding IS NULL OR o.place IN (SELECT id FROM below)))
GROUP BY 1, 2;

-- name: stock_owner
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, s.holding, a.sex, CASE WHEN a.birth IS NULL THEN 'adult' WHEN a.birth > :day - (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_growing') THEN 'young' WHEN a.birth > :day - CASE a.sex WHEN 'F' THEN (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_F') ELSE (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_M') END THEN 'growing' ELSE 'adult' END AS stage, count(*)
FROM ownership s JOIN animal a ON a.id = s.animal
WHERE (s.from_day IS NULL OR s.from_day <= :day) AND (s.to_day IS NULL OR s.to_day > :day)
    AND a.voided IS NULL AND a.reference = 0 AND (:holding IS NULL OR s.holding IN (SELECT id FROM below))
GROUP BY 1, 2, 3, 4;

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
-- intervals that begin in (from, to]: who came, from where (another interval that ends where this one begins), by what
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, CASE WHEN k.flow <> '' THEN k.flow WHEN k.effect = 'move' THEN 'moved_in'
       WHEN s.from_day = a.birth THEN 'born' ELSE 'found' END, '', count(*)
FROM ownership s JOIN animal a ON a.id = s.animal
LEFT JOIN event e ON e.id = s.event LEFT JOIN event_kind k ON k.code = e.kind
WHERE s.from_day > :from AND s.from_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (s.to_day IS NULL OR s.to_day > s.from_day)
    AND (:holding IS NULL OR s.holding IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM ownership o WHERE o.animal = s.animal AND o.id <> s.id AND o.to_day = s.from_day
                    AND (:holding IS NULL OR o.holding IN (SELECT id FROM below)))
GROUP BY 1, 2, 3;

-- name: stock_outs_owner
-- intervals that end in (from, to] and are not followed by one in the same scope
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.species, coalesce((SELECT k.flow FROM event e JOIN event_kind k ON k.code = e.kind
        WHERE e.animal = s.animal AND e.voided IS NULL AND k.effect = 'leave' AND e.day = s.to_day ORDER BY e.id DESC LIMIT 1), ''),
       count(*)
FROM ownership s JOIN animal a ON a.id = s.animal
WHERE s.to_day > :from AND s.to_day <= :to AND a.voided IS NULL AND a.reference = 0
    AND (s.from_day IS NULL OR s.to_day > s.from_day)
    AND (:holding IS NULL OR s.holding IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM ownership o WHERE o.animal = s.animal AND o.id <> s.id AND o.from_day = s.to_day
                    AND (:holding IS NULL OR o.holding IN (SELECT id FROM below)))
GROUP BY 1, 2;

