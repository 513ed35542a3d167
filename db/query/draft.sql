-- Drafts: forms and grids on their way, each by itself, under the name "entry N OPERATOR".

-- name: draft_next
SELECT coalesce(max(CAST(substr(name, 7) AS INTEGER)), 0) + 1 FROM draft WHERE name >= 'entry ' AND name < 'entry!';

-- name: draft_put
INSERT INTO draft (name, at, contents) VALUES ('entry ' || :number || ' ' || :operator, :at, :contents)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, contents = excluded.contents;

-- name: draft_all
-- one operator's, the oldest first
SELECT CAST(substr(name, 7) AS INTEGER) AS number FROM draft
WHERE name = 'entry ' || CAST(substr(name, 7) AS INTEGER) || ' ' || :operator ORDER BY number;

-- name: draft_value
SELECT j.value, d.at FROM draft d, json_each(d.contents) j
WHERE d.name = 'entry ' || :number || ' ' || :operator AND j.key = :key;

-- name: draft_values
SELECT j.key, j.value FROM draft d, json_each(d.contents) j WHERE d.name = 'entry ' || :number || ' ' || :operator;

-- name: draft_drop
DELETE FROM draft WHERE name = 'entry ' || :number || ' ' || :operator;
