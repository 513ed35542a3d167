-- name: pedigree_all
SELECT a.id, a.sire, a.dam, i.f
FROM animal a LEFT JOIN inbreeding i ON i.animal = a.id
WHERE a.voided IS NULL ORDER BY a.id;

-- name: pedigree_extent
SELECT count(*), coalesce(max(id), 0) FROM animal WHERE voided IS NULL;

-- name: pedigree_parents
-- one row always, also of a void record: it has no parents then
SELECT max(sire), max(dam) FROM animal WHERE id = :animal AND voided IS NULL;

-- name: pedigree_node
SELECT (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL
        ORDER BY n.to_day IS NOT NULL,
                 CASE n.kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3 ELSE 4 END,
                 n.id DESC LIMIT 1),
       a.sex, a.birth, a.birth_precision, a.family, a.species, a.breed
FROM animal a WHERE a.id = :animal;

-- name: pedigree_offspring
SELECT id FROM animal WHERE (sire = :animal OR dam = :animal) AND voided IS NULL ORDER BY birth, id;

-- name: inbreeding_put
INSERT INTO inbreeding (animal, f, completeness) VALUES (:animal, :f, :completeness)
ON CONFLICT (animal) DO UPDATE SET f = excluded.f, completeness = excluded.completeness;

-- name: inbreeding_drop
DELETE FROM inbreeding WHERE animal = :animal;

-- name: inbreeding_empty
DELETE FROM inbreeding;

-- name: pedigree_line
-- one row always
SELECT max(a.sire), max(a.dam), max(i.f), max(i.completeness), count(*)
FROM animal a LEFT JOIN inbreeding i ON i.animal = a.id
WHERE a.id = :animal AND a.voided IS NULL;

-- name: pedigree_newest
SELECT coalesce(max(id), 0) FROM animal;

-- name: pedigree_log_bytes
SELECT coalesce(sum(bytes), 0) FROM change_part WHERE change > :known;

-- name: derived_change
SELECT change FROM derived WHERE name = :name;

-- name: derived_put
INSERT INTO derived (name, change) VALUES (:name, :change)
ON CONFLICT (name) DO UPDATE SET change = excluded.change;

-- name: descent_mates
-- every young once, also where an animal stands on both sides (it does not, among beasts)
SELECT mate, count(*), min(birth), max(birth) FROM (
    SELECT coalesce(dam, 0) AS mate, birth FROM animal WHERE sire = :animal AND voided IS NULL UNION ALL
    SELECT coalesce(sire, 0), birth FROM animal WHERE dam = :animal AND voided IS NULL)
GROUP BY mate ORDER BY max(birth) DESC, mate;

-- name: descent_young
SELECT id FROM animal
WHERE (sire = :animal AND coalesce(dam, 0) = :mate OR dam = :animal AND coalesce(sire, 0) = :mate) AND voided IS NULL
ORDER BY birth, id;

-- name: descent_ids
SELECT id FROM animal WHERE (sire = :animal OR dam = :animal) AND voided IS NULL;

-- name: mating_here
-- two indexes instead of one OR
SELECT a.id, a.birth, s.place, s.keeper, h.tier,
       EXISTS (SELECT 1 FROM event e WHERE e.animal = a.id AND +e.kind = 'cull_mark' AND e.voided IS NULL
               AND e.day <= :today)
FROM (SELECT id FROM stay WHERE to_day IS NULL AND place = :place UNION
      SELECT id FROM stay WHERE to_day IS NULL AND keeper = :keeper) there
    CROSS JOIN stay s ON s.id = there.id CROSS JOIN animal a ON a.id = s.animal JOIN holding h ON h.id = s.keeper
WHERE a.sex = :sex AND a.species = :species AND a.voided IS NULL;

-- name: mating_everywhere
SELECT a.id, a.birth, s.place, s.keeper, h.tier,
       EXISTS (SELECT 1 FROM event e WHERE e.animal = a.id AND +e.kind = 'cull_mark' AND e.voided IS NULL
               AND e.day <= :today)
FROM stay s CROSS JOIN animal a ON a.id = s.animal JOIN holding h ON h.id = s.keeper
WHERE s.to_day IS NULL AND a.sex = :sex AND a.species = :species AND a.voided IS NULL;

-- name: descent_count
SELECT count(*) FROM animal WHERE (sire = :animal OR dam = :animal) AND voided IS NULL;
