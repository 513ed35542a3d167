-- Filters of the lists that have a name, in the meta of the book.

-- name: list_saved
SELECT substr(name, 8), value FROM meta WHERE name >= 'filter ' AND name < 'filter!' ORDER BY name;

-- name: list_saved_drop
DELETE FROM meta WHERE name = :name;
