/* import_book.c - what the book knows of the animals of a file: which of them it has, what it does not know yet, and
 * what contradicts it. A blank says nothing. */
#include "import.h"

#include <stdlib.h>
#include <string.h>

/* ---- who is there already ---- */

static const char *known_code(const char *code)
{
    static const char *const sexes[] = { "M", "F", "C" };
    for (size_t k = 0; code && k < COUNT(sexes); k++)
        if (strcmp(code, sexes[k]) == 0)
            return sexes[k];
    return NULL;
}

static bool find_one(struct import *i, int32_t n, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    struct node *node = &i->nodes[n];
    bool found;
    if (!store_query(i->herd->store, "import_find", &q, e))
        return false;
    query_bind_text(q, ":normal", i->names.text[n]);
    query_bind_text(q, ":kind", node->kind);
    if (!query_next(q, &found, e))
        return false;
    if (!found)
        return true;
    const struct species *species = dictionary_species(&i->herd->dictionary, query_text(q, 2));
    node->id = query_int(q, 0);
    node->book_sex = known_code(query_text(q, 1));
    node->book_species = species ? species->code : NULL;
    return true;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return x[0] != y[0] ? (x[0] > y[0]) - (x[0] < y[0]) : (x[1] > y[1]) - (x[1] < y[1]);
}

/* Two numbers of one animal, each with a row. */
static void refuse_twice(struct import *i)
{
    int64_t(*rows)[2] = memory_resize(NULL, (size_t)i->row_count + 1, sizeof *rows);
    size_t count = 0;
    for (int32_t r = 0; r < i->row_count; r++)
        if (i->rows[r].node >= 0 && i->nodes[i->rows[r].node].id) {
            rows[count][0] = i->nodes[i->rows[r].node].id;
            rows[count++][1] = r;
        }
    qsort(rows, count, sizeof *rows, by_id);
    for (size_t k = 1; k < count; k++)
        if (rows[k][0] == rows[k - 1][0])
            import_fault(i, i->rows[rows[k][1]].line, HEADING_NUMBER, i->rows[rows[k][1]].number,
                         _("is in the book the animal of row %lld"), (long long)i->rows[rows[k - 1][1]].line);
    memory_free(rows);
}

bool import_find(struct import *i, struct err *e)
{
    if (i->book_empty)
        return true;
    for (int32_t n = 0; n < i->names.count; n++) {
        if (n % 8192 == 0 && !import_step(i, _("Looking up"), n, i->names.count, e))
            return false;
        if (!find_one(i, n, e))
            return false;
    }
    refuse_twice(i);
    return true;
}

/* ---- fact by fact ---- */

enum { /* columns of import_existing */
       BOOK_SEX,
       BOOK_BIRTH,
       BOOK_PRECISION,
       BOOK_SIRE,
       BOOK_DAM,
       BOOK_FACTS,
       BOOK_BIRTH_TYPE = BOOK_FACTS + TEXT_FACTS,
       BOOK_REFERENCE,
       BOOK_KEEPER,
       BOOK_OWNER,
       BOOK_SPECIES,
       BOOK_STOOD,
       BOOK_OWNED,
};

static void contradicts(struct import *i, const struct incoming *row, enum heading column, const char *value,
                        const char *known)
{
    import_fault(i, row->line, column, value, _("the book says \"%s\"; correct the one that is wrong"), known);
}

static void compare_text(struct import *i, struct incoming *row, enum heading column, const char *value,
                         const char *known)
{
    if (value && known && strcmp(value, known) != 0)
        contradicts(i, row, column, value, known);
    else if (value && !known)
        row->completes = true;
}

static const char *number_of(struct import *i, int64_t animal)
{
    struct animal a;
    struct err ignored;
    return animal_load(i->herd, animal, &i->texts, &a, &ignored) && a.number ? a.number : "?";
}

static void compare_parent(struct import *i, struct incoming *row, enum heading column, int32_t parent, int64_t known)
{
    if (parent < 0 || (known && i->nodes[parent].id == known))
        return;
    if (known)
        contradicts(i, row, column, i->nodes[parent].number, number_of(i, known));
    else
        row->completes = true;
}

static void compare_birth(struct import *i, struct incoming *row, struct query *q)
{
    char mine[DATE_TEXT], known[DATE_TEXT];
    if (row->birth == DATE_NONE)
        return;
    if (query_is_null(q, BOOK_BIRTH)) {
        row->completes = true;
        return;
    }
    enum date_precision precision = (enum date_precision)query_text(q, BOOK_PRECISION)[0];
    if (row->birth != query_day(q, BOOK_BIRTH) || row->precision != precision)
        contradicts(i, row, HEADING_BIRTH, date_format(row->birth, row->precision, mine),
                    date_format(query_day(q, BOOK_BIRTH), precision, known));
}

static void compare_birth_type(struct import *i, struct incoming *row, struct query *q)
{
    char mine[NUMBER_TEXT], known[NUMBER_TEXT];
    if (!row->birth_type || query_int(q, BOOK_BIRTH_TYPE) == row->birth_type)
        return;
    if (query_is_null(q, BOOK_BIRTH_TYPE)) {
        row->completes = true;
        return;
    }
    snprintf(mine, sizeof mine, "%d", row->birth_type);
    snprintf(known, sizeof known, "%lld", (long long)query_int(q, BOOK_BIRTH_TYPE));
    contradicts(i, row, HEADING_BIRTH_TYPE, mine, known);
}

/* ---- where it stands and whose it is ---- */

struct tie { /* a holding the row names, and the book's */
    enum heading column;
    int64_t holding, known;
    bool said, ever;
    bool *opens;
};

static const char *holding_code(struct import *i, int64_t id)
{
    struct holding h;
    struct err ignored;
    return id && holding_load(i->herd, id, &i->texts, &h, &ignored) ? h.code : "?";
}

/* One that left is not brought back by an old file, and one that moved not moved back. */
static void compare_tie(struct import *i, struct incoming *row, struct tie t)
{
    if (!t.holding || t.holding == t.known)
        return;
    if (!t.ever)
        row->completes = *t.opens = true;
    else if (t.said && t.known)
        contradicts(i, row, t.column, holding_code(i, t.holding), holding_code(i, t.known));
    else if (t.said)
        import_doubt(i, row->line, t.column, holding_code(i, t.holding), "%s", _("has left by the book; it stays so"));
}

/* Keeper and owner; where one column names both, it is told once. */
static void compare_ties(struct import *i, struct incoming *row, struct query *q)
{
    bool both = i->headings.column[HEADING_OWNER] < 0 && i->headings.column[HEADING_KEEPER] < 0;
    int64_t keeper = query_int(q, BOOK_KEEPER), owner = query_int(q, BOOK_OWNER);
    compare_tie(i, row,
                (struct tie){ both ? HEADING_HOLDING : HEADING_KEEPER, row->keeper, keeper, row->keeper_said,
                              query_int(q, BOOK_STOOD) != 0, &row->opens_stay });
    compare_tie(i, row,
                (struct tie){ both ? HEADING_HOLDING : HEADING_OWNER, row->owner, owner,
                              row->owner_said && !(both && keeper == owner), query_int(q, BOOK_OWNED) != 0,
                              &row->opens_ownership });
}

static void compare_row(struct import *i, struct incoming *row, struct query *q)
{
    const struct node *node = &i->nodes[row->node];
    compare_text(i, row, HEADING_SEX, row->sex, query_text(q, BOOK_SEX));
    compare_birth(i, row, q);
    compare_parent(i, row, HEADING_SIRE, node->sire, query_int(q, BOOK_SIRE));
    compare_parent(i, row, HEADING_DAM, node->dam, query_int(q, BOOK_DAM));
    for (int f = 0; f < TEXT_FACTS; f++)
        compare_text(i, row, import_fact_headings[f], row->facts[f], query_text(q, BOOK_FACTS + f));
    compare_birth_type(i, row, q);
    if (row->species_said)
        compare_text(i, row, HEADING_SPECIES, row->species, query_text(q, BOOK_SPECIES));
    if (query_int(q, BOOK_REFERENCE))
        row->completes = true;
    compare_ties(i, row, q);
}

static bool compare_one(struct import *i, struct incoming *row, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    bool found;
    if (!store_query(i->herd->store, "import_existing", &q, e))
        return false;
    query_bind_int(q, ":animal", i->nodes[row->node].id);
    if (!query_next(q, &found, e))
        return false;
    if (found)
        compare_row(i, row, q);
    return true;
}

bool import_compare(struct import *i, struct err *e)
{
    for (int32_t r = 0; r < i->row_count && !i->book_empty; r++) {
        struct incoming *row = &i->rows[r];
        if (r % 8192 == 0 && !import_step(i, _("Comparing with the book"), r, i->row_count, e))
            return false;
        if (row->node >= 0 && i->nodes[row->node].id && !compare_one(i, row, e))
            return false;
    }
    return true;
}
