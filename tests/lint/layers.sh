#!/bin/sh
# layers.sh ROOT: who may include whom (docs/HACKING.md), and who may print. Speaks TAP.
cd "$1" || exit 1
cases=$(mktemp "${TMPDIR:-/tmp}/mupu-layers.XXXXXX") || exit 1
trap 'rm -f "$cases"' EXIT

# report NAME: ok when standard input is empty, else not ok with its lines. (It ends pipes: a subshell, so the number
# of cases lives in a file.)
report() {
    echo "$1" >>"$cases"
    count=$(wc -l <"$cases")
    lines=$(head -n 20)
    if [ -z "$lines" ]; then
        echo "ok $count - $1"
    else
        printf '%s\n' "$lines" | sed 's/^/# /'
        echo "not ok $count - $1"
    fi
}

# includes FILE...: "file header" for every include.
includes() {
    [ $# = 0 ] || awk 'match($0, /^[ \t]*#[ \t]*include[ \t]*[<"][^>"]*/) {
        header = $0; sub(/^[^<"]*[<"]/, "", header); sub(/[>"].*/, "", header); print FILENAME, header }' "$@"
}

sources() {
    find "$@" -name '*.[ch]' 2>/dev/null | LC_ALL=C sort
}

knows() {
    below_herd="base store genetics planner herd plan" # mupu/plan.h is of herd, too
    case $1 in
    base) echo base ;;
    genetics | planner | store | reader) echo "base $1" ;;
    term) echo "base reader term" ;;
    herd) echo "$below_herd" ;;
    exchange | report) echo "$below_herd $1" ;;
    command) echo "$below_herd reader exchange report command" ;;
    ui) echo "$below_herd reader exchange report command term ui" ;;
    esac
}

folders="base genetics planner store reader term herd exchange report command ui"
for folder in $folders; do
    allowed=" $(knows "$folder") "
    # shellcheck disable=SC2046
    includes $(sources "src/$folder") $(ls "include/mupu/$folder.h" 2>/dev/null) | while read -r file header; do
        case $header in
        mupu/*.h)
            known=${header#mupu/}
            case $allowed in
            *" ${known%.h} "*) ;;
            *) echo "$file includes $header" ;;
            esac
            ;;
        */../* | ../*) echo "$file reaches out of its folder: $header" ;;
        esac
    done | report "$folder knows only:$allowed"
done

# only_in NAME HEADER_PATTERN FILE_PATTERN
only_in() {
    # shellcheck disable=SC2046
    includes $(sources src include) | awk -v header="$2" -v file="$3" '$2 ~ header && $1 !~ file' | report "$1"
}
only_in "sqlite3.h only in store/sqlite.c and its sqlite_*.c" '^sqlite3' '^src/store/sqlite(_[a-z]+)?[.]c$'
only_in "libpq only in store/postgres.c" 'libpq' '^src/store/postgres[.]c$'
only_in "curses only in term" '(^|ncursesw?/)(n?curses|panel|form|menu|term)[.]h$' '^src/term/'
only_in "cairo and pango only in report/pdf.c and chart.c" '^(cairo|pango)' '^src/report/(pdf|chart)[.]c$'

# calls PATTERN FOLDER...: lines with a call of it, comments left out
calls() {
    pattern=$1
    shift
    sources "$@" | while read -r file; do
        grep -qE "(^|[^A-Za-z0-9_])($pattern)" "$file" || continue
        ${CC:-cc} -fpreprocessed -dD -E "$file" 2>/dev/null |
            awk -v file="$file" '/^# [0-9]+ / { line = $2 - 1; next } { print file ":" ++line ": " $0 }' |
            grep -E ":.*(^|[^A-Za-z0-9_])($pattern)"
    done
}
below="src/base src/genetics src/planner src/reader src/store src/herd src/exchange src/report"
# shellcheck disable=SC2086
calls '(v?printf|puts|putchar|perror|exit|abort)[ ]*[(]' $below src/term | report "nothing below prints or exits"
# shellcheck disable=SC2086
calls '(stdout|stderr)([^A-Za-z0-9_]|$)' $below | report "nothing below writes to stdout or stderr"
calls '(fopen|fclose|open|getenv|time|clock_now|clock_gettime|rand|random)[ ]*[(]' src/genetics src/planner |
    report "the kernels know no file, clock or environment"
echo "1..$(wc -l <"$cases")"
