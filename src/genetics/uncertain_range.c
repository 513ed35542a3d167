/* uncertain_range.c - how far F can lie from its expectation.
 *
 * Few assignments are all tried. For many, intervals in the tabular method: whatever the assignment, the kinship of an
 * animal with an older one is the mean of those of its parents, and one of the candidates is the sire, so the least and
 * the largest of them bound it. Two animals of one choice have the same sire, whichever it is.
 */
#include "uncertain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The ancestors, parents first; all numbers here are places in that order. */
struct part {
    int32_t count;
    int32_t *sire, *dam; /* [count] a sire that is a choice: UNKNOWN until assigned */
    int32_t *choice;     /* [count] which of the choices here, or UNKNOWN */
    int32_t choices;
    int32_t *start;     /* [choices + 1] */
    int32_t *candidate; /* places */
    int32_t *taken;     /* [choices] the candidate in work */
    bool *varies;       /* [count] does F depend on a choice? */
    double *f;          /* [count] expected, true of those that do not vary */
    double *trial;      /* [count] F of one assignment */
};

static void part_done(struct part *r)
{
    free(r->sire);
    free(r->dam);
    free(r->choice);
    free(r->start);
    free(r->candidate);
    free(r->taken);
    free(r->varies);
    free(r->f);
    free(r->trial);
}

static bool allocate(struct part *r, const struct uncertain *n, int32_t candidates)
{
    size_t most = (size_t)n->c.count + 1;
    r->sire = compact_memory(most, sizeof *r->sire);
    r->dam = compact_memory(most, sizeof *r->dam);
    r->choice = compact_memory(most, sizeof *r->choice);
    r->start = compact_zeroed(most + 1, sizeof *r->start);
    r->candidate = compact_memory(candidates, sizeof *r->candidate);
    r->taken = compact_zeroed(most, sizeof *r->taken);
    r->varies = compact_zeroed(most, sizeof *r->varies);
    r->f = compact_memory(most, sizeof *r->f);
    r->trial = compact_memory(most, sizeof *r->trial);
    return r->sire && r->dam && r->choice && r->start && r->candidate && r->taken && r->varies && r->f && r->trial;
}

/* place[] of positions; links that stand for no animal have none, a choice has its number here. */
static void number_places(struct part *r, const struct uncertain *n, int32_t animals, int32_t *place)
{
    place[0] = GENETICS_UNKNOWN;
    for (int32_t b = 1; b <= n->c.count; b++) {
        const struct compact_animal *a = &n->c.animal[b];
        if (n->c.index[b] < animals) {
            place[b] = r->count++;
        } else if (uncertain_is_choice(n, b)) {
            int32_t at = r->start[r->choices];
            for (int32_t k = a->sire; k < a->sire - a->dam; k++)
                r->candidate[at++] = place[n->candidate[k]];
            r->start[r->choices + 1] = at;
            place[b] = r->choices++;
        }
    }
}

static int32_t options(const struct part *r, int32_t choice)
{
    return r->start[choice + 1] - r->start[choice];
}

static void copy_animal(struct part *r, const struct uncertain *n, int32_t position, const int32_t *place,
                        const double *f)
{
    const struct compact_animal *a = &n->c.animal[position];
    int32_t x = place[position];
    bool uncertain = a->sire && uncertain_is_choice(n, a->sire);
    r->choice[x] = uncertain ? place[a->sire] : GENETICS_UNKNOWN;
    r->sire[x] = uncertain ? GENETICS_UNKNOWN : place[a->sire];
    r->dam[x] = place[a->dam];
    r->f[x] = f[n->c.index[position]];
    int32_t only = uncertain ? r->candidate[r->start[r->choice[x]]] : r->sire[x];
    r->varies[x] = (uncertain && options(r, r->choice[x]) > 1) || (only >= 0 && r->varies[only]) ||
                   (r->dam[x] >= 0 && r->varies[r->dam[x]]);
}

static bool part_init(struct part *r, struct pedigree p, struct uncertain_sires u, const double *f, int32_t animal,
                      struct err *e)
{
    struct uncertain n;
    if (!uncertain_init(&n, p, u, &animal, 1, e))
        return false;
    memset(r, 0, sizeof *r);
    int32_t *place = compact_memory((size_t)n.c.count + 1, sizeof *place);
    bool good = place && allocate(r, &n, u.start[u.count]);
    if (good) {
        number_places(r, &n, p.count, place);
        for (int32_t b = 1; b <= n.c.count; b++)
            if (n.c.index[b] < p.count)
                copy_animal(r, &n, b, place, f);
    } else {
        part_done(r);
        compact_no_memory(e);
    }
    free(place);
    uncertain_done(&n);
    return good;
}

static bool tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Candidate sires"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all uncertain sires were followed."));
}

/* ---- all assignments ---- */

/* The next in counting order; false after the last. */
static bool next_assignment(struct part *r)
{
    for (int32_t c = 0; c < r->choices; c++) {
        if (++r->taken[c] < options(r, c))
            return true;
        r->taken[c] = 0;
    }
    return false;
}

static bool try_assignment(struct part *r, double *ret_f, struct err *e)
{
    int32_t last = r->count - 1;
    for (int32_t x = 0; x < r->count; x++) {
        if (r->choice[x] >= 0)
            r->sire[x] = r->candidate[r->start[r->choice[x]] + r->taken[r->choice[x]]];
        r->trial[x] = r->varies[x] ? NAN : r->f[x];
    }
    if (!inbreeding_update((struct pedigree){ r->count, r->sire, r->dam }, &last, 1, r->trial, NULL, e))
        return false;
    *ret_f = r->trial[last];
    return true;
}

static bool try_all(struct part *r, struct uncertain_range *ret, const struct progress *progress, struct err *e)
{
    enum { BETWEEN_REPORTS = 64 };
    int64_t done = 0;
    ret->lowest = 1.0;
    ret->highest = 0.0;
    do {
        double f = 0.0;
        if (done % BETWEEN_REPORTS == 0 && !tell(progress, done, (int64_t)ret->assignments, e))
            return false;
        if (!try_assignment(r, &f, e))
            return false;
        ret->lowest = f < ret->lowest ? f : ret->lowest;
        ret->highest = f > ret->highest ? f : ret->highest;
        done++;
    } while (next_assignment(r));
    ret->kind = UNCERTAIN_EXACT;
    return true;
}

/* ---- intervals ---- */

struct interval {
    double least, most;
};

/* Half the size, rounded outwards. */
struct cell {
    float least, most;
};

struct table {
    const struct part *part;
    struct cell *cell; /* kinships, the lower triangle row by row */
};

static struct cell keep(struct interval w)
{
    struct cell c = { (float)w.least, (float)w.most };
    if ((double)c.least > w.least)
        c.least = nextafterf(c.least, -1.0f);
    if ((double)c.most < w.most)
        c.most = nextafterf(c.most, 2.0f);
    return c;
}

static struct interval read_cell(const struct table *t, int32_t a, int32_t b)
{
    if (a < 0 || b < 0)
        return (struct interval){ 0.0, 0.0 };
    size_t row = a > b ? a : b, column = a > b ? b : a;
    struct cell cell = t->cell[row * (row + 1) / 2 + column];
    return (struct interval){ (double)cell.least, (double)cell.most };
}

static void widen(struct interval *w, struct interval other)
{
    w->least = other.least < w->least ? other.least : w->least;
    w->most = other.most > w->most ? other.most : w->most;
}

static struct interval mean(struct interval a, struct interval b)
{
    return (struct interval){ 0.5 * (a.least + b.least), 0.5 * (a.most + b.most) };
}

/* Of animal y with the sire of x. */
static struct interval with_sire(const struct table *t, int32_t x, int32_t y)
{
    const struct part *r = t->part;
    int32_t c = r->choice[x];
    if (c < 0)
        return read_cell(t, r->sire[x], y);
    struct interval w = read_cell(t, r->candidate[r->start[c]], y);
    for (int32_t k = r->start[c] + 1; k < r->start[c + 1]; k++)
        widen(&w, read_cell(t, r->candidate[k], y));
    return w;
}

/* Of x and an older y with the same choice: by candidate k, (f(k,y) + f(d,y)) / 2, where y is k's lamb, too. */
static struct interval of_mates(const struct table *t, int32_t x, int32_t y)
{
    const struct part *r = t->part;
    int32_t dam = r->dam[x];
    struct interval w = { 2.0, -1.0 };
    for (int32_t k = r->start[r->choice[x]]; k < r->start[r->choice[x] + 1]; k++) {
        int32_t sire = r->candidate[k];
        struct interval paternal = mean(read_cell(t, sire, sire), read_cell(t, sire, r->dam[y]));
        struct interval maternal =
            dam < y ? mean(read_cell(t, dam, sire), read_cell(t, dam, r->dam[y])) : read_cell(t, dam, y);
        widen(&w, mean(paternal, maternal));
    }
    return w;
}

static void fill_row(struct table *t, int32_t x)
{
    const struct part *r = t->part;
    struct cell *row = t->cell + (size_t)x * (x + 1) / 2;
    for (int32_t y = 0; y < x; y++)
        row[y] = keep(r->choice[x] >= 0 && r->choice[x] == r->choice[y]
                          ? of_mates(t, x, y)
                          : mean(with_sire(t, x, y), read_cell(t, r->dam[x], y)));
    struct interval parents = r->dam[x] < 0 ? (struct interval){ 0.0, 0.0 } : with_sire(t, x, r->dam[x]);
    row[x] = keep(mean((struct interval){ 1.0, 1.0 }, parents));
}

static bool bound(const struct part *r, struct uncertain_range *ret, const struct progress *progress, struct err *e)
{
    struct table t = { r, compact_memory((size_t)r->count * (r->count + 1) / 2, sizeof *t.cell) };
    bool good = t.cell || compact_no_memory(e);
    for (int32_t x = 0; good && x < r->count; x++) {
        good = tell(progress, x, r->count, e);
        fill_row(&t, x);
    }
    if (good) {
        struct interval own = read_cell(&t, r->count - 1, r->count - 1);
        ret->lowest = fmax(0.0, 2.0 * own.least - 1.0);
        ret->highest = fmin(1.0, 2.0 * own.most - 1.0);
        ret->kind = UNCERTAIN_BOUNDS;
    }
    free(t.cell);
    return good;
}

bool uncertain_range(struct pedigree p, struct uncertain_sires u, const double *f, int32_t animal, int64_t most,
                     struct uncertain_range *ret, const struct progress *progress, struct err *e)
{
    struct part r;
    if (!part_init(&r, p, u, f, animal, e))
        return false;
    struct uncertain_range range = { .lowest = f[animal], .highest = f[animal], .assignments = 1.0 };
    for (int32_t c = 0; c < r.choices; c++) {
        range.choices += options(&r, c) > 1;
        range.assignments *= options(&r, c);
    }
    bool good = true;
    if (range.choices && range.assignments <= (double)most)
        good = try_all(&r, &range, progress, e);
    else if (range.choices && r.count <= UNCERTAIN_TABULAR)
        good = bound(&r, &range, progress, e);
    else if (range.choices)
        range = (struct uncertain_range){ 0.0, 1.0, UNCERTAIN_UNBOUNDED, range.choices, range.assignments };
    if (good)
        *ret = range;
    part_done(&r);
    return good;
}
