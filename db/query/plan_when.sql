-- What is to come of plans and of females in young (src/herd/plan_when.c). parity: litters before; day: of the last
-- service or joining since the plan began; out: when the male left; scanned: the state the last scan since then told.

-- name: forecast_of_plan
SELECT m.ewe,
       (SELECT count(*) FROM event b WHERE b.animal = m.ewe AND b.voided IS NULL AND +b.kind IN ('lambing', 'calving')
        AND b.day < p.from_day),
       s.kind, s.day,
       (SELECT min(o.day) FROM event o WHERE o.animal = m.ewe AND o.voided IS NULL AND +o.kind = 'ram_out'
        AND o.day >= s.day),
       (SELECT c.state FROM event x JOIN code c ON c.list = 'scan_result' AND c.code = x.code
        WHERE x.animal = m.ewe AND x.voided IS NULL AND +x.kind = 'scan' AND x.day > coalesce(s.day, p.from_day)
        ORDER BY x.day DESC, x.id DESC LIMIT 1),
       EXISTS (SELECT 1 FROM event b WHERE b.animal = m.ewe AND b.voided IS NULL
               AND +b.kind IN ('lambing', 'calving', 'abortion') AND b.day > coalesce(s.day, p.from_day))
           OR NOT EXISTS (SELECT 1 FROM stay t WHERE t.animal = m.ewe AND t.to_day IS NULL)
FROM plan p JOIN plan_mating m ON m.plan = p.id AND m.ram IS NOT NULL
    LEFT JOIN event s ON s.id = (SELECT e.id FROM event e WHERE e.animal = m.ewe AND e.voided IS NULL
        AND +e.kind IN ('service', 'ram_in') AND e.day >= p.from_day ORDER BY e.day DESC, e.id DESC LIMIT 1)
WHERE p.id = :plan
ORDER BY m.ewe;

-- name: forecast_of_book
-- females present whose last service or joining is no longer ago than a gestation may last
SELECT a.id,
       (SELECT count(*) FROM event b WHERE b.animal = a.id AND b.voided IS NULL AND +b.kind IN ('lambing', 'calving')),
       s.kind, s.day,
       (SELECT min(o.day) FROM event o WHERE o.animal = a.id AND o.voided IS NULL AND +o.kind = 'ram_out'
        AND o.day >= s.day),
       (SELECT c.state FROM event x JOIN code c ON c.list = 'scan_result' AND c.code = x.code
        WHERE x.animal = a.id AND x.voided IS NULL AND +x.kind = 'scan' AND x.day > s.day
        ORDER BY x.day DESC, x.id DESC LIMIT 1),
       EXISTS (SELECT 1 FROM event b WHERE b.animal = a.id AND b.voided IS NULL
               AND +b.kind IN ('lambing', 'calving', 'abortion') AND b.day > s.day)
FROM stay t JOIN animal a ON a.id = t.animal AND a.voided IS NULL AND a.species = :species AND a.sex = 'F'
    JOIN event s ON s.id = (SELECT e.id FROM event e WHERE e.animal = a.id AND e.voided IS NULL
        AND +e.kind IN ('service', 'ram_in') AND e.day >= :since ORDER BY e.day DESC, e.id DESC LIMIT 1)
WHERE t.to_day IS NULL
ORDER BY a.id;

-- name: load_plans
-- approved plans of a species whose batch may still stand in pens, and the one asked about
SELECT id FROM plan
WHERE voided IS NULL AND species = :species AND (id = :plan OR (status = 'approved' AND to_day >= :since))
ORDER BY from_day, id;

-- name: load_in_both
SELECT count(*) FROM plan_mating x JOIN plan_mating y ON y.plan = :other AND y.ewe = x.ewe AND y.ram IS NOT NULL
WHERE x.plan = :plan AND x.ram IS NOT NULL;
