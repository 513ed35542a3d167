#!/bin/sh
# random.sh MUPU - keys at random on every screen, by seed: the program must end well whatever it is given.
set -u
mupu=$(realpath "$1") || exit 1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/mupu-random.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
export MUPU_NOW=2025-10-31T08:30:00 MUPU_OPERATOR=tester MUPU_SEED=77 TZ=CST-8 LC_ALL=C.UTF-8 TMPDIR="$dir"
mkdir "$dir/bin"
for name in lp lpstat; do # nothing is printed, whatever this machine has
    printf '#!/bin/sh\nexit 1\n' >"$dir/bin/$name"
    chmod +x "$dir/bin/$name"
done
export PATH="$dir/bin:$PATH"
sh "$here/book.sh" "$mupu" "$dir/book.db" || { echo "Bail out! the book cannot be made"; exit 1; }
cd "$dir" || exit 1

# keys SEED: 400 tokens
keys() {
    awk -v seed="$1" 'BEGIN {
        srand(seed)
        count = split("<Enter> <Esc> <Tab> <S-Tab> <Space> <Up> <Down> <Left> <Right> <Home> <End> <PgUp> <PgDn>" \
            " <Backspace> <F1> <F2> <F2> <F3> <F4> <F5> <F6> <F7> <F9> <C-r> <C-t> <wait> <wait> <Enter> <Down>" \
            " <resize~60x20> <resize~120x40> <resize~30x8> <resize~80x24> \"a\" \"e\" \"v\" \"w\" \"l\" \"u\" \"y\"" \
            " \"o\" \"h\" \"c\" \"g\" \"m\" \"+\" \"/\" \"112\" \"00114\" \"F\" \"3\" \"E01\" \"2025-10-01\" \"x\"" \
            " \"weigh\" \"lambing\" \"\350\207\263\"", token, " ")
        for (i = 0; i < 400; i++) {
            one = token[int(rand() * count) + 1]
            gsub("~", " ", one)
            print one
        }
    }'
}

seeds=${SEEDS:-"1 2 3 4 5 6 7 8 9 10 11 12"}
echo "1..$(echo "$seeds" | wc -w)"
n=0
for seed in $seeds; do
    n=$((n + 1))
    cp book.db now.db
    keys "$seed" >keys
    if "$mupu" --db now.db --lang zh --headless 80x24 --keys keys >out 2>&1 &&
        "$mupu" --db now.db db check >>out 2>&1; then
        echo "ok $n - seed $seed"
    else
        tail -5 out | sed 's/^/# /'
        echo "not ok $n - seed $seed"
    fi
    rm -f now.db*
done
