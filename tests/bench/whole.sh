#!/bin/sh
# tests/bench/whole.sh MUPU PEDIGREE.csv: the whole way on a large pedigree, beside sqlite3's bare .import of the same file.
# The pedigree comes from ../shared/bench/simped.py; prints wall seconds, CPU seconds and peak memory of each step.
set -u
mupu=$1 file=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-bench.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
export MUPU_NOW=2025-10-31
step() { # step NAME COMMAND...
    name=$1
    shift
    /usr/bin/time -f "$name: %e s wall, %U+%S s CPU, %M KB" "$@" >"$work/out" 2>"$work/err" || cat "$work/err"
    tail -n 1 "$work/err"
}
# who stands somewhere: 15,000 females and 300 males of 2020 to 2023; the others are their pedigree
awk -F, 'NR == 1 { print "id,sire,dam,sex,birth,holding"; next }
    { h = ""
      if ($5 >= 2020 && $5 <= 2023) {
          if ($4 == 2 && f < 15000 && NR % 5 == 0) { f++; h = "E01" }
          if ($4 == 1 && m < 300 && NR % 29 == 0) { m++; h = "E01" } }
      print $1 "," $2 "," $3 "," $4 "," $5 "," h }' "$file" >"$work/flock.csv"
step "sqlite3 .import, bare" sqlite3 "$work/bare.db" ".mode csv" ".import $work/flock.csv flock"
"$mupu" --db "$work/book.db" holding add E01 --tier enterprise --name E --yes 2>/dev/null
step "import, every check, logged" "$mupu" --db "$work/book.db" import animals "$work/flock.csv"
step "all F into the book" "$mupu" --db "$work/book.db" genetics inbreeding --out "$work/f.csv"
step "file to F to file, no book" "$mupu" genetics inbreeding --pedigree "$file" --out "$work/f2.csv"
step "plan everywhere" "$mupu" --db "$work/book.db" --lang en plan make --holding E01 --everywhere --capacity 60 --max-f 6.25%
step "plan, F up to 0.5 %" "$mupu" --db "$work/book.db" --lang en plan make --holding E01 --everywhere --capacity 51 --max-f 0.5%
echo '"h" <wait> <dump>' >"$work/keys"
step "open the herd list, headless" "$mupu" --db "$work/book.db" --headless 80x24 --keys "$work/keys"
step "first screen, headless" "$mupu" --db "$work/book.db" --headless 80x24
step "db verify, the log replayed" "$mupu" --db "$work/book.db" db verify
ls -l "$work/book.db" | awk '{ print "the book: " $5 " bytes" }'
