-- name: identifier_insert
INSERT INTO identifier (animal, kind, value, normal, tail, from_day, reason)
VALUES (:animal, :kind, :value, :normal, :tail, :from, :reason);

-- name: identifier_close
UPDATE identifier SET to_day = :to, reason = coalesce(:reason, reason) WHERE id = :id;

-- name: identifier_void_all
UPDATE identifier SET voided = :reason WHERE animal = :animal AND voided IS NULL;

-- name: identifier_holder
-- The animal that has this number now, or for an official tag ever had it.
SELECT animal FROM identifier
WHERE normal = :normal AND kind = :kind AND voided IS NULL AND (:kind = 'official' OR to_day IS NULL) LIMIT 1;

-- name: identifier_by_whole
SELECT i.animal, i.to_day IS NULL, EXISTS (SELECT 1 FROM stay s WHERE s.animal = i.animal AND s.to_day IS NULL)
FROM identifier i JOIN animal a ON a.id = i.animal AND a.voided IS NULL
WHERE i.normal = :normal AND i.voided IS NULL ORDER BY 3 DESC, 2 DESC, i.animal LIMIT :most;

-- name: identifier_by_tail
SELECT i.animal, i.to_day IS NULL, EXISTS (SELECT 1 FROM stay s WHERE s.animal = i.animal AND s.to_day IS NULL)
FROM identifier i JOIN animal a ON a.id = i.animal AND a.voided IS NULL
WHERE i.tail >= :tail AND i.tail < :tail_end AND i.voided IS NULL ORDER BY 3 DESC, 2 DESC, i.animal LIMIT :most;

-- name: identifier_by_start
SELECT i.animal, i.to_day IS NULL, EXISTS (SELECT 1 FROM stay s WHERE s.animal = i.animal AND s.to_day IS NULL)
FROM identifier i JOIN animal a ON a.id = i.animal AND a.voided IS NULL
WHERE i.normal >= :normal AND i.normal < :normal_end AND i.voided IS NULL ORDER BY 3 DESC, 2 DESC, i.normal LIMIT :most;

-- name: identifier_of_animal
SELECT id, kind, value, from_day, to_day, reason FROM identifier
WHERE animal = :animal AND voided IS NULL ORDER BY to_day IS NOT NULL, CASE kind WHEN 'farm' THEN 0 ELSE 1 END, id;

-- name: identifier_last_serial
SELECT max(normal) FROM identifier WHERE normal >= :normal AND normal < :normal_end AND length(normal) = :length;
