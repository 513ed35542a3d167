-- What is to be done, from facts. Each reads only events of its kinds in a window of days.
-- name: due_return
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'cycle') AS due, a.id, s.keeper, (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 ELSE 1 END, n.id DESC LIMIT 1), h.code
FROM event e JOIN animal a ON a.id = e.animal AND a.voided IS NULL JOIN stay s ON s.animal = a.id JOIN holding h ON h.id = s.keeper
WHERE e.kind IN ('service') AND e.voided IS NULL AND e.day >= :today - 40 AND s.to_day IS NULL AND (:species IS NULL OR a.species = :species) AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'cycle') IS NOT NULL AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'cycle') <= :until
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = e.animal AND l.voided IS NULL AND l.kind IN ('service', 'ram_in', 'scan', 'abortion', 'lambing', 'calving') AND (l.day > e.day OR (l.day = e.day AND l.id > e.id)))
ORDER BY due, a.id;

-- name: due_scan
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'scan_after') + CASE e.kind WHEN 'ram_in' THEN (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'joining_days') - 1 ELSE 0 END AS due, a.id, s.keeper, (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 ELSE 1 END, n.id DESC LIMIT 1), h.code
FROM event e JOIN animal a ON a.id = e.animal AND a.voided IS NULL JOIN stay s ON s.animal = a.id JOIN holding h ON h.id = s.keeper
WHERE e.kind IN ('service', 'ram_in') AND e.voided IS NULL AND e.day >= :today - 200 AND s.to_day IS NULL AND (:species IS NULL OR a.species = :species) AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'scan_after') + CASE e.kind WHEN 'ram_in' THEN (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'joining_days') - 1 ELSE 0 END IS NOT NULL AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'scan_after') + CASE e.kind WHEN 'ram_in' THEN (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'joining_days') - 1 ELSE 0 END <= :until
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = e.animal AND l.voided IS NULL AND l.kind IN ('service', 'ram_in', 'scan', 'lambing', 'calving', 'abortion') AND (l.day > e.day OR (l.day = e.day AND l.id > e.id)))
ORDER BY due, a.id;

-- name: due_birth
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'gestation') AS due, a.id, s.keeper, (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 ELSE 1 END, n.id DESC LIMIT 1), h.code
FROM event e JOIN animal a ON a.id = e.animal AND a.voided IS NULL JOIN stay s ON s.animal = a.id JOIN holding h ON h.id = s.keeper
WHERE e.kind IN ('service', 'ram_in') AND e.voided IS NULL AND e.day >= :today - 470 AND s.to_day IS NULL AND (:species IS NULL OR a.species = :species) AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'gestation') IS NOT NULL AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'gestation') <= :until
    AND e.day + (SELECT p.hard_high / 1000 FROM param p WHERE p.species = a.species AND p.name = 'gestation') >= :today
    AND coalesce((SELECT x.code FROM event x WHERE x.animal = e.animal AND x.kind = 'scan' AND x.voided IS NULL AND x.day >= e.day ORDER BY x.day DESC, x.id DESC LIMIT 1), '') <> 'open'
    AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'gestation') - 7 <= :until
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = e.animal AND l.voided IS NULL AND l.kind IN ('service', 'ram_in', 'lambing', 'calving', 'abortion') AND (l.day > e.day OR (l.day = e.day AND l.id > e.id)))
ORDER BY due, a.id;

-- name: due_wean
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'wean_age') AS due, a.id, s.keeper, (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 ELSE 1 END, n.id DESC LIMIT 1), h.code
FROM event e JOIN animal a ON a.id = e.animal AND a.voided IS NULL JOIN stay s ON s.animal = a.id JOIN holding h ON h.id = s.keeper
WHERE e.kind IN ('lambing', 'calving') AND e.voided IS NULL AND e.day >= :today - 700 AND s.to_day IS NULL AND (:species IS NULL OR a.species = :species) AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'wean_age') IS NOT NULL AND e.day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'wean_age') <= :until
    AND e.day + coalesce((SELECT p.hard_high / 1000 FROM param p WHERE p.species = a.species AND p.name = 'wean_age'), (SELECT p.warn_high / 1000 FROM param p WHERE p.species = a.species AND p.name = 'wean_age')) >= :today
    AND e.count > coalesce(e.dead, 0)
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = e.animal AND l.voided IS NULL AND l.kind IN ('wean', 'lambing', 'calving', 'abortion') AND (l.day > e.day OR (l.day = e.day AND l.id > e.id)))
ORDER BY due, a.id;

-- name: due_tag
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT a.birth + coalesce((SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'tag_within'), 30) AS due, a.id, s.keeper, (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 ELSE 1 END, n.id DESC LIMIT 1), h.code
FROM event b JOIN animal a ON a.birth_event = b.id AND a.voided IS NULL
JOIN species k ON k.code = a.species AND k.tag_digit <> ''
JOIN stay s ON s.animal = a.id JOIN holding h ON h.id = s.keeper
WHERE b.kind IN ('lambing', 'calving') AND b.voided IS NULL AND b.day >= :today - 120 AND s.to_day IS NULL AND (:species IS NULL OR a.species = :species) AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND a.birth + coalesce((SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'tag_within'), 30) <= :until
    AND NOT EXISTS (SELECT 1 FROM identifier i WHERE i.animal = a.id AND i.kind = 'official' AND i.voided IS NULL)
ORDER BY due, a.id;

-- name: due_mate
-- approved plans whose males go in soon, or should have: females of it not yet with a male
SELECT p.from_day AS due, a.id, s.keeper, (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 ELSE 1 END, n.id DESC LIMIT 1), h.code
FROM plan p JOIN plan_mating m ON m.plan = p.id AND m.ram IS NOT NULL
JOIN animal a ON a.id = m.ewe AND a.voided IS NULL JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
JOIN holding h ON h.id = s.keeper
WHERE p.status = 'approved' AND p.voided IS NULL AND p.from_day <= :until AND p.to_day >= :today - 30
    AND (:species IS NULL OR a.species = :species) AND (:holding IS NULL OR s.keeper = :holding)
    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND e.kind IN ('service', 'ram_in')
                    AND e.day >= p.from_day)
ORDER BY due, a.id;

-- name: due_ram_leaves
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT s.from_day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'ram_leaves_after') AS due, a.id, s.keeper, (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 ELSE 1 END, n.id DESC LIMIT 1), h.code
FROM stay s JOIN animal a ON a.id = s.animal AND a.voided IS NULL AND a.sex = 'M' JOIN holding h ON h.id = s.keeper
WHERE s.to_day IS NULL AND (:species IS NULL OR a.species = :species) AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below)) AND h.tier = 'household' AND s.from_day + (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'ram_leaves_after') <= :until
    AND a.birth <= :today - (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'first_mating_M')
ORDER BY due, a.id;
