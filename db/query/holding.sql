-- The three-tier tree of keepers, their pens, and how many heads they have.

-- name: holding_row
SELECT h.id, coalesce(p.parent, 0), h.code, h.tier, h.name, h.person, h.phone, h.township, h.village, h.farm_code,
    h.prefix, h.note, h.voided, h.opened, h.closed
FROM holding h LEFT JOIN holding_parent p ON p.holding = h.id AND p.to_day IS NULL
WHERE h.id = :id;

-- name: holding_rows
SELECT h.id, coalesce(p.parent, 0), h.code, h.tier, h.name, h.person, h.phone, h.township, h.village, h.farm_code,
    h.prefix, h.note, h.voided, h.opened, h.closed
FROM holding h LEFT JOIN holding_parent p ON p.holding = h.id AND p.to_day IS NULL
WHERE h.voided IS NULL ORDER BY h.code;

-- name: holding_with_code
SELECT id, voided IS NOT NULL FROM holding WHERE code = :code;

-- name: holding_alike
SELECT code, coalesce(name = :name AND coalesce(village, '') = coalesce(:village, ''), 0),
    coalesce(prefix = :prefix, 0), coalesce(farm_code = :farm_code, 0)
FROM holding
WHERE voided IS NULL AND id <> :id
    AND ((name = :name AND coalesce(village, '') = coalesce(:village, '')) OR prefix = :prefix OR farm_code = :farm_code)
ORDER BY code LIMIT 20;

-- name: holding_insert
INSERT INTO holding (uuid, code, tier, name, person, phone, township, village, farm_code, prefix, opened, closed, note)
VALUES (:uuid, :code, :tier, :name, :person, :phone, :township, :village, :farm_code, :prefix, :opened, :closed, :note);

-- name: holding_update
UPDATE holding SET code = :code, tier = :tier, name = :name, person = :person, phone = :phone, township = :township,
    village = :village, farm_code = :farm_code, prefix = :prefix, opened = :opened, closed = :closed, note = :note
WHERE id = :id;

-- name: holding_mark_void
UPDATE holding SET voided = :reason WHERE id = :id;

-- name: holding_parent_row
SELECT id, parent, from_day FROM holding_parent WHERE holding = :holding AND to_day IS NULL;

-- name: holding_parent_insert
INSERT INTO holding_parent (holding, parent, from_day) VALUES (:holding, :parent, :from_day);

-- name: holding_parent_end
UPDATE holding_parent SET to_day = :day WHERE id = :id;

-- name: holding_parent_replace
UPDATE holding_parent SET parent = :parent WHERE id = :id;

-- name: holding_children
SELECT h.id, h.code, h.tier FROM holding_parent p JOIN holding h ON h.id = p.holding
WHERE p.parent = :parent AND p.to_day IS NULL AND h.voided IS NULL ORDER BY h.code;

-- name: holding_live_heads
SELECT (SELECT count(*) FROM stay WHERE to_day IS NULL AND keeper = :id)
    + (SELECT count(*) FROM stay WHERE to_day IS NULL AND place = :id AND keeper <> :id)
    + (SELECT count(*) FROM ownership o WHERE o.to_day IS NULL AND o.holding = :id
        AND NOT EXISTS (SELECT 1 FROM stay s WHERE s.animal = o.animal AND s.to_day IS NULL
            AND (s.keeper = :id OR s.place = :id)));

-- name: holding_ever_used
SELECT EXISTS (SELECT 1 FROM stay WHERE keeper = :id OR place = :id)
    OR EXISTS (SELECT 1 FROM ownership WHERE holding = :id)
    OR EXISTS (SELECT 1 FROM event WHERE holding = :id AND voided IS NULL);

-- name: holding_names
SELECT id, code, name, person FROM holding WHERE voided IS NULL;

-- name: holding_heads
SELECT count(*) FROM stay WHERE keeper = :holding AND to_day IS NULL;

-- name: holding_keeps
SELECT animal FROM stay WHERE keeper = :holding AND to_day IS NULL ORDER BY animal LIMIT :most;

-- name: holding_kept
SELECT keeper, count(*) FROM stay WHERE to_day IS NULL GROUP BY keeper;

-- name: holding_standing
SELECT place, count(*) FROM stay WHERE to_day IS NULL GROUP BY place;

-- name: holding_owned
SELECT holding, count(*) FROM ownership WHERE to_day IS NULL GROUP BY holding;

-- Of one species: three scans in table order and a set in memory, because a join in the order of an index jumps about.
-- name: holding_animals_of
SELECT id FROM animal WHERE species = :species AND voided IS NULL AND reference = 0;

-- name: holding_stays_now
SELECT animal, keeper, place FROM stay WHERE +to_day IS NULL;

-- name: holding_owners_now
SELECT animal, holding FROM ownership WHERE +to_day IS NULL;

-- name: pen_with_code
SELECT id FROM pen WHERE holding = :holding AND code = :code;

-- name: pen_insert
INSERT INTO pen (uuid, holding, code, kind, capacity) VALUES (:uuid, :holding, :code, :kind, :capacity);
