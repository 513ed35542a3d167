/* import_check.c - what the rows say of each other: parents of the wrong sex or species or born too late, and loops,
 * through the file and the book together. Everything is judged before anything is written. */
#include "import.h"

#include "mupu/genetics.h"

#include <string.h>

/* ---- sexes ---- */

static const char *row_number(const struct import *i, int32_t row)
{
    return i->rows[row].number;
}

/* The use of a parent that its sex forbids; where = the row that tells the sex, 0 = the book. */
static void wrong_sex(struct import *i, const struct node *node, bool as_sire, int64_t where)
{
    int64_t line = i->rows[as_sire ? node->as_sire : node->as_dam].line;
    enum heading column = as_sire ? HEADING_SIRE : HEADING_DAM;
    if (where && as_sire)
        import_fault(i, line, column, node->number, _("is female in row %lld and cannot be a sire"), (long long)where);
    else if (where)
        import_fault(i, line, column, node->number, _("is male in row %lld and cannot be a dam"), (long long)where);
    else
        import_fault(i, line, column, node->number, "%s",
                     as_sire ? _("is female in the book and cannot be a sire")
                             : _("is male in the book and cannot be a dam"));
}

static void judge_sex(struct import *i, struct node *node)
{
    struct incoming *row = node->row >= 0 ? &i->rows[node->row] : NULL;
    const char *sex = row && row->sex ? row->sex : node->book_sex;
    int64_t where = row && row->sex ? row->line : 0;
    if (node->as_sire >= 0 && node->as_dam >= 0)
        import_fault(i, i->rows[node->as_dam].line, HEADING_DAM, node->number,
                     _("is the sire of \"%s\" in row %lld; one of the two is wrong"), row_number(i, node->as_sire),
                     (long long)i->rows[node->as_sire].line);
    else if (sex && node->as_sire >= 0 && *sex == 'F')
        wrong_sex(i, node, true, where);
    else if (sex && node->as_dam >= 0 && *sex != 'F')
        wrong_sex(i, node, false, where);
    else if (!sex && row && (node->as_sire >= 0 || node->as_dam >= 0))
        row->sex = node->as_sire >= 0 ? "M" : "F"; /* told by its use */
}

/* ---- each animal and its parents ---- */

/* The last day it can have been. */
static date_day born_by(const struct incoming *row)
{
    int months = row->precision == DATE_YEAR ? 12 : row->precision == DATE_MONTH ? 1 : 0;
    return months ? date_add_months(row->birth, months) - 1 : row->birth;
}

static void judge_parent(struct import *i, const struct incoming *row, int32_t parent, enum heading column)
{
    if (parent < 0)
        return;
    const struct node *node = &i->nodes[parent];
    const struct incoming *other = node->row >= 0 ? &i->rows[node->row] : NULL;
    if (strcmp(import_species(i, node), import_species(i, &i->nodes[row->node])) != 0)
        import_fault(i, row->line, column, node->number, "%s", _("is an animal of another species"));
    char text[DATE_TEXT];
    if (other && other->birth != DATE_NONE && row->birth != DATE_NONE && other->birth > born_by(row))
        import_doubt(i, row->line, column, node->number, _("was born %s, after its offspring"),
                     date_format(other->birth, other->precision, text));
}

static void judge_parents(struct import *i, const struct incoming *row)
{
    if (row->node < 0)
        return;
    const struct node *node = &i->nodes[row->node];
    if (node->sire >= 0 && node->sire == node->dam)
        import_fault(i, row->line, HEADINGS, row->number, "%s", _("has the same animal as sire and dam"));
    judge_parent(i, row, node->sire, HEADING_SIRE);
    judge_parent(i, row, node->dam, HEADING_DAM);
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

/* One loop: every animal on it that has a row is named there, and all of them in its words. */
static void name_loop(struct import *i, const int32_t *node_of, const int32_t *members, int32_t count)
{
    CLEANUP(strbuf_done) struct strbuf names;
    strbuf_init(&names);
    for (int32_t m = 0; m < count && names.length < 300; m++)
        if (node_of[members[m]] >= 0)
            strbuf_printf(&names, "%s%s", names.length ? ", " : "", i->nodes[node_of[members[m]]].number);
    for (int32_t m = 0; m < count; m++) {
        const struct node *node = node_of[members[m]] >= 0 ? &i->nodes[node_of[members[m]]] : NULL;
        if (node && node->row >= 0)
            import_fault(i, i->rows[node->row].line, HEADINGS, node->number, _("is its own ancestor; the loop: %s"),
                         names.text);
    }
}

static void name_loops(struct import *i, const struct graph *g, const int32_t *members, const int32_t *start,
                       int32_t groups)
{
    int32_t *node_of = memory_resize(NULL, (size_t)g->count + 1, sizeof *node_of);
    for (int32_t k = 0; k < g->count; k++)
        node_of[k] = -1;
    for (int32_t k = 0; k < i->names.count; k++)
        if (node_of[g->of_node[k]] < 0 || i->nodes[k].row >= 0)
            node_of[g->of_node[k]] = k;
    for (int32_t group = 0; group < groups; group++)
        name_loop(i, node_of, members + start[group], start[group + 1] - start[group]);
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

bool import_judge(struct import *i, struct err *e)
{
    if (!import_step(i, _("Checking"), 0, i->row_count, e))
        return false;
    for (int32_t n = 0; n < i->names.count; n++)
        if (i->nodes[n].same_as < 0)
            judge_sex(i, &i->nodes[n]);
    for (int32_t r = 0; r < i->row_count; r++)
        judge_parents(i, &i->rows[r]);
    return judge_loops(i, e);
}
