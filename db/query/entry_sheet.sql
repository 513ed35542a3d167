-- Entry sheets: lists of animals on paper, kept among the drafts under the name "sheet N".

-- name: entry_sheet_next
SELECT coalesce(max(CAST(substr(name, 7) AS INTEGER)), 0) + 1 FROM draft WHERE name >= 'sheet ' AND name < 'sheet!';

-- name: entry_sheet_put
INSERT INTO draft (name, at, contents)
VALUES ('sheet ' || :number, :at, json_object('kind', :kind, 'count', :count, 'animals', :ids));

-- name: entry_sheet_all
-- newest first, without their animals
SELECT CAST(substr(name, 7) AS INTEGER) AS number, contents ->> 'kind', contents ->> 'count', at,
    coalesce(contents ->> 'typed', 0)
FROM draft WHERE name >= 'sheet ' AND name < 'sheet!' ORDER BY number DESC;

-- name: entry_sheet_one
SELECT :number, contents ->> 'kind', contents ->> 'count', at, coalesce(contents ->> 'typed', 0),
    contents ->> 'animals'
FROM draft WHERE name = 'sheet ' || :number;

-- name: entry_sheet_typed
UPDATE draft SET contents = json_set(contents, '$.typed', :at) WHERE name = 'sheet ' || :number;
