#!/bin/sh
# random.sh MUPU [long] - keys at random, by seed, beginning on each screen: the program must end well whatever it is given.
# Half of the runs have no key that saves: after those the book is as it was, to the last row; after the others `db verify`
# finds it whole. Short: 1 x 250 tokens of each sort; long: 2,000 of each sort, with a storm of sizes between the keys.
set -u
mupu=$(realpath "$1") || exit 1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tokens=250 sizes=0
[ "${2:-}" = long ] && tokens=2000 sizes=1
dir=$(mktemp -d "${TMPDIR:-/tmp}/mupu-random.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
export MUPU_NOW=2025-10-31T08:30:00 MUPU_OPERATOR=tester MUPU_SEED=77 TZ=CST-8 LC_ALL=C.UTF-8 TMPDIR="$dir"
export XDG_CONFIG_HOME="$dir/config"
mkdir "$dir/bin"
for name in lp lpstat; do # nothing is printed, whatever this machine has
    printf '#!/bin/sh\nexit 1\n' >"$dir/bin/$name"
    chmod +x "$dir/bin/$name"
done
export PATH="$dir/bin:$PATH"
sh "$here/book.sh" "$mupu" "$dir/book.db" || { echo "Bail out! the book cannot be made"; exit 1; }
"$mupu" --db "$dir/book.db" --yes plan make --species hu_sheep --holding E01 >/dev/null 2>&1 || { echo "Bail out! no plan"; exit 1; }
cd "$dir" || exit 1

# way SCREEN: the keys from Today to it
way() {
    case $1 in
    today) ;;
    herd) echo '<F9> "Herd" <Enter>' ;;
    columns) echo '<F9> "Herd" <Enter> <F6>' ;;
    filter) echo '<F9> "Herd" <Enter> <F4>' ;;
    saved) echo '<F9> "Herd" <Enter> "t"' ;;
    find) echo '<F9> "Herd" <Enter> "/"' ;;
    compare) echo '"118" <Enter> <F6> <Down> <Enter>' ;;
    menu) echo '<F9>' ;;
    help) echo '<F1>' ;;
    card) echo '"112" <Enter>' ;;
    lineage) echo '"118" <Enter> "g"' ;;
    animal) echo '<F9> "New animal" <Enter>' ;;
    edit) echo '"112" <Enter> "e"' ;;
    entry) echo '<F9> "weigh" <Enter>' ;;
    lambing) echo '<F9> "lambing" <Enter> "114" <Enter>' ;;
    grid) echo '<F9> "Grid entry" <Enter> "weigh" <Enter> <Enter> "E01" <Enter>' ;;
    holdings) echo '<F9> "Holdings" <Enter>' ;;
    holding) echo '<F9> "New holding" <Enter>' ;;
    plans) echo '<F9> "Plans" <Enter>' ;;
    plan) echo '<F9> "Plans" <Enter> "a"' ;;
    matings) echo '<F9> "Plans" <Enter> <Enter>' ;;
    summary) echo '<F9> "Summary" <Enter>' ;;
    changes) echo '<F9> "Changes" <Enter>' ;;
    esac
}
screens="today herd columns filter saved find menu help card lineage compare animal edit entry lambing grid holdings holding plans plan matings summary changes"

# Tokens with ~ for a blank. Tame ones save nothing: no Enter, no F2 (so no Esc before a 2), no y; on the matings no
# letters, which lock and forbid pairs at once.
moves='<Esc> <Tab> <S-Tab> <Space> <Up> <Down> <Left> <Right> <Home> <End> <PgUp> <PgDn> <Backspace> <Delete> <wait>
    <C-a> <C-e> <C-k> <C-w> <resize~60x20> <resize~120x40> <resize~30x8> <resize~80x24> <wheeldown~9,9> <wheelup~5,20>'
letters='"a" "e" "v" "w" "l" "u" "o" "h" "c" "g" "m" "p" "s" "f" "b" "+" "-" "/" "?" "112" "00114" "F" "3" "E01" "x"
    "weigh" "\350\207\263" "\351\230\277" <F1> <F3> <F4> <F5> <F6> <F7> <F9> <C-t> <C-g> <C-l> <paste~"114">'
wild='<Enter> <Enter> <Enter> <F2> <F2> "y" "2025-10-01" "20" <C-r> <C-d> <F8> <double~6,9> <click~23,8> <click~5,12>
    "lambing" <paste~"900026000000007"> <reading~animal~"KP01-22-00112"> <reading~animal~"114"> <reading~milk~"2">
    <reading~animal~"826012345600001"> <reading~weight~"52.5">'

# keys SEED TOKENS: so many tokens of the list
keys() {
    awk -v seed="$1" -v most="$tokens" -v sizes="$sizes" -v list="$2" 'BEGIN {
        srand(seed)
        count = split(list, token, " ")
        for (i = 0; i < most; i++) {
            one = token[int(rand() * count) + 1]
            gsub("~", " ", one)
            print one
            if (sizes)
                printf "<resize %dx%d>\n", 40 + int(rand() * 161), 10 + int(rand() * 51)
        }
    }'
}

# The log: every row that is written makes an entry, and `db verify` knows that no row is without.
log() { "$mupu" --db "$1" --json changes; }
log book.db >before

# once SCREEN SORT SEED
once() {
    cp book.db now.db
    { way "$1"; keys "$3" "$4"; } >keys
    "$mupu" --db now.db --lang zh --headless 80x24 --keys keys >out 2>&1
    end=$?
    # 130: the keys ended in the midst of a grid that was kept
    [ $end = 0 ] || [ $end = 130 ] || { echo "it ended with $end" >>out; return 1; }
    "$mupu" --db now.db db verify >>out 2>&1 || return 1
    [ "$2" = wild ] && return 0
    log now.db >after && cmp before after >>out 2>&1
}

# shellcheck disable=SC2086
set -- $screens
echo "1..$(($# * 2))"
n=0
for screen; do
    tame="$moves $letters"
    [ "$screen" = matings ] && tame=$moves
    for sort in tame wild; do
        n=$((n + 1)) list=$tame
        [ $sort = wild ] && list="$moves $letters $wild"
        if once "$screen" $sort $((n * 7)) "$list"; then
            echo "ok $n - $screen, $sort"
        else
            tail -5 out | sed 's/^/# /'
            [ -n "${KEEP:-}" ] && cp keys "$KEEP/random-$screen-$sort.keys"
            echo "not ok $n - $screen, $sort, seed $((n * 7))"
        fi
        rm -f now.db*
    done
done
