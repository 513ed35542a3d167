-- name: pedigree_all
SELECT a.id, a.sire, a.dam, i.f, i.completeness
FROM animal a LEFT JOIN inbreeding i ON i.animal = a.id
WHERE a.voided IS NULL ORDER BY a.id;

-- name: pedigree_extent
SELECT count(*), coalesce(max(id), 0) FROM animal WHERE voided IS NULL;

-- name: pedigree_parents
SELECT sire, dam FROM animal WHERE id = :animal AND voided IS NULL;

-- name: pedigree_node
SELECT (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL
        ORDER BY n.to_day IS NOT NULL,
                 CASE n.kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3 ELSE 4 END,
                 n.id DESC LIMIT 1),
       a.sex, a.birth, a.birth_precision
FROM animal a WHERE a.id = :animal;

-- name: pedigree_offspring
SELECT id FROM animal WHERE (sire = :animal OR dam = :animal) AND voided IS NULL ORDER BY birth, id;

-- name: inbreeding_put
INSERT INTO inbreeding (animal, f, completeness) VALUES (:animal, :f, :completeness)
ON CONFLICT (animal) DO UPDATE SET f = excluded.f, completeness = excluded.completeness;

-- name: inbreeding_drop_voided
DELETE FROM inbreeding WHERE animal IN (SELECT id FROM animal WHERE voided IS NOT NULL)
    OR animal NOT IN (SELECT id FROM animal);

-- name: derived_change
SELECT change FROM derived WHERE name = :name;

-- name: derived_put
INSERT INTO derived (name, change) VALUES (:name, :change)
ON CONFLICT (name) DO UPDATE SET change = excluded.change;
