-- Drafts: forms that were open when a terminal went away.

-- name: draft_put
INSERT INTO draft (name, at, contents) VALUES (:name, :at, :contents)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, contents = excluded.contents;

-- name: draft_value
SELECT j.value FROM draft d, json_each(d.contents) j WHERE d.name = :name AND j.key = :key;

-- name: draft_values
SELECT j.key, j.value FROM draft d, json_each(d.contents) j WHERE d.name = :name;

-- name: draft_at
SELECT at FROM draft WHERE name = :name;

-- name: draft_drop
DELETE FROM draft WHERE name = :name;
