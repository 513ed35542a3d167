-- What is to be done, from facts. Each reads the events of its kinds between :from and :to and no others, of one
-- species; :days is what the trade waits. A task is over when a later event of the kinds named did it or made it moot.
-- a.id in the subqueries: the species is looked at first, it spares most of them.

-- name: due_return
-- a single service: is she in heat again a cycle later?
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + :days, a.id, s.keeper
FROM event e CROSS JOIN animal a ON a.id = e.animal CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE e.kind IN ('service') AND e.day BETWEEN :from AND :to AND e.voided IS NULL
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = a.id AND l.day >= e.day AND l.voided IS NULL
                    AND +l.kind IN ('service', 'ram_in', 'scan', 'abortion', 'lambing', 'calving')
                    AND (l.day > e.day OR l.id > e.id));

-- name: due_scan
-- after a service, or after the male was taken out
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + :days, a.id, s.keeper
FROM event e CROSS JOIN animal a ON a.id = e.animal CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE e.kind IN ('service', 'ram_out') AND e.day BETWEEN :from AND :to AND e.voided IS NULL
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = a.id AND l.day >= e.day AND l.voided IS NULL
                    AND +l.kind IN ('service', 'ram_in', 'ram_out', 'scan', 'abortion', 'lambing', 'calving')
                    AND (l.day > e.day OR l.id > e.id));

-- name: due_scan_joined
-- the male went in and nobody wrote when he came out: :days counts the usual joining, too
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + :days, a.id, s.keeper
FROM event e CROSS JOIN animal a ON a.id = e.animal CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE e.kind IN ('ram_in') AND e.day BETWEEN :from AND :to AND e.voided IS NULL
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = a.id AND l.day >= e.day AND l.voided IS NULL
                    AND +l.kind IN ('service', 'ram_in', 'ram_out', 'scan', 'abortion', 'lambing', 'calving')
                    AND (l.day > e.day OR l.id > e.id));

-- name: due_rescan
-- the scan was doubtful
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + :days, a.id, s.keeper
FROM event e CROSS JOIN animal a ON a.id = e.animal CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE e.kind IN ('scan') AND e.day BETWEEN :from AND :to AND e.voided IS NULL
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND e.code = 'doubtful'
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = a.id AND l.day >= e.day AND l.voided IS NULL
                    AND +l.kind IN ('service', 'ram_in', 'scan', 'abortion', 'lambing', 'calving')
                    AND (l.day > e.day OR l.id > e.id));

-- name: due_birth
-- last service + gestation, unless a scan said she is empty
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + :days, a.id, s.keeper
FROM event e CROSS JOIN animal a ON a.id = e.animal CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE e.kind IN ('service', 'ram_in') AND e.day BETWEEN :from AND :to AND e.voided IS NULL
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND coalesce((SELECT x.code FROM event x WHERE x.animal = a.id AND x.day >= e.day AND +x.kind = 'scan'
                  AND x.voided IS NULL ORDER BY x.day DESC, x.id DESC LIMIT 1), '') <> 'open'
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = a.id AND l.day >= e.day AND l.voided IS NULL
                    AND +l.kind IN ('service', 'ram_in', 'abortion', 'lambing', 'calving')
                    AND (l.day > e.day OR l.id > e.id));

-- name: due_wean
-- she has live young from then
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT e.day + :days, a.id, s.keeper
FROM event e CROSS JOIN animal a ON a.id = e.animal CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE e.kind IN ('lambing', 'calving') AND e.day BETWEEN :from AND :to AND e.voided IS NULL
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND coalesce(e.count, 1) > coalesce(e.dead, 0)
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.animal = a.id AND l.day >= e.day AND l.voided IS NULL
                    AND +l.kind IN ('wean', 'lambing', 'calving', 'abortion')
                    AND (l.day > e.day OR l.id > e.id));

-- name: due_tag
-- born here, alive here, without an official ear tag
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT coalesce(a.birth, b.day) + :days, a.id, s.keeper
FROM event b CROSS JOIN animal a ON a.birth_event = b.id CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE b.kind IN ('lambing', 'calving') AND b.day BETWEEN :from AND :to AND b.voided IS NULL
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM identifier i WHERE i.animal = a.id AND i.kind = 'official' AND i.voided IS NULL);

-- name: due_ram_leaves
-- a male still at the household where he began to serve so long ago: his daughters come of age
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT min(e.day) + :days, a.id, s.keeper
FROM event e CROSS JOIN animal a ON a.id = e.other CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
JOIN holding h ON h.id = s.keeper AND h.tier = 'household'
WHERE e.kind IN ('service', 'ram_in') AND e.day BETWEEN :from AND :to AND e.voided IS NULL AND e.holding = s.keeper
    AND (s.from_day IS NULL OR e.day >= s.from_day)
    AND a.species = :species AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
GROUP BY a.id, s.keeper;

-- name: due_mate
-- females of approved plans, from the day the males go in until a while after they come out
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT p.from_day, a.id, s.keeper
FROM plan p CROSS JOIN plan_mating m ON m.plan = p.id AND m.ram IS NOT NULL CROSS JOIN animal a ON a.id = m.ewe
    CROSS JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
WHERE p.status = 'approved' AND p.voided IS NULL AND p.species = :species AND p.from_day <= :to AND p.to_day >= :from
    AND a.voided IS NULL AND (:holding IS NULL OR s.keeper IN (SELECT id FROM below))
    AND NOT EXISTS (SELECT 1 FROM event e WHERE e.animal = a.id AND e.day >= p.from_day AND e.voided IS NULL
                    AND +e.kind IN ('service', 'ram_in'));

-- name: due_species
SELECT EXISTS (SELECT 1 FROM animal WHERE species = :species);

-- name: due_holding
SELECT code FROM holding WHERE id = :holding;
