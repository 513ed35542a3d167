/* identifier_find.c - any number finds the animal: whole, by its end or start, by a name, by who keeps it */
#include "inner.h"

#include <string.h>

enum { LEAST_END = 3, LEAST_START = 2, MOST_HOLDERS = 8 };

/* ---- collecting ---- */

static bool has_animal(const struct finding *f, int64_t animal)
{
    for (int i = 0; i < f->count; i++)
        if (f->found[i].animal == animal)
            return true;
    return false;
}

static void finding_add(struct finding *f, int most, const struct found *one)
{
    if (one->animal && has_animal(f, one->animal))
        return;
    if (f->count < most)
        f->found[f->count++] = *one;
    else
        f->more = true;
}

static struct found found_row(struct query *q, enum found_by by, struct arena *arena)
{
    return (struct found){
        .by = by,
        .animal = query_int(q, 0),
        .present = query_int(q, 1),
        .to = query_day(q, 2),
        .kind = arena_text(arena, query_text(q, 3)),
        .value = arena_text(arena, query_text(q, 4)),
    };
}

struct looking {
    struct herd *herd;
    struct arena *arena;
    int most;
    struct finding *f;
};

/* ---- by number ---- */

static bool is_name(const char *kind)
{
    return strcmp(kind, "name") == 0 || strcmp(kind, "brand") == 0;
}

static bool by_number(const struct looking *l, enum found_by by, const char *text, struct err *e)
{
    static const char *const names[] = {
        [FOUND_WHOLE] = "identifier_by_whole", [FOUND_END] = "identifier_by_tail", [FOUND_START] = "identifier_by_start"
    };
    struct query *q CLEANUP(query_done) = NULL;
    char end[80];
    if (!store_query(l->herd->store, names[by], &q, e))
        return false;
    query_bind_text(q, ":text", text);
    snprintf(end, sizeof end, "%.70s" LAST_CODE_POINT, text);
    if (by != FOUND_WHOLE)
        query_bind_text(q, ":end", end);
    query_bind_int(q, ":most", l->most + 1);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        struct found one = found_row(q, by, l->arena);
        if (by == FOUND_START && is_name(one.kind))
            one.by = FOUND_NAME;
        finding_add(l->f, l->most, &one);
    }
}

static bool by_numbers(const struct looking *l, const struct identifier_form *form, bool all, struct err *e)
{
    return by_number(l, FOUND_WHOLE, form->normal, e) &&
           ((l->f->count && !all) || identifier_characters(form->tail) < LEAST_END ||
            by_number(l, FOUND_END, form->tail, e)) &&
           ((l->f->count && !all) || identifier_characters(form->normal) < LEAST_START ||
            by_number(l, FOUND_START, form->normal, e));
}

/* ---- by name ---- */

static bool names_begin(struct herd *herd, struct query **ret, struct err *e)
{
    return store_query(herd->store, "identifier_names", ret, e);
}

/* Inside of a name, or by what it is read as: below what may stand before it in the list. */
static bool fits_name(const char *name, const char *wanted)
{
    return strstr(name, wanted) || pinyin_find(name, wanted) >= 0;
}

static bool add_by_id(const struct looking *l, int64_t id, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    bool row;
    if (!store_query(l->herd->store, "identifier_by_id", &q, e))
        return false;
    query_bind_int(q, ":id", id);
    if (!query_next(q, &row, e))
        return false;
    if (row) {
        struct found one = found_row(q, FOUND_SPELLED, l->arena);
        finding_add(l->f, l->most, &one);
    }
    return true;
}

static bool by_name(const struct looking *l, const char *wanted, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!names_begin(l->herd, &q, e))
        return false;
    for (bool row; !l->f->more;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            break;
        if (fits_name(query_text(q, 2), wanted) && !add_by_id(l, query_int(q, 0), e))
            return false;
    }
    return true;
}

bool identifier_named(struct herd *herd, const char *normal, struct strbuf *ret_ids, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!names_begin(herd, &q, e))
        return false;
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        if (*normal && fits_name(query_text(q, 2), normal))
            strbuf_printf(ret_ids, "%s%lld", ret_ids->length > 1 ? "," : "", (long long)query_int(q, 1));
    }
}

/* ---- by who keeps it ---- */

static bool add_kept(const struct looking *l, const struct found *holder, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (!store_query(l->herd->store, "holding_keeps", &q, e))
        return false;
    query_bind_int(q, ":holding", holder->holding);
    query_bind_int(q, ":most", l->most + 1);
    for (bool row;;) {
        if (!query_next(q, &row, e))
            return false;
        if (!row)
            return true;
        struct found one = *holder;
        one.by = FOUND_KEPT;
        one.animal = query_int(q, 0);
        one.present = true;
        finding_add(l->f, l->most, &one);
    }
}

static bool add_holder(const struct looking *l, int64_t id, struct found *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    struct holding h;
    int64_t heads = 0;
    if (!holding_load(l->herd, id, l->arena, &h, e) || !store_query(l->herd->store, "holding_heads", &q, e))
        return false;
    query_bind_int(q, ":holding", id);
    if (!query_one_int(q, 0, &heads, e))
        return false;
    const char *name = h.name ? h.name : h.code;
    bool person = h.person && strcmp(h.person, name) != 0;
    *ret = (struct found){
        .by = FOUND_HOLDER,
        .holding = id,
        .heads = heads,
        .to = DATE_NONE,
        .kind = h.code,
        .value = person ? arena_printf(l->arena, "%s %s", name, h.person) : name,
    };
    finding_add(l->f, l->most, ret);
    return true;
}

/* Digits alone, or one letter, are nobody's name. */
bool identifier_may_be_holder(const char *normal)
{
    return normal[strspn(normal, "0123456789")] && (identifier_characters(normal) > 1 || (*normal & 0x80));
}

static bool by_holder(const struct looking *l, const char *text, struct err *e)
{
    int64_t *ids;
    int count;
    struct found holder;
    if (!holding_candidates(l->herd, text, l->arena, &ids, &count, e))
        return false;
    l->f->more = l->f->more || count > MOST_HOLDERS;
    for (int i = 0; i < count && i < MOST_HOLDERS; i++)
        if (!add_holder(l, ids[i], &holder, e))
            return false;
    return count != 1 || add_kept(l, &holder, e);
}

/* ---- all ---- */

/* f->why: what is wrong with the text as a number, if it is; it may be part of one all the same. all = false: those of
 * the first kind that gives any. */
static bool find(const struct looking *l, const char *text, bool all, struct err *e)
{
    struct identifier_form form;
    *l->f = (struct finding){ .found = arena_new(l->arena, (size_t)l->most * sizeof *l->f->found) };
    if (!identifier_parse(l->herd, NULL, text, &form, &l->f->why) &&
        !identifier_parse_as(l->herd, NULL, "old", text, &form, &l->f->why))
        return true;
    if (!by_numbers(l, &form, all, e))
        return false;
    if ((l->f->count && !all) || !identifier_may_be_holder(form.normal))
        return true;
    return by_name(l, form.normal, e) && by_holder(l, text, e);
}

bool identifier_find(struct herd *herd, const char *text, int most, struct arena *arena, struct finding *ret,
                     struct err *e)
{
    const struct looking l = { herd, arena, most, ret };
    return find(&l, text, true, e);
}

void identifier_found_words(const struct herd *herd, const struct found *found, const char *number, struct strbuf *out)
{
    if (found->by == FOUND_HOLDER || found->by == FOUND_KEPT) {
        strbuf_printf(out, _("holder %s"), found->value);
        return;
    }
    const char *kind = herd_code_label(herd, "identifier_kind", found->kind);
    strbuf_printf(out, found->to == DATE_NONE ? "%s" : _("former %s"), kind);
    if (!number || strcmp(number, found->value) != 0)
        strbuf_printf(out, " %s", found->value);
}

/* ---- one ---- */

static int rank(const struct found *found)
{
    return found->present * 2 + (found->to == DATE_NONE);
}

/* Numbers are used again after an animal has died: the whole number means the one that has it now. */
static bool is_clear(const struct finding *f)
{
    const struct found *first = f->found;
    if (f->count == 1 || first[1].by != first->by)
        return true;
    return first->by == FOUND_WHOLE && rank(first) > rank(first + 1);
}

bool identifier_clear(const struct finding *f, int64_t *ret_id)
{
    if (!f->count || f->found->by > FOUND_NAME || !is_clear(f))
        return false;
    *ret_id = f->found->animal;
    return true;
}

static void name_candidates(struct herd *herd, const struct finding *f, struct arena *arena, struct strbuf *out)
{
    int named = 0;
    for (int i = 0; i < f->count && named < 5; i++) {
        struct animal animal;
        struct err ignored;
        if (!f->found[i].animal)
            strbuf_printf(out, "%s%s %s", out->length ? ", " : "", f->found[i].kind, f->found[i].value);
        else if (animal_load(herd, f->found[i].animal, arena, &animal, &ignored))
            strbuf_printf(out, "%s%s", out->length ? ", " : "", animal.number ? animal.number : "?");
        named++;
    }
    if (f->count > named || f->more)
        strbuf_add(out, " ...");
}

static bool refuse(struct herd *herd, const char *text, const char *field, const struct finding *f, struct arena *arena,
                   struct err *e)
{
    struct strbuf names;
    if (f->count == 0 && f->why.code != ERR_NONE)
        return err_set(e, f->why.code, field, "%s", f->why.message);
    if (f->count == 0)
        return err_set(e, ERR_NO_INPUT, field, _("No animal has the number \"%s\". Check it."), text);
    strbuf_init(&names);
    name_candidates(herd, f, arena, &names);
    if (f->found->by <= FOUND_NAME)
        err_set(e, ERR_DATA, field, _("\"%s\" fits several animals: %s. Type more of the number."), text, names.text);
    else
        err_set(e, ERR_NO_INPUT, field,
                _("No animal has the number \"%s\". Is it one of these: %s? Type the whole number."), text, names.text);
    strbuf_done(&names);
    return false;
}

bool identifier_one(struct herd *herd, const char *text, const char *field, int64_t *ret_id, struct err *e)
{
    struct finding f;
    struct arena arena;
    arena_init(&arena);
    const struct looking l = { herd, &arena, 6, &f };
    bool good = find(&l, text, false, e);
    if (good && !identifier_clear(&f, ret_id))
        good = refuse(herd, text, field, &f, &arena, e);
    arena_done(&arena);
    return good;
}

bool identifier_to_type(struct herd *herd, int64_t animal, struct arena *arena, const char **ret_number, struct err *e)
{
    struct animal a;
    struct identifier *all;
    struct err ignored;
    int count;
    int64_t id;
    if (!animal_load(herd, animal, arena, &a, e))
        return false;
    *ret_number = a.number ? a.number : "";
    if (a.number && identifier_one(herd, a.number, "", &id, &ignored) && id == animal)
        return true;
    if (!identifier_all(herd, animal, arena, &all, &count, e))
        return false;
    for (int i = 0; i < count; i++)
        if (identifier_one(herd, all[i].value, "", &id, &ignored) && id == animal) {
            *ret_number = all[i].value;
            break;
        }
    return true;
}
