-- name: genetics_facts
SELECT id, sex, birth, birth_precision FROM animal WHERE voided IS NULL ORDER BY id;

-- name: genetics_names
-- all that were ever worn: the best of each animal is taken in the program (the order of animal_number)
SELECT animal, value, (to_day IS NOT NULL) * 10
       + CASE kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3 ELSE 4 END
FROM identifier WHERE voided IS NULL ORDER BY id;

-- name: genetics_breed
SELECT id, breed FROM animal WHERE voided IS NULL AND breed IS NOT NULL;

-- name: genetics_fecb
SELECT id, fecb FROM animal WHERE voided IS NULL AND fecb IS NOT NULL;

-- name: genetics_family
SELECT id, family FROM animal WHERE voided IS NULL AND family IS NOT NULL;

-- name: genetics_species
SELECT id, species FROM animal WHERE voided IS NULL;

-- name: genetics_keeper
SELECT s.animal, h.code FROM stay s JOIN holding h ON h.id = s.keeper WHERE s.to_day IS NULL;

-- name: genetics_owner
SELECT o.animal, h.code FROM ownership o JOIN holding h ON h.id = o.holding WHERE o.to_day IS NULL;

-- name: genetics_tier
SELECT s.animal, h.tier FROM stay s JOIN holding h ON h.id = s.keeper WHERE s.to_day IS NULL;

-- name: genetics_main_species
-- the one with most animals present
SELECT a.species FROM stay s JOIN animal a ON a.id = s.animal WHERE s.to_day IS NULL
GROUP BY a.species ORDER BY count(*) DESC, a.species LIMIT 1;

-- name: genetics_born_at
-- whose number it was given first, else the first keeper; the last row of an animal counts. SQLite takes the other
-- columns from the row of the least.
WITH prefixed AS MATERIALIZED (SELECT prefix, min(id) AS id FROM holding WHERE prefix IS NOT NULL GROUP BY prefix)
SELECT animal, code FROM (
    SELECT s.animal AS animal, h.code AS code, 0 AS told_by, min(coalesce(s.from_day, -1000000))
    FROM stay s JOIN holding h ON h.id = s.keeper GROUP BY s.animal
    UNION ALL
    SELECT i.animal, h.code, 1, min(i.id)
    FROM identifier i JOIN prefixed p ON p.prefix = substr(i.value, 1, instr(i.value, '-') - 1)
         JOIN holding h ON h.id = p.id
    WHERE i.kind = 'farm' AND i.voided IS NULL GROUP BY i.animal)
ORDER BY told_by;

-- name: genetics_born_tier
WITH prefixed AS MATERIALIZED (SELECT prefix, min(id) AS id FROM holding WHERE prefix IS NOT NULL GROUP BY prefix)
SELECT animal, tier FROM (
    SELECT s.animal AS animal, h.tier AS tier, 0 AS told_by, min(coalesce(s.from_day, -1000000))
    FROM stay s JOIN holding h ON h.id = s.keeper GROUP BY s.animal
    UNION ALL
    SELECT i.animal, h.tier, 1, min(i.id)
    FROM identifier i JOIN prefixed p ON p.prefix = substr(i.value, 1, instr(i.value, '-') - 1)
         JOIN holding h ON h.id = p.id
    WHERE i.kind = 'farm' AND i.voided IS NULL GROUP BY i.animal)
ORDER BY told_by;

-- name: genetics_reach
-- young of each sire by the keepers they ever stood with
SELECT a.sire, h.code, h.tier, count(DISTINCT a.id), count(DISTINCT CASE WHEN a.sex = 'F' THEN a.id END),
       count(DISTINCT CASE WHEN a.sex <> 'F' THEN a.id END), sum(s.to_day IS NULL),
       min(coalesce(s.from_day, a.birth)), max(s.to_day) - 1
FROM animal a JOIN stay s ON s.animal = a.id JOIN holding h ON h.id = s.keeper
WHERE a.sire IS NOT NULL AND a.voided IS NULL AND (:sire IS NULL OR a.sire = :sire)
      AND (:species IS NULL OR a.species = :species) AND (:at IS NULL OR h.code = :at OR h.tier = :at)
GROUP BY a.sire, s.keeper;

-- name: genetics_candidates
-- of animals without a sire: the males that were with the dam or served her in the time of conception
SELECT DISTINCT a.id, m.other
FROM animal a
    JOIN event m ON m.animal = a.dam AND +m.kind IN ('service', 'ram_in') AND m.voided IS NULL AND m.other IS NOT NULL
    JOIN param g ON g.species = a.species AND g.name = 'gestation'
    LEFT JOIN param j ON j.species = a.species AND j.name = 'joining_days'
WHERE a.voided IS NULL AND a.sire IS NULL AND a.birth_precision = 'd' AND m.day <= a.birth - g.hard_low / 1000
    AND a.birth - g.hard_high / 1000 <= CASE m.kind WHEN 'service' THEN m.day ELSE
        coalesce((SELECT min(o.day) FROM event o WHERE o.animal = m.animal AND +o.kind = 'ram_out' AND o.voided IS NULL
                      AND o.day >= m.day AND (o.other IS NULL OR o.other = m.other)),
                 m.day + coalesce(j.warn_high, j.value, 0) / 1000) END;
