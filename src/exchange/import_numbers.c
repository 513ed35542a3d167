/* import_numbers.c - the further numbers of a row: what form they have, whose they are already, and parents that are
 * called by the ear tag of an animal whose row has another number */
#include "import.h"

#include "herd/inner.h"

#include <string.h>

static const char *const kinds[FURTHERS] = { "official", "rfid", "brand", "name" };

static bool unique_kind(enum further f)
{
    return f == FURTHER_OFFICIAL || f == FURTHER_RFID;
}

/* ---- within the file ---- */

struct tags {
    struct name_table names; /* "official 365292900000001" */
    int32_t *row, capacity;
};

static bool used_before(struct import *i, struct tags *t, int32_t r, enum further f, const char *normal)
{
    bool fresh;
    const char *key = arena_printf(&i->texts, "%s %s", kinds[f], normal);
    int32_t at = names_add(&t->names, key, &fresh);
    if (at >= t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 1024;
        t->row = memory_resize(t->row, (size_t)t->capacity, sizeof *t->row);
    }
    if (fresh)
        t->row[at] = r;
    else
        import_fault(i, i->rows[r].line, import_further_headings[f], i->rows[r].further[f],
                     _("stands in row %lld already"), (long long)i->rows[t->row[at]].line);
    return !fresh;
}

/* The same number as the row's own is left out; as another row's, it is a fault; as a parent's, that parent is this
 * animal. */
static void meet_node(struct import *i, struct incoming *row, enum further f, const struct identifier_form *form)
{
    int32_t at = names_find(&i->names, form->normal);
    if (at < 0 || strcmp(i->nodes[at].kind, form->kind) != 0)
        return;
    if (at == row->node)
        row->further[f] = NULL;
    else if (i->nodes[at].row >= 0)
        import_fault(i, row->line, import_further_headings[f], row->further[f], _("is the number of row %lld"),
                     (long long)i->rows[i->nodes[at].row].line);
    else if (row->node >= 0)
        i->nodes[at].same_as = row->node;
}

/* ---- against the book ---- */

static bool meet_holder(struct import *i, struct incoming *row, enum further f, const struct identifier_form *form,
                        struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    int64_t holder;
    if (!store_query(i->herd->store, "identifier_holder", &q, e))
        return false;
    query_bind_text(q, ":normal", form->normal);
    query_bind_text(q, ":kind", form->kind);
    if (!query_one_int(q, 0, &holder, e))
        return false;
    if (holder && (row->node < 0 || holder != i->nodes[row->node].id))
        import_fault(i, row->line, import_further_headings[f], row->further[f], "%s",
                     _("is the number of another animal in the book"));
    return true;
}

static bool meet_own(struct import *i, struct incoming *row, enum further f, const struct identifier_form *form,
                     struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool found;
    if (!store_query(i->herd->store, "import_number", &q, e))
        return false;
    query_bind_int(q, ":animal", i->nodes[row->node].id);
    query_bind_text(q, ":kind", form->kind);
    query_bind_text(q, ":normal", form->normal);
    if (!query_next(q, &found, e))
        return false;
    if (!found)
        row->completes = true;
    else if (strcmp(query_text(q, 0), form->normal) == 0)
        row->further[f] = NULL;
    else
        import_fault(i, row->line, import_further_headings[f], row->further[f],
                     _("the book says \"%s\"; correct the one that is wrong"), query_text(q, 1));
    return true;
}

/* ---- all of them ---- */

static bool one_number(struct import *i, struct tags *t, int32_t r, enum further f, struct err *e)
{
    struct incoming *row = &i->rows[r];
    struct identifier_form form;
    struct err why;
    const char *species = row->node >= 0 ? import_species(i, &i->nodes[row->node]) : row->species;
    if (!identifier_parse_as(i->herd, species, kinds[f], row->further[f], &form, &why)) {
        import_fault(i, row->line, import_further_headings[f], row->further[f], "%s", why.message);
        return true;
    }
    if (unique_kind(f) && used_before(i, t, r, f, form.normal))
        return true;
    if (unique_kind(f))
        meet_node(i, row, f, &form);
    if (!row->further[f] || i->book_empty)
        return true;
    if (unique_kind(f) && !meet_holder(i, row, f, &form, e))
        return false;
    return row->node < 0 || !i->nodes[row->node].id || meet_own(i, row, f, &form, e);
}

/* An ear tag of another species: animals from abroad have numbers that only look like one. */
static void own_number(struct import *i, const struct incoming *row)
{
    struct identifier_form form;
    struct err why;
    if (row->node < 0 || strcmp(i->nodes[row->node].kind, "official") != 0)
        return;
    if (!identifier_parse(i->herd, import_species(i, &i->nodes[row->node]), row->number, &form, &why))
        import_doubt(i, row->line, HEADING_NUMBER, row->number, "%s", why.message);
}

static int32_t resolved(const struct import *i, int32_t node)
{
    return node >= 0 && i->nodes[node].same_as >= 0 ? i->nodes[node].same_as : node;
}

static void resolve_parents(struct import *i)
{
    for (int32_t n = 0; n < i->names.count; n++) {
        struct node *node = &i->nodes[n];
        node->sire = resolved(i, node->sire);
        node->dam = resolved(i, node->dam);
        if (node->same_as < 0)
            continue;
        struct node *same = &i->nodes[node->same_as];
        if (same->as_sire < 0)
            same->as_sire = node->as_sire;
        if (same->as_dam < 0)
            same->as_dam = node->as_dam;
    }
}

bool import_numbers(struct import *i, struct err *e)
{
    struct tags tags = { 0 };
    bool good = true;
    names_init(&tags.names, 64);
    for (int32_t r = 0; good && r < i->row_count; r++) {
        own_number(i, &i->rows[r]);
        for (int f = 0; good && f < FURTHERS; f++)
            good = !i->rows[r].further[f] || one_number(i, &tags, r, (enum further)f, e);
        if (good && r % 8192 == 0)
            good = import_step(i, _("Comparing numbers"), r, i->row_count, e);
    }
    names_done(&tags.names);
    memory_free(tags.row);
    if (good)
        resolve_parents(i);
    return good;
}
