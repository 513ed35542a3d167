#!/bin/sh
# listed.sh ROOT - a screen case that no meson.build names would never be played, and a golden file without a case is dead.
set -u
root=$1
cases=0
lost=
for file in "$root"/tests/screen/cases/*.keys; do
    name=$(basename "$file" .keys)
    cases=$((cases + 1))
    grep -q "'$name'" "$root/tests/screen/meson.build" || lost="$lost $name.keys"
done
for file in "$root"/tests/screen/golden/*.txt; do
    name=$(basename "$file" .txt)
    name=${name%-*-*}
    [ -f "$root/tests/screen/cases/$name.keys" ] || lost="$lost $(basename "$file")"
done
echo "1..1"
if [ -z "$lost" ] && [ $cases -gt 0 ]; then
    echo "ok 1 - each of $cases screen cases is played"
else
    echo "# not played:$lost"
    echo "not ok 1 - each screen case is played"
fi
