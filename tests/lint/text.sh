#!/bin/sh
# text.sh ROOT: every word a person reads has its Chinese. Speaks TAP.
root=$1
catalogue=$root/src/po/zh_CN.po
if [ ! -f "$catalogue" ] || ! command -v xgettext >/dev/null; then
    echo "1..0 # SKIP no catalogue in src/po, or no gettext"
    exit
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-text.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
echo "1..4"

if msgfmt --check --output-file=/dev/null "$catalogue" 2>"$work/errors"; then
    echo "ok 1 - the catalogue is well-formed, and its formats match"
else
    head -n 20 "$work/errors" | sed 's/^/# /'
    echo "not ok 1 - the catalogue is well-formed, and its formats match"
fi

"$root/src/po/update.sh" --template "$work/pot" 2>"$work/errors" || sed 's/^/# /' "$work/errors"
words=$(grep -c '^msgid ' "$work/pot")
[ "$words" -gt 10 ] || printf 'not '
echo "ok 2 - the sources' strings are found ($words)"

msgmerge --quiet --no-fuzzy-matching --no-wrap --output-file="$work/merged" "$catalogue" "$work/pot"
for kind in untranslated only-fuzzy; do
    msgattrib --$kind --no-obsolete --no-wrap "$work/merged" | sed -n 's/^msgid "\(..*\)"$/\1/p'
done >"$work/bare"
if [ -s "$work/bare" ]; then
    echo "# $(wc -l <"$work/bare") without Chinese; src/po/update.sh lists them:"
    head -n 15 "$work/bare" | sed 's/^/#   /'
    printf 'not '
fi
echo "ok 3 - every string is translated"

# What is not English in a source has no place in a catalogue of English.
(cd "$root" && LC_ALL=C grep -rnE --include='*.c' '(^|[^A-Za-z0-9_])N?_\("[^"]*[^ -~]' src) | head -n 10 >"$work/chinese"
if [ -s "$work/chinese" ]; then
    sed 's/^/# /' "$work/chinese"
    printf 'not '
fi
echo "ok 4 - the sources speak English"
