-- What is to be done is told from the facts of one animal after the other (src/herd/due.c). Every statement reads the
-- animals from :first to :last, or one.

-- name: due_animals
-- those that stand somewhere, and the young that came from a birth recorded here
SELECT s.animal, a.species, a.sex, a.birth, a.birth_precision, s.keeper, s.from_day, h.tier = 'household', b.day
FROM stay s CROSS JOIN animal a ON a.id = s.animal AND a.voided IS NULL CROSS JOIN holding h ON h.id = s.keeper
    LEFT JOIN event b ON b.id = a.birth_event AND b.voided IS NULL AND b.kind IN ('lambing', 'calving')
WHERE s.to_day IS NULL AND s.animal BETWEEN :first AND :last
ORDER BY s.animal;

-- name: due_events
-- what asks for work or ends it; out: the day on which an approved plan takes the male away
SELECT e.animal, e.kind, e.day, e.code, e.count, e.dead, p.to_day
FROM event e INDEXED BY event_animal LEFT JOIN plan_mating m ON m.id = e.plan
    LEFT JOIN plan p ON p.id = m.plan AND p.status = 'approved' AND p.voided IS NULL
WHERE e.animal BETWEEN :first AND :last AND e.voided IS NULL
    AND +e.kind IN ('service', 'ram_in', 'ram_out', 'scan', 'abortion', 'lambing', 'calving', 'wean', 'vaccinate')
ORDER BY e.animal, e.day, e.id;

-- name: due_tagged
SELECT EXISTS (SELECT 1 FROM identifier WHERE animal = :animal AND kind = 'official' AND voided IS NULL);

-- name: due_first_service
-- of a male where he stands now
SELECT min(e.day) FROM event e INDEXED BY event_other
WHERE e.other = :animal AND e.kind IN ('service', 'ram_in') AND e.voided IS NULL AND e.holding = :keeper
    AND e.day >= :from;

-- name: due_mates
-- females of approved plans, from the day the males go in until a while after they come out
SELECT m.ewe, p.from_day
FROM plan p CROSS JOIN plan_mating m ON m.plan = p.id AND m.ram IS NOT NULL
WHERE p.status = 'approved' AND p.voided IS NULL AND p.from_day <= :to AND p.to_day >= :from
ORDER BY m.ewe, p.from_day;

-- name: due_last_animal
SELECT coalesce(max(animal), 0) FROM stay WHERE to_day IS NULL;

-- name: due_changes
SELECT id, count FROM change WHERE id > :seen ORDER BY id;

-- name: due_of_event
-- whose work an event may change: hers, his, and that of the young born in it
SELECT animal FROM event WHERE id = :id UNION ALL SELECT other FROM event WHERE id = :id
UNION ALL SELECT id FROM animal WHERE birth_event = :id;

-- name: due_of_stay
SELECT animal FROM stay WHERE id = :id;

-- name: due_of_identifier
SELECT animal FROM identifier WHERE id = :id;

-- name: due_of_plan
SELECT ewe FROM plan_mating WHERE plan = :id;

-- name: due_holding
SELECT code, name FROM holding WHERE id = :holding;

-- name: due_below
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
)
SELECT id FROM below ORDER BY id;
