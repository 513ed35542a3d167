/* pinyin.c - Chinese names found by the letters of their readings, and put in an order that is the same everywhere */
#include "pinyin_table.h"

#include "mupu/base.h"

#include <stdlib.h>
#include <string.h>

/* ---- readings ---- */

static unsigned digit(char c)
{
    return (unsigned)(c - '#' - (c > '\\'));
}

static int by_code(const void *a, const void *b)
{
    const struct pinyin_rare *x = a, *y = b;
    return (x->code > y->code) - (x->code < y->code);
}

/* NULL: none is known. */
static const uint16_t *readings(uint32_t code)
{
    unsigned at = 0;
    if (code >= PINYIN_FIRST && code < PINYIN_END) {
        const char *pair = pinyin_plain + (code - PINYIN_FIRST) * 2;
        at = digit(pair[0]) * PINYIN_BASE + digit(pair[1]);
    } else if (code >= PINYIN_END) {
        const struct pinyin_rare key = { code, 0 },
                                 *rare = bsearch(&key, pinyin_rare, (size_t)pinyin_rare_count, sizeof key, by_code);
        at = rare ? rare->set : 0;
    }
    return at ? &pinyin_sets[at - 1] : NULL;
}

static const char *syllable(uint16_t reading)
{
    return pinyin_syllables[reading & (PINYIN_LAST - 1)];
}

/* ---- matching ---- */

enum { TYPED_MOST = 63 };
struct typed {
    uint32_t codes[TYPED_MOST];
    int count;
};

static bool letter_fits(char of_syllable, uint32_t typed)
{
    char letter = (char)(of_syllable - 'a' + 'A');
    return typed == (uint32_t)letter ||
           (letter == 'V' && typed == 'U'); /* lü is typed lv, or lu where there is no lu */
}

/* Where the typed text may go on, as bits, if a character at `from` is spelled by any beginning of a reading. */
static uint64_t spell(const struct typed *typed, int from, const uint16_t *set)
{
    uint64_t ends = 0;
    for (bool more = set != NULL; more; set++) {
        const char *letters = syllable(*set);
        for (int i = 0; letters[i] && from + i < typed->count && letter_fits(letters[i], typed->codes[from + i]); i++)
            ends |= UINT64_C(1) << (from + i + 1);
        more = !(*set & PINYIN_LAST);
    }
    return ends;
}

static uint64_t after(const struct typed *typed, uint64_t at, uint32_t code)
{
    const uint16_t *set = readings(code);
    uint64_t ends = 0;
    for (int i = 0; i < typed->count; i++)
        if (at >> i & 1)
            ends |= (typed->codes[i] == code ? UINT64_C(1) << (i + 1) : 0) | spell(typed, i, set);
    return ends;
}

/* All ways at once: bit i is set when the first i characters typed are accounted for. */
static bool begins(const char *text, const struct typed *typed)
{
    uint64_t at = 1;
    while (*text && at) {
        at = after(typed, at, utf8_next(&text));
        if (at >> typed->count & 1)
            return true;
    }
    return false;
}

int pinyin_find(const char *text, const char *typed)
{
    struct typed wanted = { .count = 0 };
    while (*typed) {
        if (wanted.count == TYPED_MOST)
            return -1;
        wanted.codes[wanted.count++] = utf8_next(&typed);
    }
    for (int position = 0; *text && wanted.count; position++) {
        if (begins(text, &wanted))
            return position;
        utf8_next(&text);
    }
    return -1;
}

/* ---- order ---- */

int pinyin_compare(const char *a, const char *b)
{
    while (*a && *b) {
        uint32_t x = utf8_next(&a), y = utf8_next(&b);
        const uint16_t *of_x = readings(x), *of_y = readings(y);
        if (x == y)
            continue;
        if (!of_x != !of_y)
            return of_x ? 1 : -1; /* letters and digits before characters */
        int order = of_x ? strcmp(syllable(*of_x), syllable(*of_y)) : 0;
        return order ? order : x < y ? -1 : 1;
    }
    return *a ? 1 : *b ? -1 : 0;
}
