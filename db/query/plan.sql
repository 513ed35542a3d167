-- name: plan_females
-- state: the expression of src/herd/now.h. +e.kind: an animal's events are fewer than a kind's.
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
), keepers (id) AS (
    SELECT id FROM below WHERE :holding IS NOT NULL UNION SELECT id FROM holding WHERE :holding IS NULL
)
SELECT a.id, a.birth, s.keeper, h.tier,
       CASE WHEN a.sex IS NOT 'F' OR CASE WHEN a.birth IS NULL THEN 'adult' WHEN a.birth > :today - (SELECT
       p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_growing') THEN 'young' WHEN
       a.birth > :today - CASE a.sex WHEN 'F' THEN (SELECT p.value / 1000 FROM param p WHERE p.species =
       a.species AND p.name = 'stage_adult_F') ELSE (SELECT p.value / 1000 FROM param p WHERE p.species =
       a.species AND p.name = 'stage_adult_M') END THEN 'growing' ELSE 'adult' END <> 'adult' THEN NULL ELSE
       coalesce((SELECT CASE WHEN coalesce(nullif(k.state, 'code'), c.state) = 'lactating' AND e.day < :today -
       coalesce((SELECT p.hard_high / 1000 FROM param p WHERE p.species = a.species AND p.name = 'wean_age'),
       (SELECT p.warn_high / 1000 FROM param p WHERE p.species = a.species AND p.name = 'wean_age')) THEN 'open'
       WHEN coalesce(nullif(k.state, 'code'), c.state) IN ('mated', 'pregnant') AND e.day < :today - (SELECT
       p.hard_high / 1000 FROM param p WHERE p.species = a.species AND p.name = 'gestation') THEN 'open' ELSE
       coalesce(nullif(k.state, 'code'), c.state) END FROM event e JOIN event_kind k ON k.code = e.kind AND
       k.state <> '' LEFT JOIN code c ON k.state = 'code' AND c.list = 'scan_result' AND c.code = e.code WHERE
       e.animal = a.id AND e.voided IS NULL AND (k.state <> 'code' OR c.state <> '') ORDER BY e.day DESC, e.id
       DESC LIMIT 1), 'open') END,
       (SELECT max(e.day) FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind IN ('lambing', 'calving')),
       (SELECT max(e.day) FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'wean'),
       (SELECT max(e.day) FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind IN ('service', 'ram_in')),
       (SELECT count(*) FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind IN ('lambing', 'calving')),
       (SELECT e.value FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'weigh'
        AND e.day >= :today - 90 ORDER BY e.day DESC, e.id DESC LIMIT 1),
       EXISTS (SELECT 1 FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'cull_mark'),
       a.family, a.fecb,
       (SELECT e.detail ->> 'result' = 'positive' FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'test'
        AND e.code = 'carrier' ORDER BY e.day DESC, e.id DESC LIMIT 1),
       (SELECT e.value FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'breeding_value'
        ORDER BY e.day DESC, e.id DESC LIMIT 1),
       (SELECT e.other FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind IN ('service', 'ram_in')
        ORDER BY e.day DESC, e.id DESC LIMIT 1)
FROM keepers JOIN holding h ON h.id = keepers.id CROSS JOIN stay s ON s.keeper = h.id AND s.to_day IS NULL
    CROSS JOIN animal a ON a.id = s.animal
WHERE a.voided IS NULL AND a.species = :species AND a.sex = 'F'
ORDER BY a.id;

-- name: plan_males
-- :everywhere takes the holdings above, too: their males go round. Named males may then come from anywhere.
WITH RECURSIVE below (id) AS (
    SELECT :holding UNION
    SELECT p.holding FROM holding_parent p JOIN below ON p.parent = below.id WHERE p.to_day IS NULL
), above (id) AS (
    SELECT :holding WHERE :everywhere UNION
    SELECT p.parent FROM holding_parent p JOIN above ON p.holding = above.id WHERE p.to_day IS NULL
), keepers (id) AS (
    SELECT id FROM below WHERE :holding IS NOT NULL UNION SELECT id FROM above UNION
    SELECT id FROM holding WHERE :holding IS NULL OR (:everywhere AND :named)
)
SELECT a.id, a.birth, s.keeper,
       EXISTS (SELECT 1 FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'cull_mark'),
       a.family, a.fecb,
       (SELECT e.detail ->> 'result' = 'positive' FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'test'
        AND e.code = 'carrier' ORDER BY e.day DESC, e.id DESC LIMIT 1),
       (SELECT e.value FROM event e WHERE e.animal = a.id AND e.voided IS NULL AND +e.kind = 'breeding_value'
        ORDER BY e.day DESC, e.id DESC LIMIT 1),
       NULL
FROM keepers CROSS JOIN stay s ON s.keeper = keepers.id AND s.to_day IS NULL CROSS JOIN animal a ON a.id = s.animal
WHERE a.voided IS NULL AND a.species = :species AND a.sex = 'M'
ORDER BY a.id;

-- name: plan_serial
SELECT coalesce(max(CAST(substr(code, length(:start) + 1) AS INTEGER)), 0) FROM plan
WHERE substr(code, 1, length(:start)) = :start;

-- name: plan_insert
INSERT INTO plan (uuid, code, species, holding, season, from_day, to_day, max_f, parameters, inputs, made_on, made_by,
                  change_seen, objective, bound, f_total, pairs, ewes, rams, served, status)
VALUES (:uuid, :code, :species, :holding, :season, :from, :to, :max_f, :parameters, :inputs, :made_on, :made_by,
        :change_seen, :objective, :bound, :f_total, :pairs, :ewes, :rams, :served, 'draft');

-- name: plan_ram_insert
INSERT INTO plan_ram (plan, ram, capacity, used, price) VALUES (:plan, :ram, :capacity, :used, :price);

-- name: plan_mating_insert
INSERT INTO plan_mating (plan, ewe, ram, reserve, f, reserve_f, reason, detail, other, cost, terms)
VALUES (:plan, :ewe, :ram, :reserve, :f, :reserve_f, :reason, :detail, :other, :cost, :terms);

-- name: plan_rule_insert
INSERT INTO plan_rule (plan, ewe, ram, what) VALUES (:plan, :ewe, :ram, :what)
ON CONFLICT (plan, ewe, ram) DO UPDATE SET what = excluded.what;

-- name: plan_rule_delete
DELETE FROM plan_rule WHERE plan = :plan AND ewe = :ewe AND ram = :ram;

-- name: plan_rules
SELECT ewe, ram, what FROM plan_rule WHERE plan = :plan ORDER BY id;

-- name: plan_rule_count
SELECT count(*) FROM plan_rule WHERE plan = :plan;

-- name: plan_unlock
DELETE FROM plan_rule WHERE plan = :plan AND ewe = :ewe AND what = 'lock';

-- name: plan_replace_draft
UPDATE plan SET status = 'replaced' WHERE id = :plan AND status = 'draft';

-- name: plan_approve
UPDATE plan SET status = 'approved', approved_by = :by, approved_on = :on WHERE id = :plan;

-- name: plan_void
UPDATE plan SET voided = :why WHERE id = :plan AND voided IS NULL;

-- name: plan_replace_others
UPDATE plan SET status = 'replaced'
WHERE id <> :plan AND status = 'approved' AND species = :species AND holding IS :holding
    AND from_day <= :to AND to_day >= :from;

-- name: plan_find
SELECT id FROM plan WHERE voided IS NULL AND (:code IS NULL OR code = :code) ORDER BY id DESC LIMIT 1;

-- name: plan_all
SELECT id FROM plan WHERE voided IS NULL ORDER BY id DESC;

-- name: plan_load
SELECT p.id, p.code, p.species, p.status, p.holding, h.code, p.season, p.from_day, p.to_day, p.max_f, p.objective, p.bound,
       p.pairs, p.ewes, p.rams, p.served, p.made_by, p.approved_by, p.parameters, p.made_on, p.approved_on, p.change_seen,
       (SELECT count(*) FROM change c WHERE c.id > p.change_seen
        AND (c.command LIKE 'animal %' OR c.command LIKE 'event %' OR c.command LIKE 'import %'
             OR c.command IN ('undo', 'redo'))),
       coalesce(p.f_total, p.objective), p.voided
FROM plan p LEFT JOIN holding h ON h.id = p.holding WHERE p.id = :plan;

-- name: plan_matings
SELECT m.id, m.ewe, m.ram, m.reserve, m.f, m.reserve_f, m.reason, m.detail, m.other,
       (SELECT h.code FROM stay s JOIN holding h ON h.id = s.keeper WHERE s.animal = m.ewe AND s.to_day IS NULL),
       m.cost, m.terms
FROM plan_mating m WHERE m.plan = :plan ORDER BY m.ram IS NULL, m.ram, m.reason, m.ewe;

-- name: plan_rams
SELECT r.ram, r.capacity, r.used, r.price,
       (SELECT h.code FROM stay s JOIN holding h ON h.id = s.keeper WHERE s.animal = r.ram AND s.to_day IS NULL)
FROM plan_ram r WHERE r.plan = :plan ORDER BY r.ram;
