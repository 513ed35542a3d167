#!/bin/sh
# tests/command/run.sh MUPU [CASE...]: every case file is typed as it stands and what comes back is compared; TAP.
# Lines that start with "$ " are typed (sh, with mupu in the path), lines that start with "#: " are remarks, all others
# are the expected output with the errors where they come, and "exit N" last where the status is not 0.
# Each file has a folder of its own and an empty book in it. GENERATE=1 writes what came back into the case files.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=$(readlink -f "$1")
shift
[ $# -gt 0 ] || set -- "$here"/cases/*.txt

export LC_ALL=C.UTF-8 TZ=CST-8 MUPU_DB=book.db MUPU_NOW=2025-10-31 MUPU_OPERATOR=tester
export MUPU_LOCALEDIR="${MUPU_LOCALEDIR:-$(dirname "$program")/src/po}" MUPU_SOURCE="${MUPU_SOURCE:-$(readlink -f "$here/../..")}"
unset LANGUAGE MUPU_LANG MUPU_PASSPHRASE XDG_DATA_HOME COLUMNS
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-command.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/bin"
ln -s "$program" "$work/bin/mupu"
PATH=$work/bin:$PATH
export HOME="$work"

# type_case FILE OUT: the transcript of the case
type_case() {
    folder=$(mktemp -d "$work/case.XXXXXX") || return 1
    seed=0
    : >"$2"
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '#: '*)
            printf '%s\n' "$line" >>"$2"
            ;;
        '$ '*)
            seed=$((seed + 1))
            printf '%s\n' "$line" >>"$2"
            status=0
            (cd "$folder" && MUPU_SEED=$seed exec sh -c "${line#\$ }") >"$work/said" 2>&1 </dev/null 9>&- || status=$?
            sed "s/$cr\$//; s|$folder/|(folder)/|g" "$work/said" >>"$2"    # CSV has CRLF; one case looks at it
            [ ! -s "$work/said" ] || [ -z "$(tail -c 1 "$work/said")" ] || echo '(no newline)' >>"$2"
            [ "$status" -eq 0 ] || echo "exit $status" >>"$2"
            ;;
        esac
    done <"$1"
    rm -rf "$folder"
}

echo "1..$#"
number=0
failed=0
cr=$(printf '\r')
for case_file; do
    number=$((number + 1))
    name=$(basename "$case_file" .txt)
    type_case "$case_file" "$work/came"
    if [ "${GENERATE-}" = 1 ]; then
        cmp -s "$work/came" "$case_file" || cp "$work/came" "$case_file"
    fi
    if diff -u "$case_file" "$work/came" >"$work/diff"; then
        echo "ok $number - $name"
    else
        echo "not ok $number - $name"
        cat "$work/diff" >&2
        failed=1
    fi
done
exit $failed
