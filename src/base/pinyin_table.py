#!/usr/bin/env python3
"""pinyin_table.py UNIHAN_READINGS > pinyin_table.c - run once by hand; the table is committed, the build needs neither.

UNIHAN_READINGS is Unihan_Readings.txt of Debian's package unicode-data (15.0.0-1), /usr/share/unicode, unpacked:
    bzcat /usr/share/unicode/Unihan_Readings.txt.bz2 >readings.txt
    python3 src/base/pinyin_table.py readings.txt >src/base/pinyin_table.c
All readings of today's dictionaries (kMandarin, kXHC1983, kTGHZ2013, kHanyuPinlu) without their tones, the customary
one first; the archaic ones of kHanyuPinyin would make every name match everything.
"""
import re
import sys
import unicodedata

FIRST, END = 0x3400, 0xA000  # the plain table; what lies above (rare characters of names) is a short list
BASE, HIGH = 91, 28          # a number as two characters from '#' on without '\\'; the first stays below '?' (no trigraphs)


def plain(text):
    """'lǚ' -> 'lv': tones away, ü as people type it."""
    letters = []
    for letter in unicodedata.normalize('NFD', text.lower()):
        if letter == '\u0308' and letters[-1] == 'u':
            letters[-1] = 'v'
        elif 'a' <= letter <= 'z':
            letters.append(letter)
    return ''.join(letters)


def read(path):
    found = {}
    for line in open(path, encoding='utf-8'):
        if line.startswith('U+'):
            code, field, value = line.rstrip('\n').split('\t')
            if field in ('kMandarin', 'kXHC1983', 'kTGHZ2013', 'kHanyuPinlu'):
                value = re.sub(r'\([0-9]+\)', '', value)
                words = re.split('[ ,]', re.sub(r'[0-9.*,]+:', '', value))
                found.setdefault(int(code[2:], 16), {})[field] = [plain(word) for word in words]
    readings = {}
    for code, fields in sorted(found.items()):
        if 0x4E00 <= code < END or 'kTGHZ2013' in fields or 'kXHC1983' in fields:
            order = [r for f in ('kMandarin', 'kHanyuPinlu', 'kTGHZ2013', 'kXHC1983') for r in fields.get(f, [])]
            readings[code] = tuple(dict.fromkeys(r for r in order if r and r[0] not in 'iuv'))
    return {code: row for code, row in readings.items() if row}


def strings(text, width=110):
    return '\n'.join('    "' + text[i:i + width] + '"' for i in range(0, len(text), width))


def main():
    readings = read(sys.argv[1])
    syllables = sorted({r for row in readings.values() for r in row})
    rows = sorted({row for row in readings.values()}, key=lambda row: [syllables.index(r) for r in row])
    offsets, sets = {}, []
    for row in rows:
        offsets[row] = len(sets) + 1
        sets += [syllables.index(r) | (0x8000 if r == row[-1] else 0) for r in row]
    assert len(sets) < BASE * HIGH and len(syllables) < 0x8000

    def character(digit):
        return chr(ord('#') + digit + (digit >= ord('\\') - ord('#')))

    def pair(number):
        return character(number // BASE) + character(number % BASE)

    print(HEAD)
    print('const char pinyin_syllables[][PINYIN_SYLLABLE] = {')
    for i in range(0, len(syllables), 12):
        print('    ' + ', '.join('"' + s + '"' for s in syllables[i:i + 12]) + ',')
    print('};\n\nconst uint16_t pinyin_sets[] = {')
    for i in range(0, len(sets), 16):
        print('    ' + ', '.join(str(s) for s in sets[i:i + 16]) + ',')
    print('};\n\nconst char pinyin_plain[] =')
    print(strings(''.join(pair(offsets.get(readings.get(code, ()), 0)) for code in range(FIRST, END))) + ';')
    rare = [code for code in readings if code >= END]
    print('\nconst struct pinyin_rare pinyin_rare[] = {')
    for i in range(0, len(rare), 6):
        print('    ' + ', '.join('{ 0x%X, %d }' % (code, offsets[readings[code]]) for code in rare[i:i + 6]) + ',')
    print('};\nconst int pinyin_rare_count = %d;\n/* clang-format on */' % len(rare))


HEAD = '''/* pinyin_table.c - how Chinese characters are read. Made by pinyin_table.py, do not edit.
 *
 * Source: Unihan_Readings.txt of the Unicode Character Database 15.0.0 (Debian package unicode-data 15.0.0-1), changed:
 * chosen fields only, tones left out, rearranged. Its terms:
 *
 * UNICODE, INC. LICENSE AGREEMENT - DATA FILES AND SOFTWARE (https://www.unicode.org/license.html)
 * COPYRIGHT AND PERMISSION NOTICE. Copyright (c) 1991-2022 Unicode, Inc. All rights reserved. Distributed under the
 * Terms of Use in https://www.unicode.org/copyright.html. Permission is hereby granted, free of charge, to any person
 * obtaining a copy of the Unicode data files and any associated documentation (the "Data Files") or Unicode software
 * and any associated documentation (the "Software") to deal in the Data Files or Software without restriction,
 * including without limitation the rights to use, copy, modify, merge, publish, distribute, and/or sell copies of the
 * Data Files or Software, and to permit persons to whom the Data Files or Software are furnished to do so, provided
 * that either (a) this copyright and permission notice appear with all copies of the Data Files or Software, or (b)
 * this copyright and permission notice appear in associated Documentation. THE DATA FILES AND SOFTWARE ARE PROVIDED
 * "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
 * MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY RIGHTS. IN NO EVENT SHALL THE
 * COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL
 * DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT,
 * NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA FILES OR
 * SOFTWARE. Except as contained in this notice, the name of a copyright holder shall not be used in advertising or
 * otherwise to promote the sale, use or other dealings in these Data Files or Software without prior written
 * authorization of the copyright holder.
 */
#include "pinyin_table.h"

/* clang-format off */'''

main()
