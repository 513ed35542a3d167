-- name: import_find
-- Who has this number: now rather than once, and rather as a number of its kind than as a brand or a name.
SELECT a.id, a.sex, a.species
FROM identifier i JOIN animal a ON a.id = i.animal AND a.voided IS NULL
WHERE i.normal = :normal AND i.voided IS NULL
ORDER BY CASE WHEN i.kind = :kind THEN 0 WHEN i.kind IN ('farm', 'official', 'rfid') THEN 1
         WHEN i.kind = 'old' THEN 2 WHEN i.kind = 'brand' THEN 3 ELSE 4 END, i.to_day IS NOT NULL, i.id LIMIT 1;

-- name: import_number
-- The animal's number of a kind: this very one, if it has or had it, else the current one.
SELECT normal, value FROM identifier
WHERE animal = :animal AND kind = :kind AND voided IS NULL AND (to_day IS NULL OR normal = :normal)
ORDER BY normal <> :normal, id LIMIT 1;

-- name: import_existing
SELECT a.sex, a.birth, a.birth_precision, a.sire, a.dam, a.breed, a.family, a.coat, a.fecb, a.origin, a.note, a.birth_type,
       a.reference, s.keeper, w.holding, a.species, EXISTS (SELECT 1 FROM stay t WHERE t.animal = a.id),
       EXISTS (SELECT 1 FROM ownership o WHERE o.animal = a.id)
FROM animal a
LEFT JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
LEFT JOIN ownership w ON w.animal = a.id AND w.to_day IS NULL
WHERE a.id = :animal;

-- name: import_complete
-- what the file knows and the book did not
UPDATE animal SET sex = coalesce(sex, :sex),
       birth_precision = CASE WHEN birth IS NULL THEN :precision ELSE birth_precision END, birth = coalesce(birth, :birth),
       sire_evidence = CASE WHEN sire IS NULL AND :sire IS NOT NULL THEN 'recorded' ELSE sire_evidence END,
       sire = coalesce(sire, :sire),
       dam_evidence = CASE WHEN dam IS NULL AND :dam IS NOT NULL THEN 'recorded' ELSE dam_evidence END,
       dam = coalesce(dam, :dam), breed = coalesce(breed, :breed), family = coalesce(family, :family),
       coat = coalesce(coat, :coat), fecb = coalesce(fecb, :fecb), origin = coalesce(origin, :origin),
       note = coalesce(note, :note), birth_type = coalesce(birth_type, :birth_type), reference = :reference
WHERE id = :animal;
