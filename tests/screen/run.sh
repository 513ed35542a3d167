#!/bin/sh
# run.sh MUPU CASE - plays CASE.keys on a fresh book in both languages and three sizes and compares with golden/.
# GENERATE=1 writes the golden files instead; look at them in the diff.
set -u
mupu=$1 case=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export MUPU_NOW=2025-10-31 MUPU_OPERATOR=clerk TZ=CST-8 LC_ALL=C.UTF-8
unset NO_COLOR MUPU_ASCII
echo 1..6
sh "$here/book.sh" "$mupu" "$dir/book.db" || { echo "Bail out! the book cannot be made"; exit 1; }
n=0
for lang in zh en; do
    for size in 80x24 120x40 60x20; do
        n=$((n + 1)) name=$case.$lang.$size
        cp "$dir/book.db" "$dir/now.db"
        MUPU_SEED=77 "$mupu" --db "$dir/now.db" --lang $lang --headless $size --keys "$here/$case.keys" \
            >"$dir/$name" 2>&1
        status=$?
        rm -f "$dir/now.db"*
        if [ -n "${GENERATE:-}" ]; then
            cp "$dir/$name" "$here/golden/$name"
        fi
        if [ $status -eq 0 ] && diff -u "$here/golden/$name" "$dir/$name" >"$dir/diff"; then
            echo "ok $n - $name"
        else
            sed 's/^/# /' "$dir/diff"
            echo "not ok $n - $name (status $status)"
        fi
    done
done
