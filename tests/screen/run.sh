#!/bin/sh
# run.sh MUPU CASE - plays cases/CASE.keys headless, in both languages and every size its first line names, and compares
# with golden/. The first line also names the book: demo (the demonstration county), small (book.sh), empty, or draft (the
# small one, left in the midst of a form).
# GENERATE=1 writes the golden files instead; look at them in the diff.
set -u
mupu=$1 case=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
keys=$here/cases/$case.keys
dir=$(mktemp -d "${TMPDIR:-/tmp}/mupu-screen.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
export MUPU_NOW=2025-10-31T08:30:00 MUPU_OPERATOR=tester MUPU_SEED=77 TZ=CST-8 LC_ALL=C.UTF-8
unset NO_COLOR MUPU_ASCII
book=$(sed -n '1s/.*book: \([a-z]*\).*/\1/p' "$keys")
sizes=$(sed -n '1s/.*sizes: //p' "$keys")

# work KEYS - a short time at the screens before the case
work() {
    echo "$1" >"$dir/work.keys"
    "$mupu" --db "$dir/book.db" --lang en --headless 80x24 --keys "$dir/work.keys" >/dev/null 2>&1
}

make_book() {
    case $book in
    demo) MUPU_SEED=7 "$mupu" --db "$dir/book.db" demo --no-ui >/dev/null 2>&1 ;;
    small) sh "$here/book.sh" "$mupu" "$dir/book.db" ;;
    empty) work '' ;;
    draft) sh "$here/book.sh" "$mupu" "$dir/book.db" && ! work '<F9> "weigh" <Enter> "112" <Enter> "53" <hangup>' ;;
    *) false ;;
    esac
}

# once LANGUAGE SIZE
once() {
    name=$case-$1-$2.txt
    cp "$dir/book.db" "$dir/now.db"
    "$mupu" --db "$dir/now.db" --lang "$1" --headless "$2" --keys "$keys" >"$dir/$name" 2>&1
    status=$?
    rm -f "$dir"/now.db*
    [ -n "${GENERATE:-}" ] && cp "$dir/$name" "$here/golden/$name"
    if [ $status -eq 0 ] && diff -u "$here/golden/$name" "$dir/$name" >"$dir/diff"; then
        echo "ok $n - $name"
    else
        sed 's/^/# /' "$dir/diff"
        echo "not ok $n - $name (status $status)"
    fi
}

echo "1..$(($(echo "$sizes" | wc -w) * 2))"
make_book || { echo "Bail out! the book \"$book\" cannot be made"; exit 1; }
n=0
for lang in zh en; do
    for size in $sizes; do
        n=$((n + 1))
        once $lang "$size"
    done
done
