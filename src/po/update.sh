#!/bin/sh
# src/po/update.sh [NEW.po...]: brings POTFILES.in and zh_CN.po up to the sources, taking in the translations of NEW.po
# (what they say wins), and tells what is still without one.
#   update.sh --template FILE   only writes the sources' strings, as lint does
set -eu
here=$(dirname "$(readlink -f "$0")")
root=$here/../..

template() {
    (cd "$root" && grep -lE '(^|[^A-Za-z0-9_])N?_\(' $(find src -name '*.[ch]' | LC_ALL=C sort)) >"$1.files" || :
    (cd "$root" && xgettext --files-from="$1.files" --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ \
        --flag=_:1:pass-c-format --flag=N_:1:pass-c-format --add-comments=TRANSLATORS --add-location=file \
        --package-name=mupu --force-po --output=-) | sed 's/charset=CHARSET/charset=UTF-8/' >"$1"
}

if [ "${1-}" = --template ]; then
    template "$2"
    exit
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/mupu-po.XXXXXX")
trap 'rm -rf "$work"' EXIT
exec 9<"$here/LINGUAS"
flock 9    # several may add words at once
template "$work/pot"
cp "$work/pot.files" "$here/POTFILES.in"
if [ $# -gt 0 ]; then
    msgcat --use-first --output-file="$work/known" "$@" "$here/zh_CN.po"
else
    cp "$here/zh_CN.po" "$work/known"
fi
msgmerge --quiet --no-fuzzy-matching --add-location=file --no-wrap --output-file="$work/merged" "$work/known" "$work/pot"
msgattrib --no-obsolete --no-wrap "$work/merged" | sed '/^"POT-Creation-Date/d' >"$work/new"
msgfmt --check --output-file=/dev/null "$work/new"
# The head is the old file's: a fragment has none worth keeping.
cat "$work/new" >"$here/zh_CN.po"
msgattrib --untranslated --no-wrap "$here/zh_CN.po" | sed -n 's/^msgid "\(..*\)"$/without Chinese: \1/p'
msgfmt --statistics --output-file=/dev/null "$here/zh_CN.po"
