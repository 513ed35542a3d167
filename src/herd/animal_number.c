/* animal_number.c - the numbers that a record gives an animal */
#include "animal_draft.h"

#include <string.h>

static const struct {
    const char *name, *kind; /* kind NULL: told from the number */
} number_fields[] = {
    { "number", NULL }, { "official", "official" }, { "rfid", "rfid" }, { "brand", "brand" }, { "name", "name" },
};

bool draft_has_number(const struct record *r)
{
    for (size_t i = 0; i < COUNT(number_fields); i++)
        if (record_text(r, number_fields[i].name) && !record_empties(r, number_fields[i].name))
            return true;
    return false;
}

/* A number corrected was never on the animal. An official one must be free for the animal that does wear it; of the
 * others the book keeps that they were in use. */
static bool end_number(struct draft_animal *d, const struct identifier *old, struct err *e)
{
    struct query *q CLEANUP(query_done) = NULL;
    if (strcmp(old->kind, "official") != 0)
        return identifier_close(d->herd, old->id, d->herd->today, "wrong", e);
    if (!store_query(d->herd->store, "identifier_void", &q, e))
        return false;
    query_bind_int(q, ":id", old->id);
    query_bind_text(q, ":reason", "wrong");
    return query_run(q, e);
}

/* *ret_same: the animal has this number already, however it was typed. form NULL: it loses what it has of the kind. */
static bool end_present(struct draft_animal *d, const char *kind, const struct identifier_form *form, bool *ret_same,
                        struct err *e)
{
    struct identifier *all;
    struct identifier_form present;
    int count;
    *ret_same = false;
    if (!identifier_all(d->herd, d->id, &d->arena, &all, &count, e))
        return false;
    for (int i = 0; i < count; i++) {
        if (all[i].to != DATE_NONE || strcmp(all[i].kind, kind) != 0)
            continue;
        if (form && identifier_parse_as(d->herd, NULL, kind, all[i].value, &present, e) &&
            strcmp(present.normal, form->normal) == 0)
            *ret_same = true;
        else if (!end_number(d, &all[i], e))
            return false;
    }
    return true;
}

static bool write_number(struct draft_animal *d, const char *name, const char *kind, const char *text, struct err *e)
{
    struct identifier_form form = { .kind = kind ? kind : "farm" };
    bool empty = record_empties(d->record, name), same = false;
    if (!empty && !identifier_parse_as(d->herd, d->row.species, kind, text, &form, e))
        return false;
    if (d->before.id && !end_present(d, form.kind, empty ? NULL : &form, &same, e))
        return false;
    if (empty || same)
        return true;
    date_day from = d->before.id ? d->herd->today : d->from;
    return identifier_judge(d->herd, d->record, &form, d->row.species, d->row.sex, name, &d->noted, e) &&
           identifier_insert(d->herd, d->id, d->row.species, form.kind, text, from, NULL, e);
}

bool draft_write_numbers(struct draft_animal *d, struct err *e)
{
    for (size_t i = 0; i < COUNT(number_fields); i++) {
        const char *name = number_fields[i].name, *text = record_text(d->record, name);
        if (!text || write_number(d, name, number_fields[i].kind, text, e))
            continue;
        snprintf(e->field, sizeof e->field, "%s", name);
        return false;
    }
    return true;
}
