-- name: animal_load
-- stage and state: the expressions of src/herd/now.h (a test compares the two)
SELECT a.id, a.uuid, a.species, a.breed, a.sex, a.birth, a.birth_precision, a.sire, a.dam, a.birth_event, a.foster_dam,
       a.birth_type, a.family, a.origin, a.fecb, a.coat, a.note, a.voided, a.reference,
       (SELECT value FROM identifier n WHERE n.animal = a.id AND n.voided IS NULL
        ORDER BY n.to_day IS NOT NULL,
                 CASE n.kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3 ELSE 4 END,
                 n.id DESC LIMIT 1),
       w.holding, s.keeper, s.place, s.pen, ho.code, hk.code, hp.code, pe.code, ho.name, hk.name,
       CASE WHEN a.birth IS NULL THEN 'adult' WHEN a.birth > :today - (SELECT p.value / 1000 FROM param p WHERE
       p.species = a.species AND p.name = 'stage_growing') THEN 'young' WHEN a.birth > :today - CASE a.sex WHEN
       'F' THEN (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_F')
       ELSE (SELECT p.value / 1000 FROM param p WHERE p.species = a.species AND p.name = 'stage_adult_M') END
       THEN 'growing' ELSE 'adult' END,
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
       i.f, i.completeness
FROM animal a
LEFT JOIN ownership w ON w.animal = a.id AND w.to_day IS NULL
LEFT JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
LEFT JOIN holding ho ON ho.id = w.holding
LEFT JOIN holding hk ON hk.id = s.keeper
LEFT JOIN holding hp ON hp.id = s.place
LEFT JOIN pen pe ON pe.id = s.pen
LEFT JOIN inbreeding i ON i.animal = a.id
WHERE a.id = :animal;

-- name: animal_number
SELECT value FROM identifier n WHERE n.animal = :animal AND n.voided IS NULL
ORDER BY n.to_day IS NOT NULL,
         CASE n.kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3 ELSE 4 END,
         n.id DESC LIMIT 1;

-- name: animal_history
-- newest first: what the card derives parity, last birth, last weight and leaving from
SELECT e.kind, e.day, e.value, k.effect, k.state, coalesce(c.state, '')
FROM event e JOIN event_kind k ON k.code = e.kind
LEFT JOIN code c ON c.list = 'scan_result' AND c.code = e.code AND k.state = 'code'
WHERE e.animal = :animal AND e.voided IS NULL ORDER BY e.day DESC, e.id DESC;

-- name: animal_insert
INSERT INTO animal (uuid, species, breed, sex, birth, birth_precision, sire, sire_evidence, dam, dam_evidence,
                    birth_event, foster_dam, birth_type, family, origin, fecb, coat, reference, note)
VALUES (:uuid, :species, :breed, :sex, :birth, :precision, :sire, :sire_evidence, :dam, :dam_evidence,
        :birth_event, :foster_dam, :birth_type, :family, :origin, :fecb, :coat, :reference, :note);

-- name: animal_update
UPDATE animal SET breed = :breed, sex = :sex, birth = :birth, birth_precision = :precision, sire = :sire,
       sire_evidence = :sire_evidence, dam = :dam, dam_evidence = :dam_evidence, birth_type = :birth_type,
       family = :family, origin = :origin, fecb = :fecb, coat = :coat, reference = :reference, note = :note,
       foster_dam = :foster_dam
WHERE id = :animal;

-- name: animal_evidence
SELECT sire_evidence, dam_evidence FROM animal WHERE id = :animal;

-- name: animal_litter_parents
-- the parents of a litter stand once: correcting one corrects its siblings
UPDATE animal SET sire = :sire, sire_evidence = :sire_evidence, dam = :dam, dam_evidence = :dam_evidence
WHERE birth_event = :birth_event AND id <> :animal AND voided IS NULL;

-- name: animal_litter_event
UPDATE event SET animal = :dam, other = :sire WHERE id = :birth_event;

-- name: animal_descends
-- 1 if :ancestor is :animal or among its ancestors, 2 if another of its litter is: they get the same parents
WITH RECURSIVE up (id) AS (
    SELECT :animal UNION
    SELECT p.id FROM up JOIN animal c ON c.id = up.id JOIN animal p ON p.id IN (c.sire, c.dam)
) SELECT CASE WHEN count(*) = 0 THEN 0 WHEN max(id = :ancestor) THEN 1 ELSE 2 END
  FROM up WHERE id = :ancestor OR id IN (SELECT id FROM animal WHERE birth_event = :birth_event AND voided IS NULL);

-- name: animal_presence
-- stays ever, first day, and the day it last left; NULL while it is there
SELECT count(*), min(from_day), CASE WHEN max(to_day IS NULL) THEN NULL ELSE max(to_day) END
FROM stay WHERE animal = :animal;

-- name: animal_dam_births
-- another birth of the dam so near that both cannot be; a litter may be born around midnight
SELECT day FROM (
    SELECT e.day FROM event e JOIN event_kind k ON k.code = e.kind AND k.effect = 'birth'
    WHERE e.animal = :dam AND e.voided IS NULL
    UNION SELECT birth FROM animal
    WHERE dam = :dam AND id <> :animal AND voided IS NULL AND birth_precision = 'd')
WHERE abs(day - :birth) > 1 AND abs(day - :birth) < :gap ORDER BY abs(day - :birth) LIMIT 1;

-- name: animal_sex_uses
-- what could not be if its sex were :sex ('' = unknown): offspring, records of its own, services
SELECT (SELECT count(*) FROM animal WHERE sire = :animal AND voided IS NULL AND :sex NOT IN ('M', 'C'))
    + (SELECT count(*) FROM animal WHERE dam = :animal AND voided IS NULL AND :sex <> 'F')
    + (SELECT count(*) FROM event e JOIN event_kind k ON k.code = e.kind AND k.sex <> ''
       WHERE e.animal = :animal AND e.voided IS NULL AND k.sex <> replace(:sex, 'C', 'M'))
    + (SELECT count(*) FROM event e JOIN event_field f ON f.kind = e.kind AND f.place = 'other' AND f.list <> ''
       WHERE e.other = :animal AND e.voided IS NULL AND f.list <> replace(:sex, 'C', 'M'));

-- name: animal_first_event
SELECT min(day) FROM event WHERE animal = :animal AND voided IS NULL;

-- name: animal_first_young
SELECT min(birth) FROM animal WHERE (sire = :animal OR dam = :animal) AND voided IS NULL AND birth_precision = 'd';

-- name: animal_pen
SELECT id, capacity, (SELECT count(*) FROM stay s WHERE s.pen = p.id AND s.to_day IS NULL)
FROM pen p WHERE holding = :holding AND code = :code COLLATE NOCASE AND voided IS NULL;

-- name: animal_came
SELECT min(from_day) FROM stay WHERE animal = :animal;

-- name: animal_first_stay
-- only where no event says when
UPDATE stay SET from_day = :from
WHERE animal = :animal AND from_day IS :old AND event IS NULL AND coalesce(to_day, :from + 1) > :from;

-- name: animal_first_ownership
UPDATE ownership SET from_day = :from
WHERE animal = :animal AND from_day IS :old AND event IS NULL AND coalesce(to_day, :from + 1) > :from;

-- name: animal_first_number
UPDATE identifier SET from_day = :from
WHERE animal = :animal AND from_day IS :old AND coalesce(to_day, :from + 1) > :from;

-- name: animal_void
UPDATE animal SET voided = :reason WHERE id = :animal;

-- name: animal_last_dependent
-- records that keep an animal from being void: all but the weight at its birth
SELECT kind, day, count(*) OVER () FROM event e
WHERE e.voided IS NULL AND (e.animal = :animal OR e.other = :animal)
  AND NOT (e.kind = 'weigh' AND e.code = 'birth' AND e.animal = :animal
           AND EXISTS (SELECT 1 FROM animal a WHERE a.id = :animal AND a.birth_event IS NOT NULL AND a.birth = e.day))
ORDER BY day DESC, id DESC LIMIT 1;

-- name: animal_void_weights
UPDATE event SET voided = :reason WHERE animal = :animal AND voided IS NULL;

-- name: animal_birth_shrink
UPDATE event SET count = count - 1 WHERE id = :birth_event AND voided IS NULL AND count > 1;

-- name: animal_litter_shrink
UPDATE animal SET birth_type = birth_type - 1
WHERE birth_event = :birth_event AND id <> :animal AND voided IS NULL AND birth_type > 1;

-- name: animal_empty_stays
-- it never stood there: the interval is empty
UPDATE stay SET to_day = coalesce(from_day, -1000000) WHERE animal = :animal AND to_day IS NULL;

-- name: animal_empty_ownerships
UPDATE ownership SET to_day = coalesce(from_day, -1000000) WHERE animal = :animal AND to_day IS NULL;
