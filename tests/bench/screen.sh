#!/bin/sh
# screen.sh BUILD BIG [DIR] - the figures of the terminal on 1,129,546 animals and 5,000,000 events, mupu beside peers on
# the same herd. BUILD: a build folder; BIG: made by `mupu demo --animals 1000000`; DIR: where book and texts stay (3 GB).
#   less, visidata   the herd list as text: first screen, a row and a page down
#   fzf              search as you type over the same lines
#   sqlite3          the queries behind a card, and 758 bare rows inserted
# What is not installed is left out.
set -eu
build=$(realpath "$1") big=$2 dir=${3:-/tmp/mupu-bench}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$dir"
book=$dir/big5.db list=$dir/herd.csv
export MUPU_NOW=2025-10-31T08:30:00 TZ=CST-8 LC_ALL=C.UTF-8 MUPU_LOCALEDIR="$build/src/po"
export HOME="$dir" XDG_CONFIG_HOME="$dir" # no one's own settings
[ -e "$book" ] || sh "$here/book.sh" "$big" "$book"
[ -e "$list" ] || sqlite3 -csv "file:$book?mode=ro" "SELECT i.value, a.family, date(a.birth * 86400, 'unixepoch'), a.sex,
    h.code FROM identifier i JOIN animal a ON a.id = i.animal JOIN stay s ON s.animal = a.id AND s.to_day IS NULL
    JOIN holding h ON h.id = s.keeper WHERE i.kind = 'farm' AND i.to_day IS NULL ORDER BY i.value" >"$list"
uptime
wc -l "$list"
bench=$build/tests/bench/screen_bench
for peer in less vd fzf; do
    [ -z "$(command -v $peer)" ] || "$bench" - "$list" --peer $peer || echo "$peer: no figures"
done
echo "sqlite3: what a card asks, 200 animals, seconds in all; then 758 bare rows"
for n in $(seq 1 200); do
    a=$((n * 5000 + 7))
    echo "SELECT * FROM animal WHERE id = $a; SELECT * FROM event WHERE animal = $a ORDER BY day;
        SELECT * FROM identifier WHERE animal = $a; SELECT * FROM stay WHERE animal = $a;
        SELECT * FROM animal WHERE dam = $a OR sire = $a;"
done >"$dir/card.sql"
time -p sqlite3 "file:$book?mode=ro" <"$dir/card.sql" >/dev/null
sqlite3 "$book" <<SQL
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 0;
.timer on
INSERT INTO event (uuid, kind, animal, day, holding, operator, value)
SELECT randomblob(16), 'weigh', id, 20392, 1, 'peer', 44000 FROM animal WHERE id BETWEEN 20000 AND 20757;
.timer off
DELETE FROM event WHERE id > (SELECT max(id) - 2000 FROM event) AND operator = 'peer';
SQL
"$bench" "$build/mupu" "$book" --cold --grid "species=hu_sheep born>=2023-04-05 born<=2023-04-05 sex=F"
"$bench" "$build/mupu" "$book" --size 120x40
"$bench" "$build/mupu" "$book" --mono --repeat 10
uptime
