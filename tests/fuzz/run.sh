#!/bin/sh
# run.sh ROOT SECONDS: builds the CSV reader for libFuzzer with clang and feeds it for so long. Speaks TAP.
root=$1
seconds=$2
if ! command -v clang >/dev/null; then
    echo "1..0 # SKIP no clang"
    exit
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-fuzz.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
echo "1..1"
if ! clang -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -DMUPU_VERSION='""' -DLOCALEDIR='""' \
    -I"$root/include" -o "$work/fuzz" "$root/tests/fuzz/csv.c" "$root/src/exchange/csv.c" "$root"/src/base/*.c \
    -luuid -lm >"$work/log" 2>&1; then
    if grep -q 'libclang_rt' "$work/log"; then
        echo "ok 1 - csv # SKIP clang has no libFuzzer here"
        exit
    fi
    sed 's/^/# /' "$work/log" | head -n 20
    echo "not ok 1 - csv"
    exit 1
fi
mkdir "$work/seeds"
printf '耳号,父号\r\n"K""1",=\0472\047\r\n' >"$work/seeds/utf8"
printf '\377\376i\0d\0\n\0001\0' >"$work/seeds/utf16"
printf '\266\372\272\305,a\nK1,2\n' >"$work/seeds/gb18030"
if (cd "$work" && ./fuzz -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 seeds >log 2>&1); then
    sed -n 's/^stat::number_of_executed_units: */# runs: /p' "$work/log"
    echo "ok 1 - csv"
else
    tail -n 40 "$work/log" | sed 's/^/# /'
    echo "not ok 1 - csv"
    exit 1
fi
