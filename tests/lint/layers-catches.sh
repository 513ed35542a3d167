#!/bin/sh
# layers-catches.sh ROOT: plants one breach per rule and sees layers.sh name it.
layers=$1/tests/lint/layers.sh
tree=$(mktemp -d "${TMPDIR:-/tmp}/mupu-layers.XXXXXX") || exit 1
trap 'rm -rf "$tree"' EXIT
count=0

# breach FILE LINE NAME: layers.sh must complain of FILE, and only once it is there.
breach() {
    count=$((count + 1))
    mkdir -p "$tree/$(dirname "$1")"
    before=$("$layers" "$tree" | grep -c '^not ok')
    printf '%s\n' "$2" >"$tree/$1"
    out=$("$layers" "$tree")
    if [ "$before" = 0 ] && printf '%s\n' "$out" | grep -q "^# $1" && printf '%s\n' "$out" | grep -q '^not ok'; then
        echo "ok $count - $3"
    else
        echo "not ok $count - $3"
    fi
    rm "$tree/$1"
}

breach src/genetics/order.c '#include "mupu/store.h"' "genetics may not know store"
breach src/term/grid.c '  #  include "mupu/herd.h"' "term may not know herd"
breach src/command/animal.c '#include <mupu/term.h>' "command may not know term"
breach include/mupu/herd.h '#include "mupu/report.h"' "a header keeps its folder's rule"
breach src/herd/animal.c '#include "../store/sqlite.h"' "no reaching into another folder"
breach src/store/query.c '#include <sqlite3.h>' "sqlite3.h outside sqlite.c"
breach src/ui/app.c '#include <ncursesw/ncurses.h>' "curses outside term"
breach src/report/text.c '#include <pango/pangocairo.h>' "pango outside pdf.c"
breach src/herd/check.c 'void f(void) { printf("x"); }' "printf below command"
breach src/store/change.c 'void f(void) { fputs("x", stderr); }' "stderr below command"
breach src/planner/rotate.c 'long f(void) { return time(0); }' "a clock in a kernel"

count=$((count + 1))
mkdir -p "$tree/src/herd"
printf '%s\n' '/* printf(1); exit(1) */' 'int x; // stderr' >"$tree/src/herd/note.c"
if "$layers" "$tree" | grep -q '^not ok'; then echo "not ok $count - comments are no breach"; else
    echo "ok $count - comments are no breach"; fi
echo "1..$count"
