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
# one that was left in the midst of a form
cp "$work/demo.db" "$work/draft.db"
echo '<F9> "weigh" <Enter> "KP01-22-00114" <Enter> "53" <hangup>' >"$work/half.keys"
"$mupu" --db "$work/draft.db" --headless 80x24 --keys "$work/half.keys" >/dev/null 2>&1 || :

# take NAME LANG SIZE KEYS...
take() {
    name=$1 lang=$2 size=$3
    shift 3
    case "$wanted" in '  ' | *" $name "*) ;; *) return 0 ;; esac
    case $name in
    empty-*) ;;
    draft-*) cp "$work/draft.db" "$work/now.db" ;;
    *) cp "$work/demo.db" "$work/now.db" ;;
    esac
    for try in 1 2 3; do
        "$shot" -s "$size" "$here/pictures/$name.png" "$@" -- "$mupu" --db "$work/now.db" --lang "$lang" && break
        echo "again: $name" >&2
    done
    rm -f "$work"/now.db*
}

take empty-zh zh 80x24
take today-zh zh 100x30
take today-en en 100x30
take today-open-zh zh 100x30 Right Down Down
take today-animals-zh zh 80x24 v
take today-sheet-zh zh 100x30 s
take menu-zh zh 80x24 F9
take help-zh zh 80x24 h F1
take draft-zh zh 80x24
take herd-zh zh 80x24 h
take herd-en en 100x30 h
take herd-wide-zh zh 140x40 h @1
take columns-zh zh 100x30 h F6
take filter-zh zh 100x30 h F4
take filters-zh zh 100x30 h t
take marked-zh zh 100x30 h Space Space Space
take search-zh zh 80x24 h F3 0011
take small-zh zh 60x20 h
take find-zh zh 80x24 0114
take find-en en 80x24 0114
take find-holder-zh zh 80x24 / rhm
take card-zh zh 100x30 00114 Enter
take card-en en 100x30 00114 Enter
take card-small-zh zh 60x20 00114 Enter
take lineage-zh zh 100x30 00114 Enter F3
take descendants-zh zh 100x30 KP01-23-00011 Enter F3 F5 Down Space
take choices-zh zh 100x30 00114 Enter F6
take compare-zh zh 100x30 00114 Enter F6 Enter
take imagined-zh zh 100x30 00114 Enter F6 F5 KP01-23-00011 Enter KP01-22-00112 Enter
take kinds-zh zh 80x24 00114 Enter v
take weigh-zh zh 80x24 00114 Enter w 52.5
take lambing-zh zh 100x30 / KP02-22-00850 Enter l 3 Enter 2 Enter 1 Enter 2 Enter
take grid-start-zh zh 80x24 F9 "Grid entry" Enter weigh Enter
take grid-zh zh 100x30 F9 "Grid entry" Enter weigh Enter Enter H01 Enter 52.5 Enter 48 Enter 9999 Enter 70.5 Enter F2
take grid-en en 100x30 F9 "Grid entry" Enter weigh Enter Enter H01 Enter 52.5 Enter 48 Enter 9999 Enter 70.5 Enter F2
take grid-all-zh zh 100x30 F9 "Grid entry" Enter vaccinate Enter Enter H01 Enter 1 Enter 20250801 Enter 2
take grid-paper-zh zh 100x30 F9 "Grid entry" Enter weigh Enter Enter H02 Enter F6 Enter
take holdings-zh zh 100x30 o
take holding-form-zh zh 80x24 o Down a
take animal-form-zh zh 80x24 a
take plans-zh zh 100x30 p a Tab E01 F2 @2 Escape @0.3
take plan-form-zh zh 80x24 p a
take matings-zh zh 120x40 p a Tab E01 F2 @2
take unmated-zh zh 80x24 p a Tab E01 F2 @2 v
take schedule-zh zh 80x24 p a Tab E01 F2 @2 v v v
take genetics-zh zh 100x30 F9 genetics Enter
take diversity-zh zh 100x30 F9 genetics Enter Down Enter F2 @2
take question-zh zh 80x24 F9 genetics Enter Down Down Down Down Enter
take trend-zh zh 120x40 F9 genetics Enter Down Down Down Down Down Down Enter F2 @2
take new-sires-zh zh 100x30 F9 genetics Enter Down Down Down Down Down Down Down Down Down Down Down Down Enter F2 @2
take summary-zh zh 100x30 r
take save-zh zh 80x24 r s
take changes-zh zh 100x30 c
take change-zh zh 80x24 00114 Enter w 52.5 F2 c Enter
take undo-zh zh 80x24 u
take conflict-zh zh 80x24 00114 Enter e Down Down Down Down Down Down Down C-u D F9 羊群 Enter 00114 Enter e Down Down Down Down Down Down Down C-u E F2 Escape @0.3 Escape @0.3 F2

# docs/SESSION.md: each step with those before it that it needs
holding='o Down a H11 Tab 3 Tab 测试户 F2'
lambing='/ KP02-22-00850 Enter l 3 Enter 2 Enter 1 Enter 2 Enter Enter Enter Enter 3.1 Enter 3.4 Enter 2.9 F2'
take session-1-holding zh 100x30 $holding
take session-2-ram zh 100x30 a KP01-25-09001 Tab Tab 1 Tab 20250301 Tab Tab 00011 Tab Tab Tab E01 F2
take session-3-lambing zh 100x30 $lambing @0.5 F2 @0.5 Escape @0.3
take session-4-weigh zh 100x30 / KP02-22-00850 Enter w 58.5 F2
take session-5-undo zh 100x30 / KP02-22-00850 Enter w 58.5 F2 @0.5 u
take session-6-plan zh 100x30 p a Tab E01 F2 @2
take session-7-approved zh 100x30 p a Tab E01 F2 @2 a y
take session-8-summary zh 100x30 r
