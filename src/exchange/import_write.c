/* import_write.c - what passed goes into the book: parents before offspring, one change, in parts */
#include "import.h"

#include "herd/inner.h"
#include "mupu/genetics.h"

#include <string.h>

enum { ROWS_A_PART = 12000 }; /* animals; about four rows each */

/* ---- numbers: judged already, so they go in without a further look at the book ---- */

static bool insert_form(struct import *i, int64_t animal, const struct identifier_form *form, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (!store_query(i->herd->store, "identifier_insert", &q, e))
        return false;
    query_bind_int(q, ":animal", animal);
    query_bind_text(q, ":kind", form->kind);
    query_bind_text(q, ":value", form->value);
    query_bind_text(q, ":normal", form->normal);
    query_bind_text(q, ":tail", form->tail);
    return query_run(q, e);
}

static bool own_number(struct import *i, const struct node *node, struct err *e)
{
    struct identifier_form form;
    return identifier_parse(i->herd, NULL, node->number, &form, e) && insert_form(i, node->id, &form, e);
}

static bool further_numbers(struct import *i, const struct incoming *row, int64_t id, struct err *e)
{
    static const char *const kinds[FURTHERS] = { "official", "rfid", "brand", "name" };
    struct identifier_form form;
    for (int f = 0; f < FURTHERS; f++)
        if (row->further[f] &&
            (!identifier_parse_as(i->herd, NULL, kinds[f], row->further[f], &form, e) || !insert_form(i, id, &form, e)))
            return err_prefix(e, _("Row %lld: "), (long long)row->line);
    return true;
}

static date_day there_since(const struct incoming *row)
{
    return row->birth != DATE_NONE && row->precision == DATE_DAY ? row->birth : DATE_NONE;
}

static bool stands(struct import *i, const struct incoming *row, int64_t id, struct err *e)
{
    return !row->keeper || residence_open_stay(i->herd, id, row->keeper, row->keeper, 0, there_since(row), 0, e);
}

static bool belongs(struct import *i, const struct incoming *row, int64_t id, struct err *e)
{
    return !row->owner || residence_open_ownership(i->herd, id, row->owner, there_since(row), 0, e);
}

/* ---- new animals ---- */

static void fill_facts(struct animal_row *animal, const struct incoming *row)
{
    animal->sex = row->sex;
    animal->birth = row->birth;
    animal->precision = row->precision;
    animal->birth_type = row->birth_type;
    animal->breed = row->facts[FACT_BREED];
    animal->family = row->facts[FACT_FAMILY];
    animal->coat = row->facts[FACT_COAT];
    animal->fecb = row->facts[FACT_FECB];
    animal->origin = row->facts[FACT_ORIGIN];
    animal->note = row->facts[FACT_NOTE];
}

static bool add_node(struct import *i, struct node *node, struct err *e)
{
    const struct incoming *row = node->row >= 0 ? &i->rows[node->row] : NULL;
    struct animal_row animal = {
        .species = import_species(i, node),
        .sex = node->as_sire >= 0 ? "M" : "F",
        .birth = DATE_NONE,
        .precision = DATE_DAY,
        .sire = node->sire >= 0 ? i->nodes[node->sire].id : 0,
        .dam = node->dam >= 0 ? i->nodes[node->dam].id : 0,
        .sire_evidence = "recorded",
        .dam_evidence = "recorded",
        .reference = !row,
    };
    if (row)
        fill_facts(&animal, row);
    if (!animal_create(i->herd, &animal, &node->id, e) || !own_number(i, node, e))
        return false;
    return !row ||
           (further_numbers(i, row, node->id, e) && stands(i, row, node->id, e) && belongs(i, row, node->id, e));
}

/* ---- animals the book has: what it did not know yet ---- */

static bool complete(struct import *i, const struct incoming *row, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    const struct node *node = &i->nodes[row->node];
    const char precision[2] = { (char)row->precision, '\0' };
    static const char *const names[TEXT_FACTS] = { ":breed", ":family", ":coat", ":fecb", ":origin", ":note" };
    if (!store_query(i->herd->store, "import_complete", &q, e))
        return false;
    query_bind_int(q, ":animal", node->id);
    query_bind_text(q, ":sex", row->sex);
    query_bind_day(q, ":birth", row->birth);
    query_bind_text(q, ":precision", row->birth == DATE_NONE ? NULL : precision);
    query_bind_id(q, ":sire", node->sire >= 0 ? i->nodes[node->sire].id : 0);
    query_bind_id(q, ":dam", node->dam >= 0 ? i->nodes[node->dam].id : 0);
    query_bind_id(q, ":birth_type", row->birth_type);
    query_bind_int(q, ":reference", 0);
    for (int f = 0; f < TEXT_FACTS; f++)
        query_bind_text(q, names[f], row->facts[f]);
    return query_run(q, e);
}

static bool complete_row(struct import *i, const struct incoming *row, struct err *e)
{
    int64_t id = i->nodes[row->node].id;
    return complete(i, row, e) && further_numbers(i, row, id, e) && (!row->opens_stay || stands(i, row, id, e)) &&
           (!row->opens_ownership || belongs(i, row, id, e));
}

/* ---- all of them ---- */

static bool write_node(struct import *i, struct node *node, struct err *e)
{
    if (node->same_as >= 0)
        return true;
    if (!node->id)
        return add_node(i, node, e);
    return node->row < 0 || !i->rows[node->row].completes || complete_row(i, &i->rows[node->row], e);
}

static bool write_in_order(struct import *i, const int32_t *order, struct err *e)
{
    for (int32_t k = 0; k < i->names.count; k++) {
        if (k % 2048 == 0 && !import_step(i, _("Writing"), k, i->names.count, e))
            return false;
        if (k % ROWS_A_PART == ROWS_A_PART - 1 && !store_part(i->herd->store, e))
            return false;
        if (!write_node(i, &i->nodes[order[k]], e))
            return false;
    }
    return true;
}

static bool write_all(struct import *i, struct err *e)
{
    int32_t n = i->names.count;
    int32_t *sire = memory_resize(NULL, (size_t)n + 1, sizeof *sire),
            *dam = memory_resize(NULL, (size_t)n + 1, sizeof *dam);
    int32_t *order = memory_resize(NULL, (size_t)n + 1, sizeof *order);
    for (int32_t k = 0; k < n; k++) {
        sire[k] = i->nodes[k].sire;
        dam[k] = i->nodes[k].dam;
    }
    bool bulk = i->book_empty && n > 5000;
    bool good = order_parents_first((struct pedigree){ n, sire, dam }, order, e) &&
                (!bulk || store_bulk_begin(i->herd->store, e)) && write_in_order(i, order, e) &&
                (!bulk || store_bulk_end(i->herd->store, i->progress, e));
    memory_free(sire);
    memory_free(dam);
    memory_free(order);
    return good;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool import_write(struct import *i, struct err *e)
{
    const struct import_result *r = &i->result;
    const char *species = i->names.count ? import_species(i, &i->nodes[0]) : NULL;
    if (!herd_begin(i->herd, e))
        return false;
    if (!write_all(i, e)) {
        herd_rollback(i->herd);
        return false;
    }
    return herd_commit(i->herd, "import animals", species, base_name(i->request->path),
                       r->added + r->completed + r->parents_added, 0, i->request->holding, NULL, e);
}
