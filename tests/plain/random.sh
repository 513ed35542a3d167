#!/bin/sh
# random.sh MUPU - lines at random in plain mode, by seed: the program must end well, and the book stay whole. A second
# drill types only what saves nothing: the book must not change at all.
set -u
mupu=$(readlink -f "$1") || exit 1
dir=$(mktemp -d "${TMPDIR:-/tmp}/mupu-plain.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
export MUPU_NOW=2025-10-31T08:30:00 MUPU_OPERATOR=tester MUPU_SEED=77 TZ=CST-8 LC_ALL=C.UTF-8 TERM=dumb HOME="$dir"
export MUPU_LOCALEDIR="${MUPU_LOCALEDIR:-$(dirname "$mupu")/src/po}"
cd "$dir" || exit 1
mkdir bin
for name in lp lpstat; do
    printf '#!/bin/sh\nexit 1\n' >bin/$name
    chmod +x bin/$name
done
PATH=$dir/bin:$PATH
MUPU_SEED=7 "$mupu" --db demo.db demo --no-ui >/dev/null 2>&1 || { echo "Bail out! no demonstration"; exit 1; }

# lines SEED WORD...: 80 of them; a session may end before they do
lines() {
    from=$1
    shift
    printf '%s\n' "$@" | awk -v seed="$from" '{ word[NR] = $0 } END {
        srand(seed)
        for (i = 0; i < 80; i++)
            print word[int(rand() * NR) + 1]
    }'
}

# changes: how many there are
changes() {
    "$mupu" --db now.db --lang en changes --limit 100000 --format csv 2>/dev/null | wc -l
}

sessions=15
# drill NAME WORD...
drill() {
    name=$1
    shift
    n=$((n + 1))
    cp demo.db now.db
    before=$(changes)
    worst=0 session=0
    while [ $session -lt $sessions ] && [ $worst -eq 0 ]; do
        session=$((session + 1))
        lines $((seed * 100 + session)) "$@" >typed
        timeout -k 5 120 "$mupu" --db now.db --lang zh <typed >out 2>&1
        status=$?
        [ $status -eq 0 ] || [ $status -eq 130 ] || worst=$status
        grep -q 'Sanitizer' out && worst=99
    done
    made=$(($(changes) - before))
    if [ $worst -eq 0 ] && "$mupu" --db now.db db check >>out 2>&1 && { [ "$name" != refused ] || [ $made -eq 0 ]; }; then
        echo "ok $n - $name $seed ($made changes)"
    else
        tail -5 out | sed 's/^/# /'
        echo "not ok $n - $name $seed (session $session, status $worst, $made changes)"
    fi
    rm -f now.db*
}

seeds=${SEEDS:-"1 2 3 4"}
echo "1..$(($(echo "$seeds" | wc -w) * 2))"
n=0
for seed in $seeds; do
    drill any '' '' '' '' '' '' '' q y y n '?' '<' '>' '>' - F2 F2 F4 F5 F7 1 2 3 4 5 6 7 8 9 10 14 17 18 19 22 23 36 e w v a \
        u 羊群 今日 场户 汇总 变更 选配计划 成批录入 称重 产羔 免疫 换标 配种 菜单 Ctrl-R F12 F3 / o 00011 KP02-22-00850 \
        '产羔 KP02-23-00754' '称重 KP02-22-00850' '称重 01751' 'w 3' 'v 2' '空格 2' 2025-10-01 45.5 3 公 母 E01 H03 官方 \
        365292900000018 性别=母 xyz '阿依古丽·热西提' 99999999999999999999
    # nothing here that saves: no y, no F2, and no weight or number that a required field would take
    drill refused '' '' '?' '<' - n q 羊群 今日 场户 汇总 选配计划 称重 00011 KP02-22-00850 '称重 KP02-22-00850' \
        'w 3' '空格 2' 公 E01 性别=母 xyz F4 F5 F12 9999 -3 1e3 '｜' '"' "'; drop table animal; --"
done
