#!/bin/sh
# import.sh MUPU FLOCK COUNT: COUNT animals, CSV to F, CSV into an empty book, the same file again, and beside them
# `sqlite3 .import` of the bare file. Prints seconds (wall and processor), rows a second and peak memory.
set -eu
mupu=$1
flock=$2
count=${3-1000000}
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-import.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
"$flock" "$count" >"$work/flock.csv"
export LC_ALL=C.UTF-8 MUPU_LANG=en

# measure NAME COMMAND...: GNU time's figures in one line
measure() {
    name=$1
    shift
    /usr/bin/time -f '%e %U %S %M' -o "$work/figures" "$@" >"$work/said" 2>&1 || {
        cat "$work/said" >&2
        return 1
    }
    awk -v name="$name" -v count="$count" '{ printf "%-34s %6.2f s, processor %6.2f s, %8d rows/s, peak %4d MB\n",
        name, $1, $2 + $3, count / $1, $4 / 1024 }' "$work/figures"
}

echo "$count animals, $(wc -c <"$work/flock.csv") bytes, load $(cut -d ' ' -f 1 /proc/loadavg)"
measure "CSV to F to CSV" "$mupu" genetics inbreeding --pedigree "$work/flock.csv" --out "$work/f.csv"
measure "import, every check" "$mupu" --db "$work/book.mupu" import animals "$work/flock.csv"
measure "import again, nothing changes" "$mupu" --db "$work/book.mupu" import animals "$work/flock.csv"
if command -v sqlite3 >/dev/null; then
    measure "sqlite3 .import, no check, no log" sqlite3 "$work/bare.sqlite" '.mode csv' ".import $work/flock.csv animal"
fi
