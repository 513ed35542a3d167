/* identifier.c - the numbers on an animal: told apart, looked up, issued. The key is never the number. */
#include "inner.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LAST_CODE_POINT "\xF4\x8F\xBF\xBF" /* [x, x + this) is "begins with x" */
#define RFID_MOST 274877906943             /* 38 bits: ISO 11784 */

/* ---- forms ---- */

static void backwards(const char *text, char *out, size_t room)
{
    size_t length = strlen(text);
    if (length >= room)
        length = room - 1;
    for (size_t i = 0; i < length; i++)
        out[i] = text[length - 1 - i];
    out[length] = '\0';
    if (!utf8_valid(out, length, NULL)) /* a name or brand in Chinese: found by its start or its parts */
        out[0] = '\0';
}

static void form_fill(struct identifier_form *form, const char *kind, const char *value)
{
    CLEANUP(strbuf_done) struct strbuf normal;
    strbuf_init(&normal);
    utf8_normalise(&normal, value);
    form->kind = kind;
    snprintf(form->value, sizeof form->value, "%s", value);
    snprintf(form->normal, sizeof form->normal, "%s", normal.text);
    backwards(form->normal, form->tail, sizeof form->tail);
}

/* What a reader or an input method added is taken off: control characters, full-width digits, blanks at the ends. */
static void clean(struct strbuf *out, const char *text)
{
    CLEANUP(strbuf_done) struct strbuf folded;
    strbuf_init(&folded);
    utf8_fold_width(&folded, text);
    for (const char *c = folded.text; *c; c++)
        if ((unsigned char)*c >= 32 && *c != 127)
            strbuf_add_char(out, *c);
    size_t from = strspn(out->text, " '");
    memmove(out->text, out->text + from, out->length - from + 1);
    out->length -= from;
    while (out->length && strchr(" '", out->text[out->length - 1]))
        out->text[--out->length] = '\0';
}

/* The digits of a number made of digits and separators only, without a reader's leading letters; false if it is none.
 */
static bool digits_only(const char *text, char *out, size_t room)
{
    size_t count = 0;
    if (isupper((unsigned char)text[0])) { /* "LA 982 000...", "A 00000 0 982 000..." */
        while (isupper((unsigned char)*text))
            text++;
        if (*text != ' ')
            return false;
    }
    for (; *text; text++) {
        if (isdigit((unsigned char)*text)) {
            if (count + 1 >= room)
                return false;
            out[count++] = *text;
        } else if (*text != ' ' && *text != '_') {
            return false;
        }
    }
    out[count] = '\0';
    return count > 0;
}

static bool from_hexadecimal(const char *text, char *out, size_t room)
{
    if (strlen(text) != 16 || strncmp(text, "8000", 4) != 0 || strspn(text, "0123456789abcdefABCDEF") != 16 ||
        strspn(text, "0123456789") == 16)
        return false;
    uint64_t bits = strtoull(text, NULL, 16);
    snprintf(out, room, "%03u%012llu", (unsigned)(bits >> 38 & 1023), (unsigned long long)(bits & RFID_MOST));
    return true;
}

static bool parse_rfid(const char *digits, struct identifier_form *ret, struct err *e)
{
    if (strtoll(digits + 3, NULL, 10) > RFID_MOST)
        return err_set(e, ERR_DATA, "rfid", _("RFID \"%s\": the last twelve digits go up to %lld only; read it again"),
                       digits, (long long)RFID_MOST);
    form_fill(ret, "rfid", digits);
    return true;
}

static bool parse_official(const struct herd *herd, const char *species, const char *digits,
                           struct identifier_form *ret, struct err *e)
{
    const struct species *s = species ? dictionary_species(&herd->dictionary, species) : NULL;
    if (s && !*s->tag_digit)
        return err_set(e, ERR_DATA, "official",
                       _("\"%s\" is an official ear tag, and %s have none; enter it as another kind"), digits,
                       herd_label(herd, s->zh, s->en));
    if (s && digits[0] != s->tag_digit[0])
        return err_set(e, ERR_DATA, "official", _("Ear tag \"%s\" begins with %c; for %s it begins with %s"), digits,
                       digits[0], herd_label(herd, s->zh, s->en), s->tag_digit);
    if (strcmp(digits + 7, "00000000") == 0)
        return err_set(e, ERR_DATA, "official", _("Ear tag \"%s\" has the serial number 0; look at the tag again"),
                       digits);
    form_fill(ret, "official", digits);
    return true;
}

/* 1, 2 or 3, then a province 11 to 65: an official tag. 156 (China) or 900 to 999 (makers): a transponder. A tag cannot
 * begin 156, since no province is numbered 56. */
static bool looks_official(const char *digits)
{
    int province = (digits[1] - '0') * 10 + (digits[2] - '0');
    return digits[0] >= '1' && digits[0] <= '3' && province >= 11 && province <= 65 && strncmp(digits, "156", 3) != 0;
}

bool identifier_parse(const struct herd *herd, const char *species, const char *text, struct identifier_form *ret,
                      struct err *e)
{
    CLEANUP(strbuf_done) struct strbuf cleaned;
    strbuf_init(&cleaned);
    clean(&cleaned, text);
    if (cleaned.length == 0)
        return err_set(e, ERR_DATA, "number", _("a number is needed"));
    if (number_looks_mangled(cleaned.text))
        return err_set(
            e, ERR_DATA, "number",
            _("Number \"%s\": a spreadsheet has eaten its digits; format the column as text and type it again"),
            cleaned.text);
    if (cleaned.length >= sizeof ret->value)
        return err_set(e, ERR_DATA, "number", _("Number \"%s\" is too long; at most %d characters"), cleaned.text,
                       (int)sizeof ret->value - 1);
    char digits[40];
    if (from_hexadecimal(cleaned.text, digits, sizeof digits))
        return parse_rfid(digits, ret, e);
    if (digits_only(cleaned.text, digits, sizeof digits)) {
        size_t length = strlen(digits);
        bool zeros = length > 15 && strspn(digits, "0") >= length - 15; /* the animal bit, a reader's counters */
        const char *last = zeros ? digits + length - 15 : digits;
        if (strlen(last) == 15)
            return looks_official(last) ? parse_official(herd, species, last, ret, e) : parse_rfid(last, ret, e);
    }
    form_fill(ret, "farm", cleaned.text);
    return true;
}

/* ---- writing ---- */

static bool identifier_in_use(struct herd *herd, const struct identifier_form *form, int64_t *ret_animal, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "identifier_holder", &q, e))
        return false;
    query_bind_text(q, ":normal", form->normal);
    query_bind_text(q, ":kind", form->kind);
    return query_one_int(q, 0, ret_animal, e);
}

static bool refuse_used(struct herd *herd, const struct identifier_form *form, int64_t animal, int64_t holder,
                        struct err *e)
{
    struct arena arena;
    struct animal other = { 0 };
    struct err ignored;
    if (holder == animal)
        return err_set(e, ERR_DATA, form->kind, _("The animal has number \"%s\" already"), form->value);
    arena_init(&arena);
    bool known = animal_load(herd, holder, &arena, &other, &ignored);
    err_set(e, ERR_DATA, strcmp(form->kind, "farm") == 0 ? "number" : form->kind,
            _("Number \"%s\" exists already: %s, %s; give another one"), form->value,
            known && other.number ? other.number : "?",
            known && other.keeper_code ? other.keeper_code : _("not on a farm"));
    snprintf(e->rule, sizeof e->rule, "%s", "");
    arena_done(&arena);
    return false;
}

bool identifier_insert(struct herd *herd, int64_t animal, const char *species, const char *kind, const char *text,
                       date_day from, const char *reason, struct err *e)
{
    struct identifier_form form;
    CLEANUP(query_done) struct query *q = NULL;
    int64_t holder = 0;
    if (!identifier_parse(herd, species, text, &form, e))
        return false;
    bool official = kind && strcmp(kind, "official") == 0, rfid = kind && strcmp(kind, "rfid") == 0;
    if ((official || rfid) && strcmp(form.kind, kind) != 0)
        return err_set(e, ERR_DATA, kind,
                       official ? _("\"%s\" is no official ear tag: 15 digits, species, county, serial")
                                : _("\"%s\" is no RFID number: 15 digits, 3 for the country or maker and 12"),
                       text);
    if (kind)
        form.kind = kind;
    if (strcmp(form.kind, "farm") == 0 || strcmp(form.kind, "official") == 0 || strcmp(form.kind, "rfid") == 0) {
        if (!identifier_in_use(herd, &form, &holder, e))
            return false;
        if (holder)
            return refuse_used(herd, &form, animal, holder, e);
    }
    if (!store_query(herd->store, "identifier_insert", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_text(q, ":kind", form.kind);
    query_bind_text(q, ":value", form.value);
    query_bind_text(q, ":normal", form.normal);
    query_bind_text(q, ":tail", form.tail);
    query_bind_day(q, ":from", from);
    query_bind_text(q, ":reason", reason);
    return query_run(q, e);
}

bool identifier_close(struct herd *herd, int64_t id, date_day to, const char *reason, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "identifier_close", &q, e))
        return false;
    query_bind_int(q, ":id", id);
    query_bind_day(q, ":to", to);
    query_bind_text(q, ":reason", reason);
    return query_run(q, e);
}

bool identifier_all(struct herd *herd, int64_t animal, struct arena *arena, struct identifier **ret, int *ret_count,
                    struct err *e)
{
    enum { MOST = 64 };
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(herd->store, "identifier_of_animal", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    struct identifier *all = arena_new(arena, MOST * sizeof *all);
    int count = 0;
    bool row;
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row || count == MOST)
            break;
        all[count++] = (struct identifier){
            .id = query_int(q, 0),
            .kind = arena_text(arena, query_text(q, 1)),
            .value = arena_text(arena, query_text(q, 2)),
            .from = query_day(q, 3),
            .to = query_day(q, 4),
            .reason = arena_text(arena, query_text(q, 5)),
        };
    }
    *ret = all;
    *ret_count = count;
    return true;
}

/* ---- finding ---- */

struct finding {
    int64_t *ids;
    int most, count;
};

static void finding_add(struct finding *f, int64_t id)
{
    for (int i = 0; i < f->count; i++)
        if (f->ids[i] == id)
            return;
    if (f->count < f->most)
        f->ids[f->count++] = id;
}

static bool find_by(struct herd *herd, const char *name, const char *bound, const char *text, struct finding *f,
                    struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool row;
    if (!store_query(herd->store, name, &q, e))
        return false;
    query_bind_text(q, bound, text);
    if (strcmp(name, "identifier_by_whole") != 0) {
        char end[80], end_name[16];
        snprintf(end, sizeof end, "%.70s" LAST_CODE_POINT, text);
        snprintf(end_name, sizeof end_name, "%s_end", bound);
        query_bind_text(q, end_name, end);
    }
    query_bind_int(q, ":most", f->most);
    for (;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        finding_add(f, query_int(q, 0));
    }
}

bool identifier_find(struct herd *herd, const char *text, int most, int64_t *ret_ids, int *ret_count, struct err *e)
{
    struct finding f = { ret_ids, most, 0 };
    struct identifier_form form;
    struct err ignored;
    if (!identifier_parse(herd, NULL, text, &form, &ignored)) {
        *ret_count = 0;
        return true;
    }
    if (!find_by(herd, "identifier_by_whole", ":normal", form.normal, &f, e))
        return false;
    if (f.count == 0 && strlen(form.tail) >= 3 && !find_by(herd, "identifier_by_tail", ":tail", form.tail, &f, e))
        return false;
    if (f.count == 0 && strlen(form.normal) >= 2 &&
        !find_by(herd, "identifier_by_start", ":normal", form.normal, &f, e))
        return false;
    *ret_count = f.count;
    return true;
}

static void name_candidates(struct herd *herd, const int64_t *ids, int count, struct strbuf *out)
{
    struct arena arena;
    arena_init(&arena);
    for (int i = 0; i < count && i < 5; i++) {
        struct animal animal;
        struct err ignored;
        if (animal_load(herd, ids[i], &arena, &animal, &ignored))
            strbuf_printf(out, "%s%s", out->length ? ", " : "", animal.number ? animal.number : "?");
    }
    if (count > 5)
        strbuf_add(out, " ...");
    arena_done(&arena);
}

bool identifier_one(struct herd *herd, const char *text, const char *field, int64_t *ret_id, struct err *e)
{
    int64_t ids[6];
    int count;
    if (!identifier_find(herd, text, (int)COUNT(ids), ids, &count, e))
        return false;
    if (count == 0)
        return err_set(e, ERR_NO_INPUT, field, _("No animal has the number \"%s\""), text);
    if (count > 1) {
        CLEANUP(strbuf_done) struct strbuf names;
        strbuf_init(&names);
        name_candidates(herd, ids, count, &names);
        return err_set(e, ERR_DATA, field, _("\"%s\" fits several animals: %s; give more of the number"), text,
                       names.text);
    }
    *ret_id = ids[0];
    return true;
}

/* ---- issuing ---- */

/* "{prefix}-{year2}-{serial5}": everything before the serial, and its number of digits. */
static void rule_start(const char *rule, const char *prefix, int year, struct strbuf *out, int *ret_digits)
{
    *ret_digits = 0;
    for (const char *c = rule; *c;) {
        if (strncmp(c, "{prefix}", 8) == 0) {
            strbuf_add(out, prefix);
            c += 8;
        } else if (strncmp(c, "{year2}", 7) == 0) {
            strbuf_printf(out, "%02d", year % 100);
            c += 7;
        } else if (strncmp(c, "{year4}", 7) == 0) {
            strbuf_printf(out, "%04d", year);
            c += 7;
        } else if (strncmp(c, "{serial", 7) == 0) {
            *ret_digits = atoi(c + 7);
            return;
        } else {
            strbuf_add_char(out, *c++);
        }
    }
}

static bool last_serial(struct herd *herd, const char *start, int digits, int64_t *ret_serial, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    CLEANUP(strbuf_done) struct strbuf normal;
    bool row;
    strbuf_init(&normal);
    utf8_normalise(&normal, start);
    if (!store_query(herd->store, "identifier_last_serial", &q, e))
        return false;
    size_t length = normal.length;
    query_bind_text(q, ":normal", normal.text);
    query_bind_int(q, ":length", (int64_t)length + digits);
    strbuf_add(&normal, LAST_CODE_POINT);
    query_bind_text(q, ":normal_end", normal.text);
    if (!query_next(q, &row, e))
        return false;
    const char *last = row ? query_text(q, 0) : NULL;
    *ret_serial = last ? strtoll(last + length, NULL, 10) : 0;
    return true;
}

bool identifier_propose(struct herd *herd, int64_t holding, const char *species, const char *sex, date_day birth,
                        int taken, struct arena *arena, const char **ret_number, struct err *e)
{
    struct holding where;
    const struct species *s = dictionary_species(&herd->dictionary, species);
    if (!holding_load(herd, holding, arena, &where, e))
        return false;
    if (!s)
        return err_set(e, ERR_DATA, "species", _("There is no species \"%s\""), species ? species : "");
    int year, month, day, digits;
    date_to_ymd(birth == DATE_NONE ? herd->today : birth, &year, &month, &day);
    CLEANUP(strbuf_done) struct strbuf start;
    strbuf_init(&start);
    rule_start(s->number_rule, where.prefix && *where.prefix ? where.prefix : where.code, year, &start, &digits);
    int64_t serial;
    if (!last_serial(herd, start.text, digits, &serial, e))
        return false;
    /* the next of its parity, then on by twos for those proposed already: odd = male */
    serial++;
    if (sex && (serial % 2 == 1) != (*sex == 'M'))
        serial++;
    *ret_number = arena_printf(arena, "%s%0*lld", start.text, digits, (long long)serial + 2LL * taken);
    return true;
}
