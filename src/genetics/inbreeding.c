/* inbreeding.c - F of every animal, sire by sire.
 *
 * F of an animal is half the additive relationship of its parents. All mates of one sire are answered from one trace
 * of the sire (see trace.h: Quaas 1976; Meuwissen & Luo 1992 for the ancestors taken generation by generation; Colleau
 * 2002 and Sargolzaei, Iwaisaki & Colleau 2005 for the sweep shared by the sire's mates). Only parents take part in the
 * sweeps, renumbered so that relatives are neighbours; full sibs that stand together are one family.
 */
#include "inbreeding.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { AHEAD = 8 }; /* families whose dam is fetched into the cache beforehand */

void inbreeding_families_done(struct families *w)
{
    free(w->start);
    free(w->family);
}

bool inbreeding_tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Inbreeding"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all inbreeding coefficients were known."));
}

/* Counting sort by sire. First start[b + 1] counts the families of b; then it is where the next one of b goes, at first
 * the place after those of smaller positions; when all are put, that is where those of b end and of b + 1 begin. */
static bool count_from_zero(struct families *w, int32_t parents, struct err *e)
{
    w->start = compact_zeroed((size_t)parents + 2, sizeof *w->start);
    return w->start || compact_no_memory(e);
}

static bool make_room(struct families *w, int32_t parents, struct err *e)
{
    int32_t sum = 0;
    for (int32_t b = 0; b <= parents + 1; b++) {
        int32_t here = w->start[b];
        w->start[b] = sum;
        sum += here;
    }
    w->count = sum;
    w->family = compact_memory(sum, sizeof *w->family);
    return w->family || compact_no_memory(e);
}

static void put(struct families *w, int32_t sire, struct family family)
{
    w->family[w->start[sire + 1]++] = family;
}

void inbreeding_of_sire(struct trace *t, const struct families *w, int32_t b, double *f)
{
    int32_t from = w->start[b], to = w->start[b + 1];
    if (from == to)
        return;
    trace_up(t, b);
    for (int32_t k = from; k < to; k++) {
        if (k + AHEAD < w->count)
            __builtin_prefetch(&t->animal[w->family[k + AHEAD].dam], 1);
        trace_ask(t, w->family[k].dam);
    }
    trace_down(t);
    for (int32_t k = from; k < to; k++) {
        struct family family = w->family[k];
        double inbreeding = 0.5 * t->animal[family.dam].at.value;
        for (int32_t i = 0; i < family.sibs; i++)
            f[family.first + i] = inbreeding;
    }
}

/* Computes F of all families, sires in parents-first order: the variances a trace needs come from F of animals whose
 * sires stand before. */
static bool solve(struct compact *c, const struct families *w, double *f, const struct progress *progress,
                  struct err *e)
{
    struct trace t;
    if (!trace_init(&t, c, e))
        return false;
    bool good = inbreeding_tell(progress, 0, w->count, e);
    int64_t report = INBREEDING_STEPS;
    for (int32_t b = 1; good && b <= c->count; b++) {
        compact_set_variance(c, b, f);
        inbreeding_of_sire(&t, w, b, f);
        if (t.steps >= report) {
            report = t.steps + INBREEDING_STEPS;
            good = inbreeding_tell(progress, w->start[b + 1], w->count, e);
        }
    }
    trace_done(&t);
    return good;
}

/* ---- everyone ---- */

static int32_t full_sibs_from(struct pedigree p, int32_t first)
{
    int32_t i = first + 1;
    while (i < p.count && p.sire[i] == p.sire[first] && p.dam[i] == p.dam[first])
        i++;
    return i - first;
}

bool inbreeding_families(const struct compact *c, struct pedigree p, struct families *w, struct err *e)
{
    if (!count_from_zero(w, c->count, e))
        return false;
    for (int32_t i = 0, sibs; i < p.count; i += sibs) {
        sibs = full_sibs_from(p, i);
        if (p.sire[i] >= 0 && p.dam[i] >= 0)
            w->start[c->position[p.sire[i]] + 1]++;
    }
    if (!make_room(w, c->count, e))
        return false;
    for (int32_t i = 0, sibs; i < p.count; i += sibs) {
        sibs = full_sibs_from(p, i);
        if (p.sire[i] >= 0 && p.dam[i] >= 0)
            put(w, c->position[p.sire[i]], (struct family){ i, sibs, c->position[p.dam[i]] });
    }
    return true;
}

bool inbreeding_all(struct pedigree p, double *ret_f, const struct progress *progress, struct err *e)
{
    struct compact c;
    if (!compact_parents(&c, p, e))
        return false;
    struct families w = { 0 };
    bool good = inbreeding_families(&c, p, &w, e);
    if (good) {
        for (int32_t i = 0; i < p.count; i++)
            ret_f[i] = 0.0;
        good = solve(&c, &w, ret_f, progress, e);
    }
    inbreeding_families_done(&w);
    compact_done(&c);
    return good;
}

/* ---- some, the others being known ---- */

/* F of an animal without two known parents needs no work; the others become families: counted first, put in place when
 * there is room. */
static void gather_one(const struct compact *c, struct pedigree p, struct families *w, int32_t animal, double *f)
{
    if (p.sire[animal] < 0 || p.dam[animal] < 0) {
        f[animal] = 0.0;
        return;
    }
    if (w->family)
        put(w, c->position[p.sire[animal]], (struct family){ animal, 1, c->position[p.dam[animal]] });
    else
        w->start[c->position[p.sire[animal]] + 1]++;
}

/* The wanted who are nobody's parents here, then everyone in the part whose F is not known (the wanted parents, too).
 */
static void gather_unknown(const struct compact *c, struct pedigree p, struct families *w, const int32_t *wanted,
                           int32_t wanted_count, double *f)
{
    for (int32_t i = 0; i < wanted_count; i++)
        if (!c->position[wanted[i]])
            gather_one(c, p, w, wanted[i], f);
    for (int32_t b = 1; b <= c->count; b++)
        if (isnan(f[c->index[b]]))
            gather_one(c, p, w, c->index[b], f);
}

static bool gather_some(const struct compact *c, struct pedigree p, struct families *w, const int32_t *wanted,
                        int32_t wanted_count, double *f, struct err *e)
{
    if (!count_from_zero(w, c->count, e))
        return false;
    gather_unknown(c, p, w, wanted, wanted_count, f);
    if (!make_room(w, c->count, e))
        return false;
    gather_unknown(c, p, w, wanted, wanted_count, f);
    return true;
}

static bool add_parents(struct compact *c, struct pedigree p, int32_t animal, struct err *e)
{
    return (p.sire[animal] < 0 || compact_add(c, p, p.sire[animal], e)) &&
           (p.dam[animal] < 0 || compact_add(c, p, p.dam[animal], e));
}

bool inbreeding_update(struct pedigree p, const int32_t *wanted, int32_t wanted_count, double *f,
                       const struct progress *progress, struct err *e)
{
    struct compact c;
    if (!compact_init(&c, p, e))
        return false;
    bool good = true;
    for (int32_t i = 0; good && i < wanted_count; i++) {
        assert(wanted[i] >= 0 && wanted[i] < p.count);
        good = add_parents(&c, p, wanted[i], e);
    }
    struct families w = { 0 };
    if (good) {
        for (int32_t i = 0; i < wanted_count; i++)
            f[wanted[i]] = NAN;
        good = gather_some(&c, p, &w, wanted, wanted_count, f, e) && solve(&c, &w, f, progress, e);
    }
    inbreeding_families_done(&w);
    compact_done(&c);
    return good;
}
