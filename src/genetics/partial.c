/* partial.c - the part of inbreeding that comes from each founder.
 *
 * Identity by descent with the founder's genes has a matrix of its own, K_j = T D_j T' (Garcia-Cortes, Martinez-Avila &
 * Toro 2010), with g the share of founder j in an animal's genes and F_j the partial inbreeding:
 *     D_j(k) = (g_s + g_d) / 8 - (F_j(s) + F_j(d)) / 8     for an animal k with parents s and d,
 *     D_j(j) = 1/2 for the founder itself, 1/4 more for an animal whose one parent is unknown (j is that parent).
 * F_j(i) = sum over k of t_s(k) t_d(k) D_j(k) for the parents s, d of i. That is linear in all the D_j, g and F_j, so
 * a pass from the youngest to the oldest carries back, for all founders together, how much each D(k), F(k) and g(k)
 * counts in the answer: no founder needs a pass of its own.
 */
#include "compact.h"
#include "trace.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_BETWEEN_REPORTS ((int64_t)1 << 20)

/* How much one unit of something at a position counts in the answer. */
struct counts {
    double inbreeding, variance, share;
};

struct partial {
    struct compact c;
    struct trace t;
    struct counts *counts; /* [count + 1] */
    double *of_sire;       /* [count + 1] the sire's shares in its ancestors; 0 elsewhere */
    int32_t *ancestors;    /* [count + 1] the sire's */
};

static void partial_done(struct partial *w)
{
    free(w->counts);
    free(w->of_sire);
    free(w->ancestors);
    trace_done(&w->t);
    compact_done(&w->c);
}

static bool partial_init(struct partial *w, struct pedigree p, const int32_t *wanted, int32_t count, struct err *e)
{
    memset(w, 0, sizeof *w);
    if (!compact_init(&w->c, p, e))
        return false;
    for (int32_t i = 0; i < count; i++) {
        assert(wanted[i] >= 0 && wanted[i] < p.count);
        if (!compact_add(&w->c, p, wanted[i], e))
            return false;
    }
    w->counts = compact_zeroed((size_t)w->c.count + 1, sizeof *w->counts);
    w->of_sire = compact_zeroed((size_t)w->c.count + 1, sizeof *w->of_sire);
    w->ancestors = compact_memory((size_t)w->c.count + 1, sizeof *w->ancestors);
    if (!w->counts || !w->of_sire || !w->ancestors)
        return compact_no_memory(e);
    for (int32_t b = 1; b <= w->c.count; b++)
        w->c.animal[b].variance = 1.0; /* a trace's contributions are then the shares */
    return trace_init(&w->t, &w->c, e);
}

/* F of the animal: through every common ancestor of its parents. */
static void spread_inbreeding(struct partial *w, int32_t b)
{
    const struct compact_animal *animal = w->c.animal;
    double counts = w->counts[b].inbreeding;
    int32_t count = 0;
    trace_up(&w->t, animal[b].sire);
    for (int32_t x = w->t.reached; x; x = w->t.next[x]) {
        w->of_sire[x] = animal[x].at.value;
        w->ancestors[count++] = x;
    }
    trace_up(&w->t, animal[b].dam);
    for (int32_t x = w->t.reached; x; x = w->t.next[x])
        w->counts[x].variance += counts * (w->of_sire[x] * animal[x].at.value);
    while (count > 0)
        w->of_sire[w->ancestors[--count]] = 0.0;
}

static void to_parent(struct partial *w, int32_t parent, double variance, double share)
{
    if (!parent)
        return;
    w->counts[parent].share += 0.125 * variance + 0.5 * share;
    w->counts[parent].inbreeding -= 0.125 * variance;
}

/* Passes on what counts for b; returns what comes in with b: of a founder, or of its one unknown parent. */
static double spread(struct partial *w, int32_t b, const double *f)
{
    const struct compact_animal *a = &w->c.animal[b];
    double variance = w->counts[b].variance, share = w->counts[b].share;
    to_parent(w, a->sire, variance, share);
    to_parent(w, a->dam, variance, share);
    if (a->sire && a->dam && w->counts[b].inbreeding != 0.0 && f[w->c.index[b]] > 0.0)
        spread_inbreeding(w, b);
    int unknown = !a->sire + !a->dam;
    return unknown == 2 ? 0.5 * variance + share : unknown == 1 ? 0.25 * variance + 0.5 * share : 0.0;
}

static bool tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Partial inbreeding"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before the inbreeding was divided among the founders."));
}

static bool solve(struct partial *w, const double *f, double *ret, const struct progress *progress, struct err *e)
{
    int64_t report = 0;
    for (int32_t b = w->c.count; b > 0; b--) {
        if (w->t.steps >= report) {
            report = w->t.steps + STEPS_BETWEEN_REPORTS;
            if (!tell(progress, w->c.count - b, w->c.count, e))
                return false;
        }
        ret[w->c.index[b]] = spread(w, b, f);
    }
    return true;
}

bool partial_inbreeding(struct pedigree p, const double *f, const int32_t *wanted, int32_t count, double *ret_share,
                        const struct progress *progress, struct err *e)
{
    struct partial w;
    bool good = partial_init(&w, p, wanted, count, e);
    if (good) {
        for (int32_t i = 0; i < p.count; i++)
            ret_share[i] = 0.0;
        for (int32_t i = 0; i < count; i++)
            w.counts[w.c.position[wanted[i]]].inbreeding += 1.0 / count;
        good = solve(&w, f, ret_share, progress, e);
    }
    partial_done(&w);
    return good;
}
