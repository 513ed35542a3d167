/* conflict.c - two clerks at one record: what stands in it as a record, and whether what one wants to change was
 * changed by the other since he looked. */
#include "inner.h"

#include <string.h>

static bool newest_change(struct herd *herd, int64_t *ret, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    return store_query(herd->store, "change_newest", &q, e) && query_one_int(q, 0, ret, e);
}

static const char *day(struct arena *arena, date_day when, enum date_precision precision)
{
    char text[DATE_TEXT];
    return when == DATE_NONE ? NULL : arena_text(arena, date_format(when, precision, text));
}

/* ---- as a record ---- */
bool animal_record(struct herd *herd, int64_t id, struct arena *arena, struct record *ret, struct err *e)
{
    struct animal a, foster = { 0 };
    struct record r;
    record_init(&r, arena);
    if (!newest_change(herd, &r.change, e) || !animal_load(herd, id, arena, &a, e) ||
        (a.foster_dam && !animal_load(herd, a.foster_dam, arena, &foster, e)))
        return false;
    record_set(&r, "number", a.number);
    record_set(&r, "species", a.species);
    record_set(&r, "sex", a.sex);
    record_set(&r, "breed", a.breed);
    record_set(&r, "sire", a.sire_number);
    record_set(&r, "dam", a.dam_number);
    record_set(&r, "family", a.family);
    record_set(&r, "coat", a.coat);
    record_set(&r, "fecb", a.fecb);
    record_set(&r, "origin", a.origin);
    record_set(&r, "note", a.note);
    record_set(&r, "foster-dam", foster.number);
    record_set(&r, "reference", a.reference ? "yes" : NULL);
    record_set(&r, "birth", day(arena, a.birth, a.birth_precision));
    record_set(&r, "birth-type", a.birth_type ? arena_printf(arena, "%d", a.birth_type) : NULL);
    *ret = r;
    return true;
}

bool holding_record(struct herd *herd, int64_t id, struct arena *arena, struct record *ret, struct err *e)
{
    struct holding h, parent = { 0 };
    struct record r;
    record_init(&r, arena);
    if (!newest_change(herd, &r.change, e) || !holding_load(herd, id, arena, &h, e) ||
        (h.parent && !holding_load(herd, h.parent, arena, &parent, e)))
        return false;
    record_set(&r, "code", h.code);
    record_set(&r, "tier", h.tier);
    record_set(&r, "name", h.name);
    record_set(&r, "parent", parent.code);
    record_set(&r, "person", h.person);
    record_set(&r, "phone", h.phone);
    record_set(&r, "township", h.township);
    record_set(&r, "village", h.village);
    record_set(&r, "farm-code", h.farm_code);
    record_set(&r, "prefix", h.prefix);
    record_set(&r, "note", h.note);
    record_set(&r, "opened", day(arena, h.opened, DATE_DAY));
    record_set(&r, "closed", day(arena, h.closed, DATE_DAY));
    *ret = r;
    return true;
}

/* ---- the conflict ---- */
static const char *value(const struct record *r, const char *name)
{
    const char *text = record_text(r, name);
    return text ? text : "";
}

/* As the user reads it. */
static const char *shown(const struct conflict *c, const struct field *field, const struct record *now, const char *is)
{
    const struct dictionary *d = &c->herd->dictionary;
    const struct breed *breed =
        strcmp(field->name, "breed") ? NULL : dictionary_breed(d, record_text(now, "species"), is);
    const struct township *township = strcmp(field->name, "township") ? NULL : dictionary_township(d, is);
    if (breed)
        return herd_label(c->herd, breed->zh, breed->en);
    if (township)
        return herd_label(c->herd, township->zh, township->en);
    return field->type == FIELD_OF_CODE ? herd_code_label(c->herd, field->list, is) : is;
}

/* Who wrote last to this row since `seen`, and when: "阿里木, 2025-10-31 08:30:00". */
static bool who_and_when(const struct conflict *c, const struct record *seen, struct arena *arena, const char **ret,
                         struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    char when[24];
    bool row;
    if (!store_query(c->herd->store, "change_since", &q, e))
        return false;
    query_bind_int(q, ":since", seen->change);
    query_bind_text(q, ":command", c->animal ? "animal edit" : "holding edit");
    query_bind_id(q, ":animal", c->animal);
    query_bind_id(q, ":holding", c->holding);
    if (!query_next(q, &row, e))
        return false;
    *ret = row ? arena_printf(arena, "%s, %s", query_text(q, 0) ? query_text(q, 0) : "?",
                              clock_text(query_int(q, 1), when))
               : "?";
    return true;
}

static bool tell(const struct conflict *c, const struct record *seen, const struct field *field, const char *is,
                 struct arena *arena, struct err *e)
{
    const char *who;
    if (!who_and_when(c, seen, arena, &who, e))
        return false;
    const char *label = herd_label(c->herd, field->zh, field->en);
    if (*is)
        err_set(e, ERR_BUSY, field->name, _("\"%s\" has become \"%s\" meanwhile (%s)."), label, is, who);
    else
        err_set(e, ERR_BUSY, field->name, _("\"%s\" was emptied meanwhile (%s)."), label, who);
    snprintf(e->rule, sizeof e->rule, "%s", CONFLICT_CHANGED);
    return false;
}

bool conflict_check(const struct conflict *c, const struct record *r, const struct record *now, struct err *e)
{
    struct arena arena;
    bool good = true;
    arena_init(&arena);
    for (int i = 0; r->seen && good && i < c->field_count; i++) {
        const char *name = c->fields[i].name, *wanted = record_text(r, name), *is = value(now, name);
        if (!wanted || strcmp(value(r->seen, name), is) == 0)
            continue;
        if (strcmp(strcmp(wanted, "-") == 0 ? "" : wanted, is) != 0)
            good = tell(c, r->seen, &c->fields[i], *is ? shown(c, &c->fields[i], now, is) : is, &arena, e);
    }
    arena_done(&arena);
    return good;
}
