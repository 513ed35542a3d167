/* pinyin_table.h - the made table that pinyin.c looks into */
#ifndef BASE_PINYIN_TABLE_H
#define BASE_PINYIN_TABLE_H

#include <stdint.h>

enum {
    PINYIN_SYLLABLE = 7,
    PINYIN_FIRST = 0x3400,
    PINYIN_END = 0xA000, /* code points of the plain table */
    PINYIN_BASE = 91,
    PINYIN_LAST = 0x8000, /* on the last reading of a character */
};
struct pinyin_rare {
    uint32_t code;
    uint16_t set;
};
extern const char pinyin_syllables[][PINYIN_SYLLABLE]; /* ascending; "lv" for lü */
extern const uint16_t pinyin_sets[];                   /* positions of syllables, the customary reading first */
/* Two characters for each code point: where its readings begin in pinyin_sets, from 1; 0 = it has none. */
extern const char pinyin_plain[];
extern const struct pinyin_rare pinyin_rare[]; /* ascending, those above the plain table */
extern const int pinyin_rare_count;

#endif
