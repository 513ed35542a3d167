/* identifier.c - the numbers on an animal: told apart, looked up, issued. The key is never the number. */
#include "inner.h"

#include <stdlib.h>
#include <string.h>

#define LAST_CODE_POINT "\xF4\x8F\xBF\xBF" /* [x, x + this) is "begins with x" */

static int characters(const char *text)
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

/* ---- finding ---- */

enum match { MATCH_NONE, MATCH_WHOLE, MATCH_TAIL, MATCH_START };
struct finding {
    int64_t *ids;
    int most, count;
    enum match match;
    bool named;   /* the first by a name or brand */
    int ranks[2]; /* of the first two: how much rather one of them is meant */
};

static void finding_add(struct finding *f, int64_t id, int rank)
{
    for (int i = 0; i < f->count; i++)
        if (f->ids[i] == id)
            return;
    if (f->count < (int)COUNT(f->ranks))
        f->ranks[f->count] = rank;
    if (f->count < f->most)
        f->ids[f->count++] = id;
}

static bool find_by(struct herd *herd, enum match match, const char *text, struct finding *f, struct err *e)
{
    static const char *const names[] = { [MATCH_WHOLE] = "identifier_by_whole",
                                         [MATCH_TAIL] = "identifier_by_tail",
                                         [MATCH_START] = "identifier_by_start" };
    struct query *q CLEANUP(query_done) = NULL;
    char end[80];
    if (f->count)
        return true;
    if (!store_query(herd->store, names[match], &q, e))
        return false;
    query_bind_text(q, ":text", text);
    snprintf(end, sizeof end, "%.70s" LAST_CODE_POINT, text);
    if (match != MATCH_WHOLE)
        query_bind_text(q, ":end", end);
    query_bind_int(q, ":most", f->most);
    f->match = match;
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (f->count == 0)
            f->named = match == MATCH_START && query_int(q, 3);
        finding_add(f, query_int(q, 0), (int)(query_int(q, 1) * 2 + query_int(q, 2)));
    }
}

/* *ret_why: what is wrong with the text as a number, if it is; it may be part of one all the same. */
static bool find(struct herd *herd, const char *text, struct finding *f, struct err *ret_why, struct err *e)
{
    struct identifier_form form;
    *ret_why = (struct err){ 0 };
    if (!identifier_parse(herd, NULL, text, &form, ret_why) &&
        !identifier_parse_as(herd, NULL, "old", text, &form, ret_why))
        return true;
    return find_by(herd, MATCH_WHOLE, form.normal, f, e) &&
           (characters(form.tail) < 3 || find_by(herd, MATCH_TAIL, form.tail, f, e)) &&
           (characters(form.normal) < 2 || find_by(herd, MATCH_START, form.normal, f, e));
}

bool identifier_find(struct herd *herd, const char *text, int most, int64_t *ret_ids, int *ret_count, struct err *e)
{
    struct finding f = { .ids = ret_ids, .most = most };
    struct err why;
    if (!find(herd, text, &f, &why, e))
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

/* Numbers are used again after an animal has died: the whole number means the one that has it now. */
static bool is_clear(const struct finding *f)
{
    return f->count == 1 || (f->match == MATCH_WHOLE && f->ranks[0] > f->ranks[1]);
}

/* A number that lacks its last digits is another one: it lists, but never writes to, the animals it begins. */
static bool is_begun(const struct finding *f)
{
    return f->match == MATCH_START && !f->named;
}

static bool refuse_several(struct herd *herd, const char *text, const char *field, const struct finding *f,
                           struct err *e)
{
    struct strbuf names;
    strbuf_init(&names);
    name_candidates(herd, f->ids, f->count, &names);
    if (is_begun(f))
        err_set(e, ERR_NO_INPUT, field,
                _("No animal has the number \"%s\". Is it one of these: %s? Type the whole number."), text, names.text);
    else
        err_set(e, ERR_DATA, field, _("\"%s\" fits several animals: %s. Type more of the number."), text, names.text);
    strbuf_done(&names);
    return false;
}

bool identifier_one(struct herd *herd, const char *text, const char *field, int64_t *ret_id, struct err *e)
{
    int64_t ids[6];
    struct finding f = { .ids = ids, .most = (int)COUNT(ids) };
    struct err why;
    if (!find(herd, text, &f, &why, e))
        return false;
    if (f.count == 0 && why.code != ERR_NONE)
        return err_set(e, why.code, field, "%s", why.message);
    if (f.count == 0)
        return err_set(e, ERR_NO_INPUT, field, _("No animal has the number \"%s\". Check it."), text);
    if (!is_clear(&f) || is_begun(&f))
        return refuse_several(herd, text, field, &f, e);
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
    struct query *q CLEANUP(query_done) = NULL;
    struct strbuf normal;
    strbuf_init(&normal);
    utf8_normalise(&normal, start);
    bool done = store_query(herd->store, "identifier_last_serial", &q, e);
    if (done) {
        query_bind_text(q, ":normal", normal.text);
        query_bind_int(q, ":start", characters(normal.text));
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
