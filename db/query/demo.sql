-- name: demo_event
INSERT INTO event (uuid, kind, animal, day, holding, operator, other, value, count, dead, code)
VALUES (:uuid, :kind, :animal, :day, :holding, :operator, :other, :value, :count, :dead, :code);

-- name: demo_identifier
INSERT INTO identifier (animal, kind, value, normal, tail, from_day) VALUES (:animal, :kind, :value, :normal, :tail, :from);
