-- name: identifier_insert
INSERT INTO identifier (animal, kind, value, normal, tail, from_day, reason)
VALUES (:animal, :kind, :value, :normal, :tail, :from, :reason);

-- name: identifier_close
UPDATE identifier SET to_day = :to, reason = coalesce(:reason, reason) WHERE id = :id;

-- name: identifier_void
UPDATE identifier SET voided = :reason WHERE id = :id;

-- name: identifier_void_all
UPDATE identifier SET voided = :reason WHERE animal = :animal AND voided IS NULL;

-- name: identifier_holder
-- The animal that has this number now, or for an official tag ever had it.
SELECT animal FROM identifier
WHERE normal = :normal AND kind = :kind AND voided IS NULL AND (:kind = 'official' OR to_day IS NULL) LIMIT 1;

-- name: identifier_by_whole
-- of each: the animal, whether it is present, when the number was given up, its kind, as printed; the likeliest first
SELECT i.animal, EXISTS (SELECT 1 FROM stay s WHERE s.animal = i.animal AND s.to_day IS NULL), i.to_day, i.kind, i.value
FROM identifier i JOIN animal a ON a.id = i.animal AND a.voided IS NULL
WHERE i.normal = :text AND i.voided IS NULL ORDER BY 2 DESC, i.to_day IS NOT NULL, i.animal LIMIT :most;

-- name: identifier_by_tail
-- a short end fits thousands: the first 200 have to do
SELECT i.animal, EXISTS (SELECT 1 FROM stay s WHERE s.animal = i.animal AND s.to_day IS NULL), i.to_day, i.kind, i.value
FROM (SELECT animal, to_day, kind, value FROM identifier WHERE tail >= :text AND tail < :end AND voided IS NULL
      ORDER BY tail LIMIT 200) i
JOIN animal a ON a.id = i.animal AND a.voided IS NULL ORDER BY 2 DESC, i.to_day IS NOT NULL, i.animal LIMIT :most;

-- name: identifier_by_start
SELECT i.animal, EXISTS (SELECT 1 FROM stay s WHERE s.animal = i.animal AND s.to_day IS NULL), i.to_day, i.kind, i.value
FROM (SELECT animal, to_day, normal, kind, value FROM identifier WHERE normal >= :text AND normal < :end
      AND voided IS NULL ORDER BY normal LIMIT 200) i
JOIN animal a ON a.id = i.animal AND a.voided IS NULL
ORDER BY i.kind NOT IN ('name', 'brand'), 2 DESC, i.to_day IS NOT NULL, i.normal LIMIT :most;

-- name: identifier_by_id
SELECT i.animal, EXISTS (SELECT 1 FROM stay s WHERE s.animal = i.animal AND s.to_day IS NULL), i.to_day, i.kind, i.value
FROM identifier i JOIN animal a ON a.id = i.animal AND a.voided IS NULL WHERE i.id = :id;

-- name: identifier_names
-- What begins with no ASCII letter or digit: names mostly, and few whatever the size of the herd.
SELECT id, animal, normal FROM identifier INDEXED BY identifier_normal
WHERE normal >= char(128) AND voided IS NULL ORDER BY normal;

-- name: identifier_of_animal
SELECT id, kind, value, from_day, to_day, reason FROM identifier
WHERE animal = :animal AND voided IS NULL ORDER BY to_day IS NOT NULL, CASE kind WHEN 'farm' THEN 0 ELSE 1 END, id;

-- name: identifier_last_serial
-- also of voided numbers: none is issued twice. From the end of the index, so that the first one that fits ends it.
SELECT substr(normal, :start + 1) FROM identifier
WHERE normal >= :normal AND normal < :end AND length(normal) = :start + :digits
  AND substr(normal, :start + 1) NOT GLOB '*[^0-9]*'
ORDER BY normal DESC LIMIT 1;

-- name: identifier_alike
-- numbers that a reader takes for one of these two
SELECT value FROM identifier
WHERE normal IN (:folded, :padded) AND normal <> :normal AND kind = :kind AND voided IS NULL LIMIT 1;
