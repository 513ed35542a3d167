-- What happened to the animals: the events themselves, and what they move.

-- name: event_subject
SELECT a.id,
    (SELECT n.value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL
        ORDER BY n.to_day IS NOT NULL, CASE n.kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2
            WHEN 'name' THEN 3 ELSE 4 END, n.id DESC LIMIT 1),
    a.species, a.breed, a.sex, a.family, a.voided, a.birth, a.sire, a.dam, a.reference,
    s.id, s.keeper, s.place, s.pen,
    (SELECT o.holding FROM ownership o WHERE o.animal = a.id AND coalesce(o.from_day, :day) <= :day
        AND coalesce(o.to_day, :day) >= :day ORDER BY o.from_day DESC, o.id DESC LIMIT 1),
    (SELECT min(coalesce(t.from_day, -1000000)) FROM stay t WHERE t.animal = a.id),
    (SELECT CASE WHEN max(t.to_day IS NULL) THEN NULL ELSE max(t.to_day) END FROM stay t WHERE t.animal = a.id),
    EXISTS (SELECT 1 FROM stay t WHERE t.animal = a.id),
    EXISTS (SELECT 1 FROM stay t WHERE t.animal = a.id AND (t.from_day > :day OR t.to_day > :day)),
    s.id IS NOT NULL AND s.to_day IS NULL
FROM animal a LEFT JOIN stay s ON s.id = (SELECT t.id FROM stay t WHERE t.animal = a.id
    AND coalesce(t.from_day, :day) <= :day AND coalesce(t.to_day, :day) >= :day
    ORDER BY t.from_day DESC, t.id DESC LIMIT 1)
WHERE a.id = :animal;

-- name: event_insert
INSERT INTO event (uuid, kind, animal, day, holding, operator, other, value, count, dead, code, text, detail, plan)
VALUES (:uuid, :kind, :animal, :day, :holding, :operator, :other, :value, :count, :dead, :code, :text, :detail, :plan);

-- name: event_row
SELECT e.id, e.kind, e.animal, NULL, e.day, e.holding, h.code, e.operator, e.other, e.value, e.count, e.dead, e.code,
    e.text, e.detail, e.voided
FROM event e LEFT JOIN holding h ON h.id = e.holding WHERE e.id = :id;

-- name: event_rows_of_animal
SELECT e.id, e.kind, e.animal, NULL, e.day, e.holding, h.code, e.operator, e.other, e.value, e.count, e.dead, e.code,
    e.text, e.detail, e.voided
FROM event e LEFT JOIN holding h ON h.id = e.holding WHERE e.animal = :animal ORDER BY e.day DESC, e.id DESC;

-- name: event_number
SELECT value FROM identifier WHERE animal = :animal AND voided IS NULL
ORDER BY to_day IS NOT NULL, CASE kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3
    ELSE 4 END, id DESC LIMIT 1;

-- name: event_detail
SELECT key, value FROM json_each(:detail);

-- name: event_residences
SELECT 'keeper', h.code, h.name, p.code, n.code, s.from_day, s.to_day, s.id
FROM stay s JOIN holding h ON h.id = s.keeper JOIN holding p ON p.id = s.place LEFT JOIN pen n ON n.id = s.pen
WHERE s.animal = :animal
UNION ALL SELECT 'owner', h.code, h.name, NULL, NULL, o.from_day, o.to_day, o.id
FROM ownership o JOIN holding h ON h.id = o.holding WHERE o.animal = :animal
ORDER BY 6 DESC, 8 DESC;

-- name: event_same_day
SELECT count(*) FROM event WHERE animal = :animal AND kind = :kind AND day = :day AND voided IS NULL
    AND code IS :code AND other IS :other;

-- name: event_kind_same_day
SELECT value FROM event WHERE animal = :animal AND kind = :kind AND day = :day AND voided IS NULL LIMIT 1;

-- name: event_later
SELECT e.kind, e.day FROM event e WHERE e.animal = :animal AND e.day > :day AND e.voided IS NULL
ORDER BY e.day, e.id LIMIT 1;

-- name: event_states
SELECT e.kind, e.day, coalesce(nullif(k.state, 'code'), c.state), k.effect, e.count, e.dead
FROM event e JOIN event_kind k ON k.code = e.kind AND k.state <> ''
    LEFT JOIN code c ON k.state = 'code' AND c.list = 'scan_result' AND c.code = e.code
WHERE e.animal = :animal AND e.voided IS NULL
ORDER BY e.day DESC, e.id DESC;

-- name: event_matings
SELECT e.other, e.day, e.kind = 'ram_in',
    (SELECT min(o.day) FROM event o WHERE o.animal = e.animal AND +o.kind = 'ram_out' AND o.voided IS NULL
        AND o.day >= e.day AND (o.other IS NULL OR o.other = e.other))
FROM event e
WHERE e.animal = :animal AND +e.kind IN ('service', 'ram_in') AND e.voided IS NULL AND e.day <= :day AND e.day > :since
ORDER BY e.day DESC, e.id DESC LIMIT 16;

-- name: event_fostered
SELECT count(*) FROM event WHERE other = :dam AND +kind = 'foster' AND voided IS NULL AND day BETWEEN :from AND :day;

-- name: event_last_weight
SELECT value FROM event WHERE animal = :animal AND +kind = 'weigh' AND voided IS NULL AND day <= :day
ORDER BY day DESC, id DESC LIMIT 1;

-- name: event_weight_before
SELECT value, day FROM event WHERE animal = :animal AND +kind = 'weigh' AND voided IS NULL AND day < :day
ORDER BY day DESC, id DESC LIMIT 1;

-- name: event_is_culled
SELECT count(*) FROM event WHERE animal = :animal AND +kind = 'cull_mark' AND voided IS NULL AND day <= :day;

-- name: event_services_of_ram
SELECT count(*) FROM event WHERE other = :ram AND kind = 'service' AND voided IS NULL AND day = :day;

-- name: event_same_vaccine
SELECT max(day) FROM event WHERE animal = :animal AND +kind = 'vaccinate' AND code = :code AND voided IS NULL
    AND day <= :day;

-- name: event_meat_until
SELECT e.kind, e.code, e.day, e.day + e.count FROM event e
WHERE e.animal = :animal AND e.kind IN ('vaccinate', 'deworm', 'treat') AND e.voided IS NULL AND e.day <= :day
    AND e.day + e.count > :day
ORDER BY e.day + e.count DESC LIMIT 1;

-- name: event_milk_until
SELECT e.kind, e.code, e.day, e.day + coalesce(json_extract(e.detail, '$.milk_days'), :days) FROM event e
WHERE e.animal = :animal AND e.kind IN ('deworm', 'treat') AND e.code IS NOT NULL AND e.voided IS NULL
    AND e.day <= :day AND e.day + coalesce(json_extract(e.detail, '$.milk_days'), :days) > :day
ORDER BY 4 DESC LIMIT 1;

-- name: event_pen
SELECT id, capacity, closed, (SELECT count(*) FROM stay s WHERE s.pen = p.id AND s.to_day IS NULL)
FROM pen p WHERE holding = :holding AND code = :code COLLATE NOCASE AND voided IS NULL;

-- name: event_last_owner
SELECT holding FROM ownership WHERE animal = :animal ORDER BY from_day DESC, id DESC LIMIT 1;

-- name: event_breed
SELECT code FROM breed WHERE species = :species
    AND code IN (:sire || '_' || :dam, :dam || '_' || :sire, :dam || '_cross', :sire || '_cross')
ORDER BY code = :sire || '_' || :dam DESC, code = :dam || '_' || :sire DESC, code = :dam || '_cross' DESC LIMIT 1;

-- name: event_set_foster_dam
UPDATE animal SET foster_dam = :dam WHERE id = :animal;

-- name: event_mark_void
UPDATE event SET voided = :reason WHERE id = :id;

-- name: event_lambs
SELECT a.id, (SELECT count(*) FROM event e WHERE e.animal = a.id AND e.voided IS NULL
        AND NOT (e.day = a.birth AND (e.kind = 'foster' OR (e.kind = 'weigh' AND e.code = 'birth'))))
    + (SELECT count(*) FROM event e WHERE e.other = a.id AND e.voided IS NULL)
    + (SELECT count(*) FROM animal c WHERE c.sire = a.id OR c.dam = a.id)
FROM animal a WHERE a.birth_event = :event AND a.voided IS NULL;

-- name: event_void_lamb
UPDATE animal SET voided = :reason WHERE id = :animal;

-- name: event_void_of_lamb
UPDATE event SET voided = :reason WHERE animal = :animal AND voided IS NULL;

-- name: event_void_numbers_of_lamb
UPDATE identifier SET voided = :reason WHERE animal = :animal AND voided IS NULL;

-- name: event_stay_begun
SELECT id, to_day FROM stay WHERE animal = :animal AND event = :event;

-- name: event_ownership_begun
SELECT id, to_day FROM ownership WHERE animal = :animal AND event = :event;

-- name: event_stay_delete
DELETE FROM stay WHERE id = :id;

-- name: event_ownership_delete
DELETE FROM ownership WHERE id = :id;

-- name: event_stay_reopen
UPDATE stay SET to_day = NULL WHERE id = (SELECT id FROM stay WHERE animal = :animal
    ORDER BY from_day DESC, id DESC LIMIT 1) AND to_day = :day;

-- name: event_ownership_reopen
UPDATE ownership SET to_day = NULL WHERE id = (SELECT id FROM ownership WHERE animal = :animal
    ORDER BY from_day DESC, id DESC LIMIT 1) AND to_day = :day;

-- name: event_plan
SELECT m.id, m.ram, m.reserve FROM plan_mating m JOIN plan p ON p.id = m.plan
WHERE m.ewe = :ewe AND m.ram IS NOT NULL AND p.status = 'approved' AND p.voided IS NULL
    AND p.from_day <= :day AND p.to_day >= :day
ORDER BY p.id DESC LIMIT 1;

-- name: event_clear_foster_dam
UPDATE animal SET foster_dam = NULL WHERE id = :animal;

-- name: event_stay_close
UPDATE stay SET to_day = :day WHERE animal = :animal AND to_day IS NULL;

-- name: event_ownership_close
UPDATE ownership SET to_day = :day WHERE animal = :animal AND to_day IS NULL;
