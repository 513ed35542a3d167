-- name: demo_event
INSERT INTO event (uuid, kind, animal, day, holding, operator, other, value, count, dead, code, batch)
VALUES (:uuid, :kind, :animal, :day, :holding, :operator, :other, :value, :count, :dead, :code, :batch);

-- name: demo_batch
INSERT INTO batch (uuid, kind, code, holding, species, from_day, to_day)
VALUES (:uuid, 'joining', :code, :holding, 'hu_sheep', :from, :to);

-- name: demo_pen
INSERT INTO pen (uuid, holding, code, kind, capacity) VALUES (:uuid, :holding, :code, :kind, :capacity);

-- by their keys: while the county is written in bulk there is no index to find an animal's interval by
-- name: demo_stay_end
UPDATE stay SET to_day = :day WHERE id = :id;

-- name: demo_ownership_end
UPDATE ownership SET to_day = :day WHERE id = :id;

-- name: demo_holding
INSERT INTO holding (uuid, code, tier, name, person, township, prefix)
VALUES (:uuid, :code, :tier, :name, :person, :township, :prefix);

-- name: demo_parent
INSERT INTO holding_parent (holding, parent) VALUES (:holding, :parent);

-- name: demo_identifier
INSERT INTO identifier (animal, kind, value, normal, tail, from_day) VALUES (:animal, :kind, :value, :normal, :tail, :from);

-- name: demo_joined
SELECT e.animal, e.other, e.day, s.keeper
FROM event e CROSS JOIN stay s ON s.animal = e.animal AND s.to_day IS NULL AND coalesce(s.from_day, 0) <= e.day
WHERE e.kind = 'ram_in' AND e.day BETWEEN :to - 60 AND :to AND e.holding = s.keeper
ORDER BY e.id;

-- name: demo_ram_out
INSERT INTO event (uuid, kind, animal, day, holding, other) VALUES (:uuid, 'ram_out', :animal, :day, :holding, :other);

-- name: demo_young
SELECT s.animal, a.birth, coalesce(s.from_day, 0), s.keeper
FROM stay s CROSS JOIN animal a ON a.id = s.animal AND a.species = 'hu_sheep' AND a.birth >= :from
WHERE s.to_day IS NULL ORDER BY s.id;

-- name: demo_vaccinate
INSERT INTO event (uuid, kind, animal, day, holding, code, value, detail)
VALUES (:uuid, 'vaccinate', :animal, :day, :holding, :code, :value,
        '{"lot":"' || upper(:code) || '2501"}');
