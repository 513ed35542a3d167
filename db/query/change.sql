-- The log in words, and what to undo next.

-- name: change_row
SELECT id, at, operator, command, kind, label, count, animal, holding, reason, undoes FROM change WHERE id = :id;

-- name: change_rows
SELECT id, at, operator, command, kind, label, count, animal, holding, reason, undoes FROM change
WHERE id < :before ORDER BY id DESC LIMIT :most;

-- name: change_rows_of_animal
SELECT id, at, operator, command, kind, label, count, animal, holding, reason, undoes FROM change
WHERE animal = :animal AND id < :before ORDER BY id DESC LIMIT :most;

-- name: change_of_many
-- those that name no animal: they may be about several
SELECT id FROM change WHERE animal IS NULL AND id < :before ORDER BY id DESC;

-- name: change_undone_by
SELECT id FROM change WHERE undoes = :id ORDER BY id DESC LIMIT 1;

-- name: change_own_newest
SELECT id FROM change WHERE operator = :operator AND undoes IS NULL AND id < :before ORDER BY id DESC LIMIT 1;

-- name: change_own_newest_undo
SELECT id FROM change WHERE operator = :operator AND undoes IS NOT NULL AND id < :before ORDER BY id DESC LIMIT 1;

-- name: change_newest
SELECT coalesce(max(id), 0) FROM change;

-- name: change_since
-- who wrote to this animal or holding since then; an edit of the record says more than whatever else was about it
SELECT operator, at FROM change WHERE id > :since AND (animal = :animal OR holding = :holding)
ORDER BY command = :command DESC, id DESC LIMIT 1;
