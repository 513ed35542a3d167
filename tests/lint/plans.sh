#!/bin/sh
# plans.sh ROOT - a question about one animal must go by that animal's events, and one about an event by its animal or an
# index. SQLite knows nothing of how many there are
# of a kind, and takes the index by kind and day as gladly: 0.3 s a row in a book of 5,000,000 events. `+kind` says so.
set -u
root=$1
echo "1..4"
command -v sqlite3 >/dev/null || { for n in 1 2 3 4; do echo "ok $n # SKIP no sqlite3"; done; exit 0; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/mupu-plans.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
cat "$root"/db/schema/*.sql | sqlite3 "$dir/empty.db" >"$dir/out" 2>&1 || { sed 's/^/# /' "$dir/out"; exit 1; }

# statements FOLDER: a file for each statement that binds one animal and looks at events
statements() {
    awk -v dir="$1" '/^-- name: / { name = $3; next } name { print > (dir "/" name ".sql") }' "$root"/db/query/*.sql
    for file in "$1"/*.sql; do
        grep -Eq '= :(animal|ewe|ram|dam)\>' "$file" && grep -Eq '\<event\>' "$file" || rm "$file"
    done
}

# by_kind FILE: does its plan walk all events of a kind?
by_kind() {
    { echo "EXPLAIN QUERY PLAN"; cat "$1"; } | sqlite3 "$dir/empty.db" 2>&1 | grep -q 'event_kind_day'
}

mkdir "$dir/all"
statements "$dir/all"
bad=
for file in "$dir"/all/*.sql; do
    by_kind "$file" && bad="$bad ${file##*/}"
done
if [ -z "$bad" ] && [ "$(ls "$dir/all" | wc -l)" -ge 10 ]; then
    echo "ok 1 - questions about one animal"
else
    echo "# $(ls "$dir/all" | wc -l) statements; all events of a kind in$bad"
    echo "not ok 1 - questions about one animal"
fi
echo "SELECT value FROM event WHERE animal = :animal AND kind = 'weigh' AND day < :day ORDER BY day;" >"$dir/caught.sql"
if by_kind "$dir/caught.sql"; then
    echo "ok 2 - one that does is noticed"
else
    echo "not ok 2 - one that does is noticed"
fi

# reads_all FILE: does its plan walk a whole table of the records, by whatever order?
reads_all() {
    { echo "EXPLAIN QUERY PLAN"; cat "$1"; } | sqlite3 "$dir/empty.db" 2>&1 |
        grep -Eq 'SCAN (animal|event|stay|ownership|identifier|[aesoi])( |$)'
}

mkdir "$dir/one"
awk -v dir="$dir/one" '/^-- name: / { name = $3; next } name { print > (dir "/" name ".sql") }' "$root"/db/query/*.sql
bad= count=0
for file in "$dir"/one/*.sql; do
    grep -Eq '= :(animal|ewe|ram|dam|event)\>' "$file" || continue
    count=$((count + 1))
    reads_all "$file" && bad="$bad ${file##*/}"
done
if [ -z "$bad" ] && [ $count -ge 10 ]; then
    echo "ok 3 - no whole table for one animal or event"
else
    echo "# $count statements; a whole table in$bad"
    echo "not ok 3 - no whole table for one animal or event"
fi
echo "SELECT id FROM stay WHERE event = :event;" >"$dir/caught.sql"
if reads_all "$dir/caught.sql"; then
    echo "ok 4 - one that does is noticed"
else
    echo "not ok 4 - one that does is noticed"
fi
