#!/bin/sh
# listed.sh ROOT - a screen case that no meson.build names would never be played, and a golden file without a case is dead;
# a group of commands that command.c does not name would never be found (one was lost so in a merge).
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
hidden=
for group in $(sed -n 's/^const struct command_group \(command_[a-z_]*\).*/\1/p' "$root"/src/command/*.c); do
    grep -q "&$group," "$root/src/command/command.c" || hidden="$hidden $group"
done
echo "1..2"
if [ -z "$lost" ] && [ $cases -gt 0 ]; then
    echo "ok 1 - each of $cases screen cases is played"
else
    echo "# not played:$lost"
    echo "not ok 1 - each screen case is played"
fi
if [ -z "$hidden" ]; then
    echo "ok 2 - each group of commands can be called"
else
    echo "# not in command.c:$hidden"
    echo "not ok 2 - each group of commands can be called"
fi
