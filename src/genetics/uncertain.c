/* uncertain.c - expected F and kinship where sires are known with probabilities.
 *
 * A choice becomes an animal of its own, the mean sire: v(choice) = sum of p_k v(s_k) for all who do not descend from
 * it, and a(choice, choice) = sum of p_k (1 + F_k), since both lines that come to it take the same candidate. Its lambs
 * are then lambs of two parents like all others and the traces (trace.h) serve as they are. The choice's own variance
 * is what its diagonal has beyond that of the mean: sum of p_k (1 + F_k) - sum of p_k p_l a(k, l).
 */
#include "uncertain.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_BETWEEN_REPORTS ((int64_t)1 << 20)

/* ---- the pedigree with choices in it ---- */

static bool probabilities_fit(struct uncertain_sires u, struct err *e)
{
    for (int32_t c = 0; c < u.count; c++) {
        double sum = 0.0;
        bool good = u.start[c] < u.start[c + 1];
        for (int32_t k = u.start[c]; k < u.start[c + 1]; k++) {
            good = good && u.probability[k] > 0.0;
            sum += u.probability[k];
        }
        if (!good || !(fabs(sum - 1.0) <= 1e-9))
            return err_set(e, ERR_DATA, "", "%s",
                           _("The probabilities of candidate sires must be above 0 and sum to 1."));
    }
    return true;
}

static int32_t link_of_choice(struct pedigree p, struct uncertain_sires u, int32_t choice)
{
    return p.count + u.start[choice + 1] - 1;
}

static void link_candidates(struct uncertain *n, struct pedigree p, struct uncertain_sires u)
{
    for (int32_t i = 0; i < p.count; i++) {
        assert(u.choice[i] >= GENETICS_UNKNOWN && u.choice[i] < u.count);
        n->sire[i] = u.choice[i] < 0 ? p.sire[i] : link_of_choice(p, u, u.choice[i]);
        n->dam[i] = p.dam[i];
    }
    for (int32_t c = 0; c < u.count; c++)
        for (int32_t k = u.start[c]; k < u.start[c + 1]; k++) {
            assert(u.sire[k] >= 0 && u.sire[k] < p.count);
            n->sire[p.count + k] = u.sire[k];
            n->dam[p.count + k] = k > u.start[c] ? p.count + k - 1 : GENETICS_UNKNOWN;
        }
}

/* The choices that were reached stop being links: their candidates are named instead. */
static void set_choices(struct uncertain *n, struct pedigree p, struct uncertain_sires u)
{
    for (int32_t c = 0; c < u.count; c++) {
        int32_t position = n->c.position[link_of_choice(p, u, c)];
        if (!position)
            continue;
        n->c.animal[position].sire = u.start[c];
        n->c.animal[position].dam = u.start[c] - u.start[c + 1];
        for (int32_t k = u.start[c]; k < u.start[c + 1]; k++) {
            n->candidate[k] = n->c.position[u.sire[k]];
            n->weight[k] = (int64_t)ldexp(u.probability[k], SHARE_BITS);
        }
    }
}

void uncertain_done(struct uncertain *n)
{
    free(n->sire);
    free(n->dam);
    free(n->f);
    free(n->candidate);
    free(n->weight);
    trace_done(&n->t);
    compact_done(&n->c);
}

static bool walk(struct uncertain *n, const int32_t *wanted, int32_t wanted_count, struct err *e)
{
    if (!wanted)
        return compact_parents(&n->c, n->links, e);
    if (!compact_init(&n->c, n->links, e))
        return false;
    for (int32_t i = 0; i < wanted_count; i++)
        if (!compact_add(&n->c, n->links, wanted[i], e))
            return false;
    return true;
}

bool uncertain_init(struct uncertain *n, struct pedigree p, struct uncertain_sires u, const int32_t *wanted,
                    int32_t wanted_count, struct err *e)
{
    memset(n, 0, sizeof *n);
    if (!probabilities_fit(u, e))
        return false;
    int32_t candidates = u.start[u.count];
    size_t links = (size_t)p.count + candidates;
    n->sire = compact_memory(links, sizeof *n->sire);
    n->dam = compact_memory(links, sizeof *n->dam);
    n->f = compact_zeroed(links, sizeof *n->f);
    n->candidate = compact_memory(candidates, sizeof *n->candidate);
    n->weight = compact_memory(candidates, sizeof *n->weight);
    bool good = links < INT32_MAX && n->sire && n->dam && n->f && n->candidate && n->weight;
    if (!good)
        compact_no_memory(e);
    if (good) {
        n->links = (struct pedigree){ (int32_t)links, n->sire, n->dam };
        link_candidates(n, p, u);
        good = walk(n, wanted, wanted_count, e) && trace_init(&n->t, &n->c, e);
    }
    if (!good) {
        uncertain_done(n);
        return false;
    }
    set_choices(n, p, u);
    n->t.choices = (struct choices){ n->candidate, n->weight, u.probability };
    return true;
}

/* ---- variances ---- */

static double mean_f(const struct uncertain *n, int32_t choice)
{
    const struct compact_animal *a = &n->c.animal[choice];
    double mean = 0.0;
    for (int32_t k = a->sire; k < a->sire - a->dam; k++)
        mean += n->t.choices.probability[k] * n->f[n->c.index[n->candidate[k]]];
    return mean;
}

/* The trace from a choice without variance of its own finds a(choice, k) of the mean sire. */
static void set_choice_variance(struct uncertain *n, int32_t choice)
{
    struct compact_animal *a = &n->c.animal[choice];
    n->f[n->c.index[choice]] = mean_f(n, choice);
    a->variance = 0.0;
    if (a->dam == -1)
        return;
    trace_up(&n->t, choice);
    for (int32_t k = a->sire; k < a->sire - a->dam; k++)
        trace_ask(&n->t, n->candidate[k]);
    trace_down(&n->t);
    double variance = 1.0 + n->f[n->c.index[choice]] - trace_mean(&n->t, choice);
    a->variance = variance > 0.0 ? variance : 0.0;
}

static void set_variance(struct uncertain *n, int32_t position)
{
    if (uncertain_is_choice(n, position))
        set_choice_variance(n, position);
    else
        compact_set_variance(&n->c, position, n->f);
}

/* ---- F ---- */

static bool tell(const struct progress *progress, const char *what, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, what, done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all uncertain sires were followed."));
}

/* Animals chained by the position of their sire or choice. */
struct lambs {
    int32_t *first; /* [positions + 1], -1 = none */
    int32_t *next;  /* [animals] */
};

static void gather_lambs(const struct uncertain *n, int32_t animals, struct lambs *l)
{
    for (int32_t b = 0; b <= n->c.count; b++)
        l->first[b] = -1;
    for (int32_t i = animals - 1; i >= 0; i--) {
        if (n->sire[i] < 0 || n->dam[i] < 0)
            continue;
        int32_t sire = n->c.position[n->sire[i]];
        l->next[i] = l->first[sire];
        l->first[sire] = i;
    }
}

static void solve_sire(struct uncertain *n, const struct lambs *l, int32_t sire)
{
    trace_up(&n->t, sire);
    for (int32_t i = l->first[sire]; i >= 0; i = l->next[i])
        trace_ask(&n->t, n->c.position[n->dam[i]]);
    trace_down(&n->t);
    for (int32_t i = l->first[sire]; i >= 0; i = l->next[i])
        n->f[i] = 0.5 * n->c.animal[n->c.position[n->dam[i]]].at.value;
}

static bool solve(struct uncertain *n, const struct lambs *l, const struct progress *progress, struct err *e)
{
    bool good = tell(progress, _("Inbreeding"), 0, n->c.count, e);
    int64_t report = STEPS_BETWEEN_REPORTS;
    for (int32_t b = 1; good && b <= n->c.count; b++) {
        set_variance(n, b);
        if (l->first[b] >= 0)
            solve_sire(n, l, b);
        if (n->t.steps >= report) {
            report = n->t.steps + STEPS_BETWEEN_REPORTS;
            good = tell(progress, _("Inbreeding"), b, n->c.count, e);
        }
    }
    return good;
}

bool uncertain_inbreeding(struct pedigree p, struct uncertain_sires u, double *ret_f, const struct progress *progress,
                          struct err *e)
{
    struct uncertain n;
    if (!uncertain_init(&n, p, u, NULL, 0, e))
        return false;
    struct lambs l = { compact_memory((size_t)n.c.count + 1, sizeof *l.first),
                       compact_memory(p.count, sizeof *l.next) };
    bool good = (l.first && l.next) || compact_no_memory(e);
    if (good) {
        gather_lambs(&n, p.count, &l);
        good = solve(&n, &l, progress, e);
    }
    if (good)
        memcpy(ret_f, n.f, (size_t)p.count * sizeof *ret_f);
    free(l.first);
    free(l.next);
    uncertain_done(&n);
    return good;
}

/* ---- kinship ---- */

static void column_of(struct uncertain *n, int32_t column, const int32_t *rows, int32_t row_count, double *ret,
                      int32_t stride)
{
    trace_up(&n->t, n->c.position[column]);
    for (int32_t i = 0; i < row_count; i++)
        trace_ask(&n->t, n->c.position[rows[i]]);
    trace_down(&n->t);
    for (int32_t i = 0; i < row_count; i++)
        ret[(size_t)i * stride] = 0.5 * n->c.animal[n->c.position[rows[i]]].at.value;
}

static bool all_columns(struct uncertain *n, const double *f, struct pedigree p, const int32_t *rows, int32_t row_count,
                        const int32_t *columns, int32_t column_count, double *ret, const struct progress *progress,
                        struct err *e)
{
    memcpy(n->f, f, (size_t)p.count * sizeof *f);
    for (int32_t b = 1; b <= n->c.count; b++)
        set_variance(n, b);
    for (int32_t k = 0; k < column_count; k++) {
        if (!tell(progress, _("Kinship"), k, column_count, e))
            return false;
        column_of(n, columns[k], rows, row_count, ret + k, column_count);
    }
    return true;
}

bool uncertain_kinship(struct pedigree p, struct uncertain_sires u, const double *f, const int32_t *rows,
                       int32_t row_count, const int32_t *columns, int32_t column_count, double *ret,
                       const struct progress *progress, struct err *e)
{
    struct uncertain n;
    size_t asked = (size_t)row_count + column_count;
    int32_t *wanted = compact_memory(asked, sizeof *wanted);
    if (!wanted || asked > INT32_MAX) {
        free(wanted);
        return compact_no_memory(e);
    }
    for (int32_t i = 0; i < row_count; i++)
        wanted[i] = rows[i];
    for (int32_t i = 0; i < column_count; i++)
        wanted[row_count + i] = columns[i];
    bool good = uncertain_init(&n, p, u, wanted, (int32_t)asked, e);
    free(wanted);
    if (!good)
        return false;
    good = all_columns(&n, f, p, rows, row_count, columns, column_count, ret, progress, e);
    uncertain_done(&n);
    return good;
}
