/* utf8.c - characters, their columns, and text made safe to show */
#include "mupu/base.h"

#include <stdlib.h>
#include <string.h>

uint32_t utf8_next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    static const struct {
        unsigned char mask, head;
        int more;
        uint32_t least;
    } forms[] = { { 0xE0, 0xC0, 1, 0x80 }, { 0xF0, 0xE0, 2, 0x800 }, { 0xF8, 0xF0, 3, 0x10000 } };

    if (!at[0])
        return 0;
    (*text)++;
    if (at[0] < 0x80)
        return at[0];
    for (size_t f = 0; f < COUNT(forms); f++) {
        if ((at[0] & forms[f].mask) != forms[f].head)
            continue;
        uint32_t code = at[0] & (unsigned char)~forms[f].mask;
        for (int i = 1; i <= forms[f].more; i++) {
            if ((at[i] & 0xC0) != 0x80) /* also stops at the NUL */
                return UTF8_BAD;
            code = code << 6 | (at[i] & 0x3F);
        }
        if (code < forms[f].least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
            return UTF8_BAD;
        *text += forms[f].more;
        return code;
    }
    return UTF8_BAD;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code >= 0xD800 && code <= 0xDFFF)
        return 0;
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    if (code > 0x10FFFF)
        return 0;
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* True when the character at `at` was no character but a bad byte. (A true U+FFFD has three.) */
static bool was_bad(uint32_t code, const char *at, const char *behind)
{
    return code == UTF8_BAD && behind == at + 1;
}

bool utf8_valid(const char *text, size_t bytes, size_t *ret_offset)
{
    size_t offset = 0;
    while (offset < bytes) {
        /* utf8_next needs an end it can see, and `text` may have none: four bytes at a time */
        char window[5] = { 0 };
        size_t left = bytes - offset;
        memcpy(window, text + offset, left < 4 ? left : 4);
        const char *at = window;
        uint32_t code = utf8_next(&at);
        if (code == 0) {
            offset++; /* a NUL inside is a character like others */
            continue;
        }
        if (was_bad(code, window, at)) {
            if (ret_offset)
                *ret_offset = offset;
            return false;
        }
        offset += (size_t)(at - window);
    }
    return true;
}

struct range {
    uint32_t first, last;
};

static bool lies_in(const struct range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count && ranges[i].first <= code; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

/* What must not reach a screen: it moves the cursor, turns the line around, or hides. Combining marks, and the joiners
 * of Mongolian script (U+180B to U+180F), are letters' parts and stay. */
static const struct range hidden[] = {
    { 0x01, 0x1F },       /* C0 */
    { 0x7F, 0x9F },       /* DEL, C1 */
    { 0xAD, 0xAD },       /* soft hyphen */
    { 0x34F, 0x34F },     /* grapheme joiner */
    { 0x61C, 0x61C },     /* Arabic letter mark: bidi */
    { 0x115F, 0x1160 },   /* Hangul fillers */
    { 0x17B4, 0x17B5 },   /* invisible Khmer vowels */
    { 0x200B, 0x200F },   /* zero-width blank, joiners, bidi marks */
    { 0x2028, 0x202E },   /* line and paragraph separators, bidi embeddings */
    { 0x2060, 0x206F },   /* word joiner, bidi isolates, deprecated format characters */
    { 0x3164, 0x3164 },   /* Hangul filler */
    { 0xFE00, 0xFE0F },   /* variation selectors */
    { 0xFEFF, 0xFEFF },   /* byte order mark */
    { 0xFFA0, 0xFFA0 },   /* Hangul filler */
    { 0xFFF0, 0xFFFB },   /* annotations */
    { 0xFFFE, 0xFFFF },   /* no characters */
    { 0xE0000, 0xE0FFF }, /* tags, variation selectors */
};

/* Wide whatever the locale and the age of its tables say: rare characters of names live in planes 2 and 3. */
static const struct range ideographs[] = {
    { 0x2E80, 0x303E }, { 0x3041, 0x33FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF },
    { 0xF900, 0xFAFF }, { 0xFF01, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x20000, 0x3FFFD },
};

static bool is_ideograph(uint32_t code)
{
    return lies_in(ideographs, COUNT(ideographs), code);
}

static bool is_hidden(uint32_t code)
{
    if (code >= 0x20 && code < 0x7F)
        return false;
    if (lies_in(hidden, COUNT(hidden), code))
        return true;
    /* Unassigned: the terminal's guess would be as good as ours. A locale without UTF-8 knows nothing: no verdict. */
    return MB_CUR_MAX > 1 && wcwidth((wchar_t)code) < 0 && !is_ideograph(code);
}

static int columns_of(uint32_t code, bool bad)
{
    if (bad || (code >= 0x20 && code < 0x7F) || is_hidden(code))
        return 1;
    int columns = wcwidth((wchar_t)code);
    if (columns >= 0)
        return columns;
    return is_ideograph(code) ? 2 : 1;
}

int utf8_width(const char *text)
{
    int columns = 0;
    while (*text) {
        const char *at = text;
        uint32_t code = utf8_next(&text);
        columns += columns_of(code, was_bad(code, at, text));
    }
    return columns;
}

size_t utf8_cut(const char *text, int columns, int *ret_columns)
{
    const char *at = text;
    int taken = 0;
    while (*at) {
        const char *behind = at;
        uint32_t code = utf8_next(&behind);
        int more = columns_of(code, was_bad(code, at, behind));
        if (taken + more > columns)
            break;
        taken += more;
        at = behind;
    }
    if (ret_columns)
        *ret_columns = taken;
    return (size_t)(at - text);
}

void utf8_printable(struct strbuf *out, const char *text)
{
    while (*text) {
        const char *at = text;
        uint32_t code = utf8_next(&text);
        if (was_bad(code, at, text) || is_hidden(code))
            strbuf_add_char(out, '?');
        else
            strbuf_add_n(out, at, (size_t)(text - at));
    }
}

/* The ASCII character an input method left on stands for, or 0. */
static char narrow(uint32_t code)
{
    if (code >= 0xFF01 && code <= 0xFF5E)
        return (char)(code - 0xFF01 + '!');
    if (code == 0x3000)
        return ' ';
    if (code == 0x3002)
        return '.'; /* the key of the full stop */
    return '\0';
}

void utf8_fold_width(struct strbuf *out, const char *text)
{
    while (*text) {
        const char *at = text;
        char ascii = narrow(utf8_next(&text));
        if (ascii)
            strbuf_add_char(out, ascii);
        else
            strbuf_add_n(out, at, (size_t)(text - at));
    }
}

/* What a person may leave out of a number or a name, or write another way. */
static bool is_skipped(uint32_t code)
{
    static const struct range skipped[] = {
        { '\t', '\r' },     { ' ', ' ' },       { '-', '.' },       { '_', '_' },
        { 0xA0, 0xA0 },     { 0xB7, 0xB7 },     { 0x200B, 0x200F }, { 0x2022, 0x2022 },
        { 0x2027, 0x2027 }, { 0x30FB, 0x30FB }, { 0xFEFF, 0xFEFF }, { 0xFF65, 0xFF65 },
    };
    return lies_in(skipped, COUNT(skipped), code);
}

void utf8_normalise(struct strbuf *out, const char *text)
{
    while (*text) {
        const char *at = text;
        uint32_t code = utf8_next(&text);
        char ascii = code < 0x80 ? (char)code : narrow(code);
        if (is_skipped(ascii ? (uint32_t)(unsigned char)ascii : code))
            continue;
        if (ascii)
            strbuf_add_char(out, ascii >= 'a' && ascii <= 'z' ? (char)(ascii - 'a' + 'A') : ascii);
        else
            strbuf_add_n(out, at, (size_t)(text - at));
    }
}
