#!/bin/sh
# genetics.sh BUILD [SHARED] - every pedigree kernel on flocks of 10 thousand to 10 million animals, and pedigreemm on the same
# files where R and SHARED/bench/run_F.R (../shared) are. R_LIBS says where pedigreemm is; SIZES and RUNS change the work.
# Prints a table for docs/MEASURED.md and draws docs/pictures/genetics-growth.svg: time over animals, both logarithmic.
# The largest pedigree needs 1 GB on the disk for a while, and R 2.5 GB of memory for it.
set -u
build=${1:?usage: genetics.sh BUILD [SHARED]}
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
shared=${2:-$source/../shared}
sizes=${SIZES:-10000 100000 1000000 10000000}
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-growth.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
: >"$work/rows"
peer() { # peer SIZE: its own CPU and wall seconds for all F; the whole process's peak memory
    /usr/bin/time -f '%M' -o "$work/memory" \
        env RGL_USE_NULL=TRUE OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
        Rscript "$shared/bench/run_F.R" pedigreemm "$work/ped.csv" >"$work/peer" 2>"$work/peer.err" ||
        { echo "pedigreemm: $(tail -n 1 "$work/peer.err")" >&2; return; }
    sed -n 's/^RESULT.* F_wall_s=\([0-9.]*\) F_cpu_s=\([0-9.]*\) .*/\1 \2/p' "$work/peer" |
        { read -r wall cpu; printf 'pedigreemm, all F\t%s\t%s\t%s\t%s\t-\t-\n' "$1" "$cpu" "$wall" \
            $(($(tail -n 1 "$work/memory") / 1024)) >>"$work/rows"; }
}
for size in $sizes; do
    "$build/tests/bench/growth_bench" --animals "$size" --runs "${RUNS:-5}" --csv "$work/ped.csv" >>"$work/rows" || exit 1
    [ -f "$shared/bench/run_F.R" ] && command -v Rscript >/dev/null && peer "$size"
    rm -f "$work/ped.csv"
done
awk -f "$here/growth_table.awk" "$work/rows"
mkdir -p "$source/docs/pictures"
awk -f "$here/growth_picture.awk" "$work/rows" >"$work/picture" && mv "$work/picture" "$source/docs/pictures/genetics-growth.svg"
