/* identifier_form.c - what kind a typed or scanned number is: farm number, official ear tag or transponder */
#include "inner.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define RFID_MOST 274877906943 /* 38 bits: ISO 11784 */
enum { DIGITS = 15, DIGITS_ROOM = 40 };

/* ---- text ---- */

/* By characters, so that the end of a name in Chinese is found as well. */
static void backwards(const char *text, char *out, size_t room)
{
    size_t at = strlen(text) < room ? strlen(text) : room - 1;
    out[at] = '\0';
    while (*text) {
        const char *start = text;
        utf8_next(&text);
        size_t size = (size_t)(text - start);
        if (size > at)
            break;
        at -= size;
        memcpy(out + at, start, size);
    }
    memmove(out, out + at, strlen(out + at) + 1);
}

static void fill(struct identifier_form *form, const char *kind, const char *value)
{
    struct strbuf normal;
    strbuf_init(&normal);
    utf8_normalise(&normal, value);
    form->kind = kind;
    snprintf(form->value, sizeof form->value, "%s", value);
    snprintf(form->normal, sizeof form->normal, "%s", normal.text);
    backwards(form->normal, form->tail, sizeof form->tail);
    strbuf_done(&normal);
}

/* STX and ETX of a reader, and what a copied cell brings along unseen. */
static bool is_unseen(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) || code == 0x2060 ||
           code == 0xFEFF;
}

/* Also without blanks around, and without what keeps a spreadsheet from counting: an apostrophe, or ="...". */
static void clean(struct strbuf *out, const char *text)
{
    struct strbuf folded;
    strbuf_init(&folded);
    utf8_fold_width(&folded, text);
    for (const char *at = folded.text; *at;) {
        const char *start = at;
        if (!is_unseen(utf8_next(&at)))
            strbuf_add_n(out, start, (size_t)(at - start));
    }
    strbuf_done(&folded);
    size_t from = strspn(out->text, " '=\"");
    if (from == 0 && out->length == 0)
        return;
    memmove(out->text, out->text + from, out->length - from + 1);
    out->length -= from;
    while (out->length && strchr(" '\"", out->text[out->length - 1]))
        out->text[--out->length] = '\0';
}

/* ---- fifteen digits, however they are written ---- */

/* Digits with blanks or '_' between, perhaps behind a reader's letters: "LA 982 000...", "A 00000 0 982 000...". */
static bool take_digits(const char *text, char *out)
{
    size_t count = 0, letters = 0;
    while (isalpha((unsigned char)text[letters]))
        letters++;
    if (letters && text[letters] != ' ')
        return false;
    for (text += letters; *text; text++) {
        if (isdigit((unsigned char)*text) && count + 1 < DIGITS_ROOM)
            out[count++] = *text;
        else if (*text != ' ' && *text != '_')
            return false;
    }
    out[count] = '\0';
    return count > 0;
}

/* "982000017383201.0": a table counted all the same, but no digit is lost. */
static bool take_counted(const char *text, char *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits < DIGITS || digits >= DIGITS_ROOM || text[digits] != '.' || !text[digits + 1] ||
        text[digits + 1 + strspn(text + digits + 1, "0")])
        return false;
    snprintf(out, DIGITS_ROOM, "%.*s", (int)digits, text);
    return true;
}

/* "3-652929-00000001", as on the printed tag. */
static bool take_dashed(const char *text, char *out)
{
    if (strlen(text) != DIGITS + 2 || text[1] != '-' || text[8] != '-')
        return false;
    snprintf(out, DIGITS_ROOM, "%.1s%.6s%.8s", text, text + 2, text + 9);
    return strspn(out, "0123456789") == DIGITS;
}

static bool put_rfid(uint64_t maker, uint64_t national, char *out)
{
    snprintf(out, DIGITS_ROOM, "%03u%012llu", (unsigned)maker, (unsigned long long)national);
    return maker >= 1 && maker <= 999 && national <= RFID_MOST;
}

/* The 64 bits of ISO 11784 with its animal bit, "8000F580...", or country and number with a point, "3E7.1CBE991A14". */
static bool take_hexadecimal(const char *text, char *out)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    if (strlen(text) == 16 && strncmp(text, "8000", 4) == 0 && strspn(text, digits) == 16) {
        uint64_t bits = strtoull(text, NULL, 16);
        return put_rfid(bits >> 38 & 1023, bits & RFID_MOST, out);
    }
    return strlen(text) == 14 && text[3] == '.' && strspn(text, digits) == 3 && strspn(text + 4, digits) == 10 &&
           put_rfid(strtoull(text, NULL, 16), strtoull(text + 4, NULL, 16), out);
}

/* Readers put the animal bit and counters in front, which are 0 but for the bit. */
static const char *last_fifteen(const char *digits)
{
    size_t length = strlen(digits);
    if (length == DIGITS)
        return digits;
    if (length < DIGITS)
        return NULL;
    size_t more = length - DIGITS;
    if (more == 1 && *digits == '1')
        return digits + 1;
    return strspn(digits, "0") >= more ? digits + more : NULL;
}

static bool is_province(const char *two)
{
    static const char *const last[] = { "", "12345", "123", "1234567", "123456", "01234", "12345" };
    return two[0] >= '1' && two[0] <= '6' && strchr(last[two[0] - '0'], two[1]);
}

/* 1, 2 or 3, then a province: an official tag. 156 (China) or 900 to 999 (makers): a transponder. No tag begins with
 * 156, since no province is numbered 56. */
static bool looks_official(const char *digits)
{
    return digits[0] >= '1' && digits[0] <= '3' && is_province(digits + 1);
}

/* ---- the kinds ---- */

static const char *kind_name(const char *kind)
{
    static const char *const kinds[] = { "farm", "official", "rfid", "brand", "name", "old" };
    for (size_t i = 0; kind && i < COUNT(kinds); i++)
        if (strcmp(kinds[i], kind) == 0)
            return kinds[i];
    return NULL;
}

static bool parse_rfid(const char *digits, struct identifier_form *ret, struct err *e)
{
    if (strncmp(digits, "000", 3) == 0)
        return err_set(e, ERR_DATA, "rfid",
                       _("\"%s\" is no RFID number: it begins with 000. Read the transponder again."), digits);
    if (strtoll(digits + 3, NULL, 10) > RFID_MOST)
        return err_set(e, ERR_DATA, "rfid",
                       _("\"%s\" is neither an ear tag (1, 2 or 3, then county and serial) nor an RFID number (its "
                         "last 12 digits are at most %lld). Read it again."),
                       digits, (long long)RFID_MOST);
    fill(ret, "rfid", digits);
    return true;
}

static bool parse_official(const struct herd *herd, const char *species, const char *digits,
                           struct identifier_form *ret, struct err *e)
{
    const struct species *s = species ? dictionary_species(&herd->dictionary, species) : NULL;
    if (!looks_official(digits))
        return err_set(e, ERR_DATA, "official",
                       _("\"%s\" is no official ear tag: 1, 2 or 3, then 6 digits of the county and 8 of the serial. "
                         "Look at the tag again."),
                       digits);
    if (s && !*s->tag_digit)
        return err_set(e, ERR_DATA, "official",
                       _("\"%s\" is an official ear tag, and %s has none. Check the species, or enter it as an old "
                         "number."),
                       digits, herd_label(herd, s->zh, s->en));
    if (s && digits[0] != s->tag_digit[0])
        return err_set(e, ERR_DATA, "official",
                       _("Ear tag \"%s\" begins with %c; those of %s begin with %s. Look at the tag again."), digits,
                       digits[0], herd_label(herd, s->zh, s->en), s->tag_digit);
    if (strcmp(digits + 7, "00000000") == 0)
        return err_set(e, ERR_DATA, "official", _("Ear tag \"%s\" has the serial number 0. Look at the tag again."),
                       digits);
    fill(ret, "official", digits);
    return true;
}

static bool refuse_form(const char *kind, const char *text, struct err *e)
{
    if (strcmp(kind, "official") == 0)
        return err_set(e, ERR_DATA, kind,
                       _("\"%s\" is no official ear tag: that is 15 digits, species, county and serial."), text);
    return err_set(e, ERR_DATA, kind,
                   _("\"%s\" is no RFID number: that is 15 digits, 3 of the country or maker and 12 more."), text);
}

/* kind NULL: told from the number. */
static bool parse_clean(const struct herd *herd, const char *species, const char *kind, const char *text,
                        struct identifier_form *ret, struct err *e)
{
    char digits[DIGITS_ROOM];
    bool numbered = !kind || strcmp(kind, "official") == 0 || strcmp(kind, "rfid") == 0;
    const char *fifteen = NULL;
    if (numbered && take_hexadecimal(text, digits) && (!kind || strcmp(kind, "rfid") == 0))
        return parse_rfid(digits, ret, e);
    if (numbered && (take_digits(text, digits) || take_dashed(text, digits) || take_counted(text, digits)))
        fifteen = last_fifteen(digits);
    if (fifteen && kind)
        return strcmp(kind, "rfid") == 0 ? parse_rfid(fifteen, ret, e) : parse_official(herd, species, fifteen, ret, e);
    if (fifteen)
        return looks_official(fifteen) ? parse_official(herd, species, fifteen, ret, e) : parse_rfid(fifteen, ret, e);
    if (kind && numbered)
        return refuse_form(kind, text, e);
    fill(ret, kind ? kind : "farm", text);
    return true;
}

bool identifier_parse_as(const struct herd *herd, const char *species, const char *kind, const char *text,
                         struct identifier_form *ret, struct err *e)
{
    struct strbuf cleaned;
    bool done = false;
    const char *field = kind && strcmp(kind, "farm") != 0 ? kind : "number";
    strbuf_init(&cleaned);
    clean(&cleaned, text);
    if (cleaned.length == 0)
        err_set(e, ERR_DATA, field, _("The number is missing. Fill it in."));
    else if (number_looks_mangled(cleaned.text))
        err_set(e, ERR_DATA, field,
                _("\"%s\" has lost its digits in a spreadsheet. Format that column as text, then type it again."),
                cleaned.text);
    else if (cleaned.length >= sizeof ret->value)
        err_set(e, ERR_DATA, field, _("\"%s\" is too long for a number: at most %d characters."), cleaned.text,
                (int)sizeof ret->value - 1);
    else
        done = parse_clean(herd, species, kind_name(kind), cleaned.text, ret, e);
    if (done && !*ret->normal)
        done = err_set(e, ERR_DATA, field, _("\"%s\" has no letter or digit. Type the number."), cleaned.text);
    strbuf_done(&cleaned);
    return done;
}

bool identifier_parse(const struct herd *herd, const char *species, const char *text, struct identifier_form *ret,
                      struct err *e)
{
    return identifier_parse_as(herd, species, NULL, text, ret, e);
}
