/* import_check.c - what the rows say of each other and of the book: numbers used twice, parents of the wrong sex or
 * born too late, loops, and facts that contradict what is known. Everything is judged before anything is written. */
#include "import.h"

#include "mupu/genetics.h"

#include <string.h>

/* ---- who is there already ---- */

static bool find_existing(struct import *i, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (i->book_empty)
        return true;
    if (!store_query(i->herd->store, "import_find", &q, e))
        return false;
    for (int32_t n = 0; n < i->names.count; n++) {
        if (n % 8192 == 0 && !progress_step(i->progress, _("Looking up"), n, i->names.count))
            return err_set(e, ERR_CANCELLED, "", _("Stopped; nothing was changed"));
        query_bind_text(q, ":normal", i->names.text[n]);
        if (!query_one_int(q, 0, &i->nodes[n].id, e))
            return false;
    }
    return true;
}

/* ---- sexes ---- */

static const char *row_number(const struct import *i, int32_t row)
{
    return i->rows[row].number;
}

static void judge_sex(struct import *i, struct node *node)
{
    struct incoming *row = node->row >= 0 ? &i->rows[node->row] : NULL;
    if (node->as_sire >= 0 && node->as_dam >= 0) {
        import_fault(i, i->rows[node->as_dam].line, "dam", node->number,
                     _("is the sire of \"%s\" in row %lld; one of the two is wrong"), row_number(i, node->as_sire),
                     (long long)i->rows[node->as_sire].line);
        return;
    }
    if (!row)
        return;
    if (!row->sex && (node->as_sire >= 0 || node->as_dam >= 0))
        row->sex = node->as_sire >= 0 ? "M" : "F"; /* told by its use */
    else if (row->sex && node->as_sire >= 0 && *row->sex == 'F')
        import_fault(i, i->rows[node->as_sire].line, "sire", node->number,
                     _("is female in row %lld and cannot be a sire"), (long long)row->line);
    else if (row->sex && node->as_dam >= 0 && *row->sex != 'F')
        import_fault(i, i->rows[node->as_dam].line, "dam", node->number, _("is male in row %lld and cannot be a dam"),
                     (long long)row->line);
}

static void judge_parent_birth(struct import *i, const struct incoming *row, int32_t parent, const char *column)
{
    if (parent < 0 || i->nodes[parent].row < 0 || row->birth == DATE_NONE)
        return;
    const struct incoming *other = &i->rows[i->nodes[parent].row];
    char text[DATE_TEXT];
    if (other->birth != DATE_NONE && other->birth > row->birth)
        import_doubt(i, row->line, column, other->number, _("was born %s, after its offspring"),
                     date_format(other->birth, other->precision, text));
}

static void judge_parents(struct import *i, const struct incoming *row)
{
    if (row->node < 0)
        return;
    const struct node *node = &i->nodes[row->node];
    if (node->sire >= 0 && node->sire == node->dam)
        import_fault(i, row->line, "dam", row->number, "%s", _("has the same animal as sire and dam"));
    judge_parent_birth(i, row, node->sire, "sire");
    judge_parent_birth(i, row, node->dam, "dam");
}

/* ---- loops, through the file and the book together ---- */

struct graph {
    int32_t count;
    int32_t *sire, *dam;
    int32_t *of_node; /* [nodes] */
};

/* Book animals first, in the order of the loaded pedigree; then what is new. */
static void graph_build(const struct import *i, const struct herd_pedigree *book, struct graph *g)
{
    int32_t n = i->names.count;
    g->count = book->count;
    g->of_node = memory_resize(NULL, (size_t)n + 1, sizeof *g->of_node);
    for (int32_t k = 0; k < n; k++) {
        int32_t there = i->nodes[k].id ? pedigree_position(book, i->nodes[k].id) : -1;
        g->of_node[k] = there >= 0 ? there : g->count++;
    }
    g->sire = memory_resize(NULL, (size_t)g->count + 1, sizeof *g->sire);
    g->dam = memory_resize(NULL, (size_t)g->count + 1, sizeof *g->dam);
    for (int32_t k = 0; k < g->count; k++) {
        g->sire[k] = k < book->count ? book->sire[k] : GENETICS_UNKNOWN;
        g->dam[k] = k < book->count ? book->dam[k] : GENETICS_UNKNOWN;
    }
    for (int32_t k = 0; k < n; k++) {
        const struct node *node = &i->nodes[k];
        if (node->sire >= 0 && g->sire[g->of_node[k]] < 0)
            g->sire[g->of_node[k]] = g->of_node[node->sire];
        if (node->dam >= 0 && g->dam[g->of_node[k]] < 0)
            g->dam[g->of_node[k]] = g->of_node[node->dam];
    }
}

static void graph_done(struct graph *g)
{
    memory_free(g->sire);
    memory_free(g->dam);
    memory_free(g->of_node);
}

static void name_loops(struct import *i, const struct graph *g, const int32_t *members, const int32_t *start,
                       int32_t groups)
{
    int32_t *node_of = memory_resize(NULL, (size_t)g->count + 1, sizeof *node_of);
    for (int32_t k = 0; k < g->count; k++)
        node_of[k] = -1;
    for (int32_t k = 0; k < i->names.count; k++)
        node_of[g->of_node[k]] = k;
    for (int32_t group = 0; group < groups; group++) {
        CLEANUP(strbuf_done) struct strbuf names;
        strbuf_init(&names);
        for (int32_t m = start[group]; m < start[group + 1] && names.length < 300; m++)
            if (node_of[members[m]] >= 0)
                strbuf_printf(&names, "%s%s", names.length ? ", " : "", i->nodes[node_of[members[m]]].number);
        for (int32_t m = start[group]; m < start[group + 1]; m++) {
            int32_t node = node_of[members[m]];
            if (node >= 0 && i->nodes[node].row >= 0)
                import_fault(i, i->rows[i->nodes[node].row].line, "sire, dam", i->nodes[node].number,
                             _("is its own ancestor; the loop: %s"), names.text);
        }
    }
    memory_free(node_of);
}

static bool judge_loops(struct import *i, struct err *e)
{
    struct herd_pedigree book = { 0 };
    struct graph g;
    int32_t *members = NULL, *start = NULL, groups = 0;
    if (!i->book_empty && !pedigree_load(i->herd, &book, e))
        return false;
    graph_build(i, &book, &g);
    bool good = order_find_loops((struct pedigree){ g.count, g.sire, g.dam }, &members, &start, &groups, e);
    if (good)
        name_loops(i, &g, members, start, groups);
    memory_free(members);
    memory_free(start);
    graph_done(&g);
    pedigree_done(&book);
    return good;
}

/* ---- against the book ---- */

static void contradicts(struct import *i, const struct incoming *row, const char *column, const char *value,
                        const char *known)
{
    import_fault(i, row->line, column, value, _("the book says \"%s\"; correct the one that is wrong"), known);
}

static void compare_text(struct import *i, const struct incoming *row, const char *column, const char *value,
                         const char *known)
{
    if (value && known && strcmp(value, known) != 0)
        contradicts(i, row, column, value, known);
}

static void compare_parent(struct import *i, const struct incoming *row, const char *column, int32_t parent,
                           int64_t known)
{
    struct arena arena;
    struct animal animal;
    struct err ignored;
    if (parent < 0 || !known || i->nodes[parent].id == known)
        return;
    arena_init(&arena);
    bool loaded = animal_load(i->herd, known, &arena, &animal, &ignored);
    contradicts(i, row, column, i->nodes[parent].number, loaded && animal.number ? animal.number : "?");
    arena_done(&arena);
}

static void compare_birth(struct import *i, const struct incoming *row, struct query *q)
{
    char mine[DATE_TEXT], known[DATE_TEXT];
    const char *precision = query_text(q, 2);
    if (row->birth == DATE_NONE || query_is_null(q, 1))
        return;
    if (row->birth == query_day(q, 1) && (char)row->precision == precision[0])
        return;
    contradicts(i, row, "birth", date_format(row->birth, row->precision, mine),
                date_format(query_day(q, 1), (enum date_precision)precision[0], known));
}

static void compare_row(struct import *i, struct incoming *row, struct query *q)
{
    const struct node *node = &i->nodes[row->node];
    compare_text(i, row, "sex", row->sex, query_text(q, 0));
    compare_birth(i, row, q);
    compare_parent(i, row, "sire", node->sire, query_int(q, 3));
    compare_parent(i, row, "dam", node->dam, query_int(q, 4));
    for (int f = 0; f < TEXT_FACTS; f++) {
        static const char *const names[TEXT_FACTS] = { "breed", "family", "coat", "fecb", "origin", "note" };
        compare_text(i, row, names[f], row->facts[f], query_text(q, 5 + f));
    }
    compare_text(i, row, "species", row->species, query_text(q, 15));
}

static bool judge_book(struct import *i, struct err *e)
{
    CLEANUP(query_done) struct query *q = NULL;
    if (i->book_empty)
        return true;
    if (!store_query(i->herd->store, "import_existing", &q, e))
        return false;
    for (int32_t r = 0; r < i->row_count; r++) {
        struct incoming *row = &i->rows[r];
        bool found;
        if (row->node < 0 || !i->nodes[row->node].id)
            continue;
        query_bind_int(q, ":animal", i->nodes[row->node].id);
        if (!query_next(q, &found, e))
            return false;
        if (found)
            compare_row(i, row, q);
        if (found && !query_run(q, e))
            return false;
    }
    return true;
}

bool import_judge(struct import *i, struct err *e)
{
    if (!find_existing(i, e))
        return false;
    for (int32_t n = 0; n < i->names.count; n++)
        judge_sex(i, &i->nodes[n]);
    for (int32_t r = 0; r < i->row_count; r++)
        judge_parents(i, &i->rows[r]);
    return judge_loops(i, e) && judge_book(i, e);
}
