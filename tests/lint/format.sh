#!/bin/sh
# format.sh ROOT: clang-format has nothing to say. Speaks TAP, one case per folder.
cd "$1" || exit 1
if ! command -v clang-format >/dev/null; then
    echo "1..0 # SKIP clang-format is not installed"
    exit
fi
count=0
for folder in include/mupu src src/*/ tests/*/; do
    files=$(find "${folder%/}" -maxdepth 1 -name '*.[ch]' | LC_ALL=C sort)
    [ -n "$files" ] || continue
    count=$((count + 1))
    # shellcheck disable=SC2086
    bad=$(clang-format --dry-run -Werror $files 2>&1 | sed -n 's/^\([^:]*\):\([0-9]*\):.*error:.*/\1:\2/p' |
        awk -F: '!seen[$1]++ { print "# clang-format -i " $1 "    (first at line " $2 ")" }')
    if [ -n "$bad" ]; then
        printf '%s\n' "$bad"
        printf 'not '
    fi
    echo "ok $count - ${folder%/}"
done
echo "1..$count"
