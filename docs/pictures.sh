#!/bin/sh
# pictures.sh MUPU SHOT [NAME...] - takes the pictures of docs/SCREENS.md again: each on a fresh demonstration county.
# SHOT is a program `shot [-s COLSxROWS] OUT.png KEYS... -- COMMAND`, which types keys at a terminal program and takes a
# picture of its screen.
set -eu
mupu=$(readlink -f "$1") shot=$2
shift 2
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-pictures.XXXXXX")
trap 'rm -rf "$work"' EXIT
export MUPU_LOCALEDIR="${MUPU_LOCALEDIR:-$(dirname "$mupu")/src/po}" MUPU_OPERATOR=阿孜古丽 LC_ALL=C.UTF-8 HOME="$work"
MUPU_SEED=7 "$mupu" --db "$work/demo.db" demo --no-ui >/dev/null
wanted=" $* "

# take NAME LANG SIZE KEYS...
take() {
    name=$1 lang=$2 size=$3
    shift 3
    case "$wanted" in '  ' | *" $name "*) ;; *) return 0 ;; esac
    cp "$work/demo.db" "$work/now.db"
    for try in 1 2 3; do
        "$shot" -s "$size" "$here/pictures/$name.png" "$@" -- "$mupu" --db "$work/now.db" --lang "$lang" && break
        echo "again: $name" >&2
    done
    rm -f "$work"/now.db*
}

take today-zh zh 100x30
take today-en en 100x30
take today-open-zh zh 100x30 Right Down Down
take today-sheet-zh zh 100x30 s
take menu-zh zh 80x24 F9
take help-zh zh 80x24 h F1
take herd-zh zh 80x24 h
take herd-en en 100x30 h
take herd-wide-zh zh 140x40 h @1
take columns-zh zh 100x30 h F6
take filter-zh zh 100x30 h F4
take filters-zh zh 100x30 h t
take marked-zh zh 100x30 h Space Space Space
take search-zh zh 80x24 h F3 0011
take find-zh zh 80x24 0114
take card-zh zh 100x30 00114 Enter
take card-en en 100x30 00114 Enter
take lineage-zh zh 100x30 00114 Enter F3
take choices-zh zh 100x30 00114 Enter F6
take compare-zh zh 100x30 00114 Enter F6 Enter
take weigh-zh zh 80x24 00114 Enter w 52.5
take lambing-zh zh 100x30 / KP02-22-00850 Enter l 3 Enter 2 Enter 1 Enter 2 Enter
take grid-zh zh 100x30 F9 "Grid entry" Enter weigh Enter Enter H01 Enter 52.5 Enter 48 Enter 9999 Enter 70.5 Enter F2
take grid-en en 100x30 F9 "Grid entry" Enter weigh Enter Enter H01 Enter 52.5 Enter 48 Enter 9999 Enter 70.5 Enter F2
take grid-all-zh zh 100x30 F9 "Grid entry" Enter vaccinate Enter Enter H01 Enter 1 Enter 20250801 Enter 2
take grid-paper-zh zh 100x30 F9 "Grid entry" Enter weigh Enter Enter H02 Enter F6 Enter
take holdings-zh zh 100x30 o
take holding-form-zh zh 80x24 o Down a
take animal-form-zh zh 80x24 a
take plans-zh zh 100x30 p
take plan-form-zh zh 80x24 p a
take matings-zh zh 120x40 p a Tab E01 F2 @2
take summary-zh zh 100x30 r
take changes-zh zh 100x30 c
take undo-zh zh 80x24 u
take small-zh zh 60x20 h
