/* inverse.c - the inverse of A, gathered column by column from the rows of T^-1 that reach into it.
 *
 * Column c is reached by the animal c itself and by its offspring, for a group by every animal with a parent of it. The
 * terms meeting at one place are added as 128-bit fixed-point numbers: 1/d is at least 1 and so a whole number of
 * 2^-52, halves and quarters of it of 2^-54, and no sum depends on the order of offspring.
 */
#include "compact.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNIT 0x1p60 /* of a sum; 1/d is below 2^55 */
#define COLUMNS_BETWEEN_REPORTS 65536

__extension__ typedef __int128 wide;

struct term {
    int32_t at;
    double share;
};

struct gathering {
    struct pedigree p;
    const double *f;                     /* NULL while entries are only counted */
    const struct inverse_groups *groups; /* may be NULL */
    enum inverse_part part;
    int32_t size;

    uint32_t *start;    /* [animals + 1] offspring of animal a: start[a] .. start[a + 1], ascending */
    int32_t *offspring; /* */
    int32_t *grouped;   /* animals with a parent of some group */
    int32_t grouped_count;
    struct term *term; /* of one animal */

    int32_t *slot; /* [size] where in row[] a row stands, if it stands there at all */
    int32_t *row;  /* of the column being gathered, as they come */
    wide *sum;
    struct inverse_entry *entry; /* the same by row */
    int32_t count, capacity;
    bool singular;
};

/* ---- one animal's row of T^-1 ---- */

static int32_t group_count(const struct inverse_groups *groups)
{
    return groups ? groups->count : 0;
}

/* 1/d; 0 when there is none. */
static double weight(struct pedigree p, const double *f, int32_t animal)
{
    int32_t sire = p.sire[animal], dam = p.dam[animal];
    double variance = 0.5 - 0.25 * ((sire < 0 ? -1.0 : f[sire]) + (dam < 0 ? -1.0 : f[dam]));
    return variance > 0 ? 1 / variance : 0;
}

static bool has_no_inverse(struct err *e)
{
    return err_set(e, ERR_DATA, "", "%s",
                   _("The relationship matrix has no inverse: both parents of some animal are completely inbred."));
}

/* The groups of an unknown parent of a kind. */
static struct term *put_groups(const struct inverse_groups *groups, int32_t animals, int32_t kind, struct term *t)
{
    if (kind < 0)
        return t;
    assert(kind < (groups->share ? groups->kinds : groups->count));
    if (!groups->share) {
        *t++ = (struct term){ animals + kind, -0.5 };
        return t;
    }
    const double *share = groups->share + (size_t)kind * groups->count;
    for (int32_t g = 0; g < groups->count; g++)
        if (share[g] != 0)
            *t++ = (struct term){ animals + g, -0.5 * share[g] };
    return t;
}

/* One place may come up twice (a selfed plant's parent, a group of both parents): all pairs of terms are added anyway.
 */
static int32_t put_terms(struct pedigree p, const struct inverse_groups *groups, int32_t animal, struct term *term)
{
    struct term *t = term;
    *t++ = (struct term){ animal, 1 };
    if (p.sire[animal] >= 0)
        *t++ = (struct term){ p.sire[animal], -0.5 };
    else if (groups)
        t = put_groups(groups, p.count, groups->sire[animal], t);
    if (p.dam[animal] >= 0)
        *t++ = (struct term){ p.dam[animal], -0.5 };
    else if (groups)
        t = put_groups(groups, p.count, groups->dam[animal], t);
    return (int32_t)(t - term);
}

static size_t most_terms(const struct inverse_groups *groups)
{
    size_t of_a_parent = groups && groups->share ? (size_t)groups->count : 1;
    return 1 + 2 * (of_a_parent ? of_a_parent : 1);
}

/* ---- offspring ---- */

static void for_each_parent(struct pedigree p, int32_t animal, uint32_t *start, int32_t *offspring)
{
    int32_t parent[2] = { p.sire[animal], p.dam[animal] };
    for (int i = 0; i < 2; i++) {
        assert(parent[i] >= GENETICS_UNKNOWN && parent[i] < p.count);
        if (parent[i] < 0 || (i == 1 && parent[1] == parent[0]))
            continue;
        uint32_t place = start[parent[i] + 1]++;
        if (offspring)
            offspring[place] = animal;
    }
}

/* Counting sort by parent, as families are sorted in inbreeding.c: start[a + 1] counts, then says where a's next goes.
 */
static bool list_offspring(struct gathering *g)
{
    int32_t animals = g->p.count;
    g->start = compact_zeroed((size_t)animals + 1, sizeof *g->start);
    if (!g->start)
        return false;
    for (int32_t i = 0; i < animals; i++)
        for_each_parent(g->p, i, g->start, NULL);
    uint32_t sum = 0;
    for (int32_t a = 0; a <= animals; a++) {
        uint32_t here = g->start[a];
        g->start[a] = sum;
        sum += here;
    }
    g->offspring = compact_memory(sum, sizeof *g->offspring);
    if (!g->offspring)
        return false;
    for (int32_t i = 0; i < animals; i++)
        for_each_parent(g->p, i, g->start, g->offspring);
    return true;
}

static bool has_group(const struct gathering *g, int32_t animal)
{
    return (g->p.sire[animal] < 0 && g->groups->sire[animal] >= 0) ||
           (g->p.dam[animal] < 0 && g->groups->dam[animal] >= 0);
}

static bool list_grouped(struct gathering *g)
{
    int32_t count = 0;
    for (int32_t i = 0; g->groups && i < g->p.count; i++)
        count += has_group(g, i);
    g->grouped = compact_memory(count, sizeof *g->grouped);
    if (!g->grouped)
        return false;
    for (int32_t i = 0; g->groups && i < g->p.count; i++)
        if (has_group(g, i))
            g->grouped[g->grouped_count++] = i;
    return true;
}

static void gathering_done(struct gathering *g)
{
    free(g->start);
    free(g->offspring);
    free(g->grouped);
    free(g->term);
    free(g->slot);
    free(g->row);
    free(g->sum);
    free(g->entry);
}

static bool make_room(struct gathering *g, size_t wanted)
{
    int32_t *row = realloc(g->row, wanted * sizeof *row);
    if (!row)
        return false;
    g->row = row;
    wide *sum = realloc(g->sum, wanted * sizeof *sum);
    if (!sum)
        return false;
    g->sum = sum;
    struct inverse_entry *entry = realloc(g->entry, wanted * sizeof *entry);
    if (!entry)
        return false;
    g->entry = entry;
    g->capacity = (int32_t)wanted;
    return true;
}

static bool gathering_init(struct gathering *g, struct pedigree p, const struct inverse_groups *groups,
                           enum inverse_part part, struct err *e)
{
    *g = (struct gathering){ .p = p, .groups = groups, .part = part, .size = p.count + group_count(groups) };
    assert(p.count <= INT32_MAX - 1 - group_count(groups));
    g->term = compact_memory(most_terms(groups), sizeof *g->term);
    g->slot = compact_zeroed(g->size, sizeof *g->slot);
    if (g->term && g->slot && make_room(g, 64) && list_offspring(g) && list_grouped(g))
        return true;
    gathering_done(g);
    return compact_no_memory(e);
}

/* ---- one column ---- */

static bool add(struct gathering *g, int32_t row, double value)
{
    int32_t at = g->slot[row];
    if (at >= g->count || g->row[at] != row) {
        at = g->count;
        if (at == g->capacity && !make_room(g, (size_t)at + at / 2))
            return false;
        g->slot[row] = at;
        g->row[at] = row;
        g->sum[at] = 0;
        g->count++;
    }
    double units = value * UNIT;
    wide whole = fabs(units) < 0x1p62 ? (wide)(int64_t)units : (wide)units;
    g->singular |= __builtin_add_overflow(g->sum[at], whole, &g->sum[at]);
    return true;
}

static bool wanted(enum inverse_part part, int32_t row, int32_t column)
{
    return part == INVERSE_FULL || (part == INVERSE_LOWER ? row >= column : row <= column);
}

/* What one animal gives to column c. */
static bool add_animal(struct gathering *g, int32_t c, int32_t animal)
{
    double inverse = g->f ? weight(g->p, g->f, animal) : 1;
    g->singular |= inverse == 0;
    int32_t terms = put_terms(g->p, g->groups, animal, g->term);
    for (int32_t i = 0; i < terms; i++) {
        if (g->term[i].at != c)
            continue;
        for (int32_t k = 0; k < terms; k++)
            if (wanted(g->part, g->term[k].at, c) &&
                !add(g, g->term[k].at, inverse * (g->term[i].share * g->term[k].share)))
                return false;
    }
    return true;
}

static int by_row(const void *left, const void *right)
{
    int32_t a = ((const struct inverse_entry *)left)->row, b = ((const struct inverse_entry *)right)->row;
    return (a > b) - (a < b);
}

static void sort_entries(struct inverse_entry *entry, int32_t count)
{
    if (count > 32) {
        qsort(entry, count, sizeof *entry, by_row);
        return;
    }
    for (int32_t i = 1; i < count; i++) {
        struct inverse_entry here = entry[i];
        int32_t k = i;
        for (; k > 0 && entry[k - 1].row > here.row; k--)
            entry[k] = entry[k - 1];
        entry[k] = here;
    }
}

/* The column's rows as they come, their sums beside them. */
static bool gather(struct gathering *g, int32_t c, struct err *e)
{
    bool good = true, group = c >= g->p.count;
    const int32_t *from = group ? g->grouped : g->offspring + g->start[c];
    const int32_t *to = group ? g->grouped + g->grouped_count : g->offspring + g->start[c + 1];
    g->count = 0;
    if (!group)
        good = add_animal(g, c, c);
    for (; good && from < to; from++)
        good = add_animal(g, c, *from);
    if (!good)
        return compact_no_memory(e);
    return !g->singular || has_no_inverse(e);
}

static void sort_column(struct gathering *g)
{
    for (int32_t i = 0; i < g->count; i++)
        g->entry[i] = (struct inverse_entry){ g->row[i], (double)g->sum[i] * (1 / UNIT) };
    sort_entries(g->entry, g->count);
}

static bool tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Inverse of the relationship matrix"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before the inverse was complete."));
}

/* ---- the whole ---- */

static bool column(struct gathering *g, int32_t c, const struct progress *progress, struct err *e)
{
    return (c % COLUMNS_BETWEEN_REPORTS != 0 || tell(progress, c, g->size, e)) && gather(g, c, e);
}

/* start[c] and the total; start may be NULL. */
static bool count_entries(struct gathering *g, int64_t *start, int64_t *ret_total, const struct progress *progress,
                          struct err *e)
{
    int64_t total = 0;
    for (int32_t c = 0; c < g->size; c++) {
        if (!column(g, c, progress, e))
            return false;
        if (start)
            start[c] = total;
        total += g->count;
    }
    if (start)
        start[g->size] = total;
    *ret_total = total;
    return true;
}

bool inverse_count(struct pedigree p, const struct inverse_groups *groups, enum inverse_part part, int64_t *ret_entries,
                   const struct progress *progress, struct err *e)
{
    struct gathering g;
    if (!gathering_init(&g, p, groups, part, e))
        return false;
    bool good = count_entries(&g, NULL, ret_entries, progress, e);
    gathering_done(&g);
    return good;
}

static bool fill(struct gathering *g, struct inverse_matrix *m, const struct progress *progress, struct err *e)
{
    for (int32_t c = 0; c < g->size; c++) {
        if (!column(g, c, progress, e))
            return false;
        sort_column(g);
        for (int32_t i = 0; i < g->count; i++) {
            m->row[m->start[c] + i] = g->entry[i].row;
            m->value[m->start[c] + i] = g->entry[i].value;
        }
    }
    return true;
}

bool inverse_columns(struct pedigree p, const double *f, const struct inverse_groups *groups, enum inverse_part part,
                     struct inverse_matrix *ret, const struct progress *progress, struct err *e)
{
    struct gathering g;
    struct inverse_matrix m = { .size = p.count + group_count(groups) };
    int64_t total;
    if (!gathering_init(&g, p, groups, part, e))
        return false;
    m.start = compact_memory((size_t)m.size + 1, sizeof *m.start);
    bool good = (m.start || compact_no_memory(e)) && count_entries(&g, m.start, &total, progress, e);
    if (good) {
        m.row = compact_memory(total, sizeof *m.row);
        m.value = compact_memory(total, sizeof *m.value);
        g.f = f;
        good = ((m.row && m.value) || compact_no_memory(e)) && fill(&g, &m, progress, e);
    }
    gathering_done(&g);
    if (good)
        *ret = m;
    else
        inverse_done(&m);
    return good;
}

void inverse_done(struct inverse_matrix *m)
{
    free(m->start);
    free(m->row);
    free(m->value);
    *m = (struct inverse_matrix){ 0 };
}

void inverse_triplets(const struct inverse_matrix *m, int32_t *ret_column)
{
    for (int32_t c = 0; c < m->size; c++)
        for (int64_t i = m->start[c]; i < m->start[c + 1]; i++)
            ret_column[i] = c;
}

bool inverse_each(struct pedigree p, const double *f, const struct inverse_groups *groups, enum inverse_part part,
                  inverse_taker take, void *context, const struct progress *progress, struct err *e)
{
    struct gathering g;
    if (!gathering_init(&g, p, groups, part, e))
        return false;
    g.f = f;
    bool good = true;
    for (int32_t c = 0; good && c < g.size; c++) {
        good = column(&g, c, progress, e);
        if (good) {
            sort_column(&g);
            good = take(context, c, g.entry, g.count, e);
        }
    }
    gathering_done(&g);
    return good;
}

/* ---- without the matrix ---- */

bool inverse_product(struct pedigree p, const double *f, const struct inverse_groups *groups, const double *x,
                     double *ret, struct err *e)
{
    struct term *term = compact_memory(most_terms(groups), sizeof *term);
    bool good = term || compact_no_memory(e);
    for (int32_t i = 0; good && i < p.count + group_count(groups); i++)
        ret[i] = 0;
    for (int32_t i = 0; good && i < p.count; i++) {
        double inverse = weight(p, f, i), sum = 0;
        int32_t terms = put_terms(p, groups, i, term);
        for (int32_t k = 0; k < terms; k++)
            sum += term[k].share * x[term[k].at];
        for (int32_t k = 0; k < terms; k++)
            ret[term[k].at] += term[k].share * sum * inverse;
        good = inverse > 0 || has_no_inverse(e);
    }
    free(term);
    return good;
}

bool inverse_log_determinant(struct pedigree p, const double *f, double *ret, struct err *e)
{
    wide sum = 0;
    for (int32_t i = 0; i < p.count; i++) {
        double inverse = weight(p, f, i);
        if (inverse == 0)
            return has_no_inverse(e);
        sum -= (wide)(log(inverse) * UNIT);
    }
    *ret = (double)sum * (1 / UNIT);
    return true;
}

static void add_shares(const struct inverse_groups *groups, int32_t parent, int32_t kind, const double *of_parent,
                       double *ret)
{
    if (parent >= 0)
        for (int32_t g = 0; g < groups->count; g++)
            ret[g] += 0.5 * of_parent[g];
    else if (kind >= 0 && !groups->share)
        ret[kind] += 0.5;
    else if (kind >= 0)
        for (int32_t g = 0; g < groups->count; g++)
            ret[g] += 0.5 * groups->share[(size_t)kind * groups->count + g];
}

bool inverse_shares(struct pedigree p, const struct inverse_groups *groups, double *ret, struct err *e)
{
    size_t count = groups->count;
    int32_t *order = compact_memory(p.count, sizeof *order);
    bool good = (order || compact_no_memory(e)) && order_parents_first(p, order, e);
    for (int32_t k = 0; good && k < p.count; k++) {
        int32_t i = order[k];
        double *own = ret + i * count;
        for (size_t g = 0; g < count; g++)
            own[g] = 0;
        add_shares(groups, p.sire[i], groups->sire[i], p.sire[i] < 0 ? NULL : ret + p.sire[i] * count, own);
        add_shares(groups, p.dam[i], groups->dam[i], p.dam[i] < 0 ? NULL : ret + p.dam[i] * count, own);
    }
    free(order);
    return good;
}
