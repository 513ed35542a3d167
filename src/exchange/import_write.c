/* import_write.c - what passed goes into the book: parents before offspring, one change, in parts */
#include "import.h"

#include "herd/inner.h"
#include "mupu/genetics.h"

#include <string.h>

enum { ROWS_A_PART = 12000 }; /* animals; about four rows each */

static bool insert_number(struct import *i, const struct node *node, const char *normal, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    char tail[80];
    size_t length = strlen(normal);
    if (!store_query(i->herd->store, "identifier_insert", &q, e))
        return false;
    for (size_t k = 0; k < length && k < sizeof tail - 1; k++)
        tail[k] = normal[length - 1 - k];
    tail[length < sizeof tail - 1 ? length : sizeof tail - 1] = '\0';
    query_bind_int(q, ":animal", node->id);
    query_bind_text(q, ":kind", node->kind);
    query_bind_text(q, ":value", node->number);
    query_bind_text(q, ":normal", normal);
    query_bind_text(q, ":tail", utf8_valid(tail, strlen(tail), NULL) ? tail : "");
    return query_run(q, e);
}

static bool further_numbers(struct import *i, const struct incoming *row, int64_t id, struct err *e)
{
    const struct {
        const char *kind, *text;
    } numbers[] = {
        { "official", row->official },
        { "rfid", row->rfid },
        { "brand", row->brand },
        { "name", row->name },
    };
    for (size_t k = 0; k < COUNT(numbers); k++)
        if (numbers[k].text &&
            !identifier_insert(i->herd, id, row->species, numbers[k].kind, numbers[k].text, DATE_NONE, NULL, e))
            return err_prefix(e, _("Row %lld: "), (long long)row->line);
    return true;
}

static date_day there_since(const struct incoming *row)
{
    return row->birth != DATE_NONE && row->precision == DATE_DAY ? row->birth : DATE_NONE;
}

static bool stands(struct import *i, const struct incoming *row, int64_t id, struct err *e)
{
    date_day from = there_since(row);
    if (row->keeper && !residence_open_stay(i->herd, id, row->keeper, row->keeper, 0, from, 0, e))
        return false;
    return !row->owner || residence_open_ownership(i->herd, id, row->owner, from, 0, e);
}

static const char *default_species(const struct import *i)
{
    return i->request->species ? i->request->species : i->herd->dictionary.species[0].code;
}

static bool add_node(struct import *i, int32_t at, struct err *e)
{
    struct node *node = &i->nodes[at];
    const struct incoming *row = node->row >= 0 ? &i->rows[node->row] : NULL;
    struct animal_row animal = {
        .species = row && row->species ? row->species : default_species(i),
        .sex = row                  ? row->sex
               : node->as_sire >= 0 ? "M"
                                    : "F",
        .birth = row ? row->birth : DATE_NONE,
        .precision = row ? row->precision : DATE_DAY,
        .sire = node->sire >= 0 ? i->nodes[node->sire].id : 0,
        .dam = node->dam >= 0 ? i->nodes[node->dam].id : 0,
        .sire_evidence = "recorded",
        .dam_evidence = "recorded",
        .reference = !row,
    };
    if (row) {
        animal.birth_type = row->birth_type;
        animal.breed = row->facts[FACT_BREED];
        animal.family = row->facts[FACT_FAMILY];
        animal.coat = row->facts[FACT_COAT];
        animal.fecb = row->facts[FACT_FECB];
        animal.origin = row->facts[FACT_ORIGIN];
        animal.note = row->facts[FACT_NOTE];
    }
    if (!animal_create(i->herd, &animal, &node->id, e) || !insert_number(i, node, i->names.text[at], e))
        return false;
    if (!row) {
        i->result.parents_added++;
        return true;
    }
    i->result.added++;
    return further_numbers(i, row, node->id, e) && stands(i, row, node->id, e);
}

/* ---- animals the book has: what it did not know yet ---- */

static bool adds_something(const struct import *i, const struct incoming *row, struct query *q)
{
    const struct node *node = &i->nodes[row->node];
    bool more = (row->sex && query_is_null(q, 0)) || (row->birth != DATE_NONE && query_is_null(q, 1)) ||
                (node->sire >= 0 && query_is_null(q, 3)) || (node->dam >= 0 && query_is_null(q, 4)) ||
                (row->birth_type && query_is_null(q, 11)) || query_int(q, 12) != 0;
    for (int f = 0; f < TEXT_FACTS; f++)
        more = more || (row->facts[f] && query_is_null(q, 5 + f));
    return more;
}

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

static bool update_existing(struct import *i, const struct incoming *row, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool found;
    if (!store_query(i->herd->store, "import_existing", &q, e))
        return false;
    int64_t id = i->nodes[row->node].id;
    query_bind_int(q, ":animal", id);
    if (!query_next(q, &found, e))
        return false;
    bool more = found && adds_something(i, row, q), homeless = found && query_is_null(q, 13) && query_int(q, 12) != 0;
    if (!more) {
        i->result.unchanged++;
        return true;
    }
    i->result.added++;
    return complete(i, row, e) && (!homeless || stands(i, row, id, e));
}

/* ---- all of them ---- */

static bool write_node(struct import *i, int32_t at, struct err *e)
{
    const struct node *node = &i->nodes[at];
    if (!node->id)
        return add_node(i, at, e);
    return node->row < 0 || update_existing(i, &i->rows[node->row], e);
}

static bool write_in_order(struct import *i, const int32_t *order, struct err *e)
{
    for (int32_t k = 0; k < i->names.count; k++) {
        if (k % 2048 == 0 && !progress_step(i->progress, _("Writing"), k, i->names.count))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        if (k % ROWS_A_PART == ROWS_A_PART - 1 && !store_part(i->herd->store, e))
            return false;
        if (!write_node(i, order[k], e))
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
    if (!herd_begin(i->herd, e))
        return false;
    if (!write_all(i, e)) {
        herd_rollback(i->herd);
        return false;
    }
    return herd_commit(i->herd, "import animals", default_species(i), base_name(i->request->path),
                       i->result.added + i->result.parents_added, 0, i->request->holding, NULL, e);
}
