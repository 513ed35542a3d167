#!/bin/sh
# book.sh BIG OUT [EVENTS] - a book of a clerk's whole county: a copy of BIG (`mupu demo --animals 1000000`) filled up to
# EVENTS (5,000,000) events with the weighings the demonstration does not tell: every animal at 30, 60, 90 ... days. They
# are put in by SQL, beside the change log (so `db verify` would object), for only the size matters here. OUT stays out
# of git: about 2 GB.
set -eu
big=$1 out=$2 events=${3:-5000000}
[ -e "$out" ] && { echo "$out exists"; exit 1; }
sqlite3 "file:$big?immutable=1" "VACUUM INTO '$out.part'"
sqlite3 "$out.part" <<SQL
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -3000000;
BEGIN;
WITH RECURSIVE age(days) AS (SELECT 30 UNION ALL SELECT days + 30 FROM age WHERE days < 300)
INSERT INTO event (uuid, kind, animal, day, holding, operator, value)
SELECT randomblob(16), 'weigh', a.id, a.birth + age.days, s.keeper, 'bench',
       min(70000, 3500 + 180 * age.days + a.id % 7 * 100)
FROM age CROSS JOIN animal AS a JOIN stay AS s ON s.animal = a.id AND s.to_day IS NULL
WHERE a.birth IS NOT NULL AND a.birth + age.days <= (SELECT max(day) FROM event)
LIMIT max(0, $events - (SELECT count(*) FROM event));
COMMIT;
PRAGMA journal_mode = WAL;
SELECT count(*) || ' animals' FROM animal;
SELECT count(*) || ' events' FROM event;
SQL
mv "$out.part" "$out"
