/* identifier.c - the numbers on an animal: written, listed, issued. The key is never the number. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

int identifier_characters(const char *text)
{
    int count = 0;
    while (utf8_next(&text))
        count++;
    return count;
}

/* ---- writing ---- */

static bool identifier_in_use(struct herd *herd, const struct identifier_form *form, int64_t *ret_animal, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(herd->store, "identifier_holder", &q, e))
        return false;
    query_bind_text(q, ":normal", form->normal);
    query_bind_text(q, ":kind", form->kind);
    return query_one_int(q, 0, ret_animal, e);
}

/* Field and column of a kind of number: the farm number is just "number". */
static const char *field_of(const char *kind)
{
    return strcmp(kind, "farm") == 0 ? "number" : kind;
}

static bool refuse_used(struct herd *herd, const struct identifier_form *form, int64_t animal, int64_t holder,
                        struct err *e)
{
    struct arena arena;
    struct animal other = { 0 };
    struct err ignored;
    if (holder == animal)
        return err_set(e, ERR_DATA, field_of(form->kind),
                       _("The animal itself has or had the number \"%s\". Give another one."), form->value);
    arena_init(&arena);
    bool known = animal_load(herd, holder, &arena, &other, &ignored);
    err_set(e, ERR_DATA, field_of(form->kind), _("The number \"%s\" exists already: %s, %s. Give another one."),
            form->value, known && other.number ? other.number : "?",
            known && other.keeper_code ? other.keeper_code : _("not on a farm"));
    arena_done(&arena);
    return false;
}

/* Brands and names may be those of many. */
static bool check_free(struct herd *herd, const struct identifier_form *form, int64_t animal, struct err *e)
{
    int64_t holder = 0;
    if (strcmp(form->kind, "farm") != 0 && strcmp(form->kind, "official") != 0 && strcmp(form->kind, "rfid") != 0)
        return true;
    return identifier_in_use(herd, form, &holder, e) && (!holder || refuse_used(herd, form, animal, holder, e));
}

bool identifier_insert(struct herd *herd, int64_t animal, const char *species, const char *kind, const char *text,
                       date_day from, const char *reason, struct err *e)
{
    struct identifier_form form;
    struct query *q CLEANUP(query_done) = NULL;
    if (!identifier_parse_as(herd, species, kind, text, &form, e) || !check_free(herd, &form, animal, e) ||
        !store_query(herd->store, "identifier_insert", &q, e))
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
    struct query *q CLEANUP(query_done) = NULL;
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
    struct query *q CLEANUP(query_done) = NULL;
    int count = 0, capacity = 8;
    struct identifier *all = arena_new(arena, (size_t)capacity * sizeof *all);
    if (!store_query(herd->store, "identifier_of_animal", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (count == capacity) {
            struct identifier *more = arena_new(arena, (size_t)(capacity *= 2) * sizeof *more);
            memcpy(more, all, (size_t)count * sizeof *more);
            all = more;
        }
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
    struct query *q CLEANUP(query_done) = NULL;
    struct strbuf normal;
    strbuf_init(&normal);
    utf8_normalise(&normal, start);
    bool done = store_query(herd->store, "identifier_last_serial", &q, e);
    if (done) {
        query_bind_text(q, ":normal", normal.text);
        query_bind_int(q, ":start", identifier_characters(normal.text));
        query_bind_int(q, ":digits", digits);
        strbuf_add(&normal, LAST_CODE_POINT);
        query_bind_text(q, ":end", normal.text);
        done = query_one_int(q, 0, ret_serial, e);
    }
    strbuf_done(&normal);
    return done;
}

/* The next of its parity, then on by twos for those proposed already: odd = male. */
static int64_t next_serial(int64_t last, const char *sex, int taken)
{
    int64_t serial = last + 1;
    if (sex && (serial % 2 == 1) != (*sex != 'F'))
        serial++;
    return serial + 2LL * taken;
}

static bool propose(struct herd *herd, const struct species *s, const struct holding *where, const char *sex,
                    date_day birth, int taken, struct arena *arena, const char **ret_number, struct err *e)
{
    int year, month, day, digits;
    int64_t last, most = 1;
    struct strbuf start;
    strbuf_init(&start);
    date_to_ymd(birth == DATE_NONE ? herd->today : birth, &year, &month, &day);
    rule_start(s->number_rule, where->prefix && *where->prefix ? where->prefix : where->code, year, &start, &digits);
    const char *before = arena_text(arena, start.text);
    strbuf_done(&start);
    if (!last_serial(herd, before, digits, &last, e))
        return false;
    int64_t serial = next_serial(last, sex, taken);
    for (int i = 0; i < digits; i++)
        most *= 10;
    if (serial >= most)
        return err_set(e, ERR_DATA, "number", _("The numbers \"%s...\" are used up. Give a number by hand."), before);
    *ret_number = arena_printf(arena, "%s%0*lld", before, digits, (long long)serial);
    return true;
}

bool identifier_propose(struct herd *herd, int64_t holding, const char *species, const char *sex, date_day birth,
                        int taken, struct arena *arena, const char **ret_number, struct err *e)
{
    struct holding where;
    const struct species *s = dictionary_species(&herd->dictionary, species);
    if (!s)
        return err_set(e, ERR_DATA, "species", _("There is no species \"%s\". Choose one of the list."),
                       species ? species : "");
    return holding_load(herd, holding, arena, &where, e) &&
           propose(herd, s, &where, sex, birth, taken, arena, ret_number, e);
}
