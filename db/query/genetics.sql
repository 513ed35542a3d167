-- name: genetics_facts
SELECT id, sex, birth FROM animal WHERE voided IS NULL ORDER BY id;

-- name: genetics_names
-- all that were ever worn: the best of each animal is taken in the program (the order of animal_number)
SELECT animal, value, (to_day IS NOT NULL) * 10
       + CASE kind WHEN 'farm' THEN 0 WHEN 'official' THEN 1 WHEN 'brand' THEN 2 WHEN 'name' THEN 3 ELSE 4 END
FROM identifier WHERE voided IS NULL ORDER BY id;

-- name: genetics_breed
SELECT id, breed FROM animal WHERE voided IS NULL AND breed IS NOT NULL;

-- name: genetics_fecb
SELECT id, fecb FROM animal WHERE voided IS NULL AND fecb IS NOT NULL;

-- name: genetics_family
SELECT id, family FROM animal WHERE voided IS NULL AND family IS NOT NULL;

-- name: genetics_species
SELECT id, species FROM animal WHERE voided IS NULL;

-- name: genetics_keeper
SELECT s.animal, h.code FROM stay s JOIN holding h ON h.id = s.keeper WHERE s.to_day IS NULL;

-- name: genetics_owner
SELECT o.animal, h.code FROM ownership o JOIN holding h ON h.id = o.holding WHERE o.to_day IS NULL;

-- name: genetics_tier
SELECT s.animal, h.tier FROM stay s JOIN holding h ON h.id = s.keeper WHERE s.to_day IS NULL;

-- name: genetics_main_species
-- the one with most animals present
SELECT a.species FROM stay s JOIN animal a ON a.id = s.animal WHERE s.to_day IS NULL
GROUP BY a.species ORDER BY count(*) DESC, a.species LIMIT 1;
