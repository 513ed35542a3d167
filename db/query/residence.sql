-- name: residence_stay_insert
INSERT INTO stay (animal, keeper, place, pen, from_day, event) VALUES (:animal, :keeper, :place, :pen, :from, :event);

-- name: residence_stay_close
UPDATE stay SET to_day = :to WHERE animal = :animal AND to_day IS NULL;

-- name: residence_ownership_insert
INSERT INTO ownership (animal, holding, from_day, event) VALUES (:animal, :holding, :from, :event);

-- name: residence_ownership_close
UPDATE ownership SET to_day = :to WHERE animal = :animal AND to_day IS NULL;
