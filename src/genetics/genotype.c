/* genotype.c - genotype probabilities: the pedigree as families, which way for which relatives, the gene frequency.
 *
 * An animal is silent when neither it nor any descendant is tested: it says nothing about others and is computed last,
 * from its parents. The heard fall into components, animals linked by families with a heard child. A component without
 * loops is for iterative peeling, which is exact there; one with loops is tried by elimination, and iterated when too
 * wide. The silent descendants of what was eliminated are exact only when eliminated together with it, so that is tried
 * after.
 */
#include "genotype.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 100, MOST_ESTIMATES = 200, CALM_FROM = 20 }; /* rounds */
#define SETTLED 1e-6                                              /* change of a probability */
#define ESTIMATED 1e-5                                            /* change of a frequency */

bool genotype_impossible(struct err *e)
{
    return err_set(e, ERR_DATA, "error", "%s",
                   _("The tests contradict each other: without errors no genotypes are possible. Look at the "
                     "contradictions, or give the rate of errors."));
}

bool genotype_stopped(struct err *e)
{
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all genotypes were known."));
}

bool genotype_normalise(double values[3])
{
    double sum = values[0] + values[1] + values[2];
    if (!(sum > 0.0))
        return false;
    for (int g = 0; g < 3; g++)
        values[g] /= sum;
    return true;
}

void genotype_cross(const double sire[3], const double dam[3], double ret[3])
{
    genotype_mate(0.5 * sire[1] + sire[2], 0.5 * dam[1] + dam[2], ret);
}

/* ---- gene counting ---- */

void genotype_count_missing(struct genotype_work *w, int32_t animal, int parent, int own, double weight)
{
    int32_t group = w->tests.group ? w->tests.group[animal] : 0;
    double q = w->frequency[group], b = 0.5 * parent;
    double with = own == 0 ? 0.0 : q * (own == 2 ? b : 1.0 - b);
    double other = own == 2 ? 0.0 : (1.0 - q) * (own == 1 ? b : 1.0 - b);
    w->counted[group] += weight;
    if (with > 0.0)
        w->expected[group] += weight * with / (with + other);
}

void genotype_count_founder(struct genotype_work *w, int32_t animal, const double probability[3])
{
    int32_t group = w->tests.group ? w->tests.group[animal] : 0;
    w->counted[group] += 2.0;
    w->expected[group] += probability[1] + 2.0 * probability[2];
}

/* The largest change of a frequency. */
static double estimate(struct genotype_work *w)
{
    double change = 0.0;
    for (int32_t k = 0; k < w->tests.groups; k++) {
        if (!(w->counted[k] > 0.0))
            continue;
        double q = w->expected[k] / w->counted[k];
        q = q < 1e-12 ? 1e-12 : q > 1.0 - 1e-12 ? 1.0 - 1e-12 : q;
        change = fmax(change, fabs(q - w->frequency[k]));
        w->frequency[k] = q;
    }
    return change;
}

static void forget_counts(struct genotype_work *w)
{
    memset(w->counted, 0, (size_t)w->tests.groups * sizeof *w->counted);
    memset(w->expected, 0, (size_t)w->tests.groups * sizeof *w->expected);
}

/* ---- families ---- */

/* Sorts list by key[], stably; keys are -1 .. count - 1. */
static void sort_by(const int32_t *key, int32_t count, const int32_t *list, int32_t listed, int32_t *start,
                    int32_t *ret)
{
    memset(start, 0, ((size_t)count + 2) * sizeof *start);
    for (int32_t k = 0; k < listed; k++)
        start[key[list[k]] + 2]++;
    for (int32_t k = 0; k < count; k++)
        start[k + 1] += start[k];
    for (int32_t k = 0; k < listed; k++)
        ret[start[key[list[k]] + 1]++] = list[k];
}

static bool are_sibs(struct pedigree p, int32_t a, int32_t b)
{
    return p.sire[a] == p.sire[b] && p.dam[a] == p.dam[b] && p.sire[a] >= 0 && p.dam[a] >= 0;
}

static void cut_families(struct genotype_work *w, int32_t children)
{
    w->families = 0;
    for (int32_t from = 0, to; from < children; from = to) {
        to = from + 1;
        while (to < children && are_sibs(w->p, w->child[from], w->child[to]))
            to++;
        w->family[w->families++] =
            (struct genotype_family){ w->p.sire[w->child[from]], w->p.dam[w->child[from]], from, 0, to - from };
    }
}

/* Children by generation, then sire, then dam. Founders are in no family. */
static bool make_families(struct genotype_work *w, struct err *e)
{
    int32_t count = w->p.count, children = 0;
    int32_t *generation = compact_memory(count, sizeof *generation);
    int32_t *start = compact_memory((size_t)count + 2, sizeof *start);
    int32_t *other = compact_memory(count, sizeof *other);
    bool good = (generation && start && other) || compact_no_memory(e);
    good = good && order_generations(w->p, generation, e);
    if (good) {
        for (int32_t i = 0; i < count; i++)
            if (w->p.sire[i] >= 0 || w->p.dam[i] >= 0)
                w->child[children++] = i;
        sort_by(w->p.dam, count, w->child, children, start, other);
        sort_by(w->p.sire, count, other, children, start, w->child);
        memcpy(other, w->child, (size_t)children * sizeof *other);
        sort_by(generation, count, other, children, start, w->child);
        cut_families(w, children);
    }
    free(generation);
    free(start);
    free(other);
    return good;
}

/* From the youngest family up; the heard children of each come first. */
static void find_silent(struct genotype_work *w)
{
    for (int32_t i = 0; i < w->p.count; i++)
        w->silent[i] = w->likelihood[w->tests.result[i]][0] == 1.0 && w->likelihood[w->tests.result[i]][1] == 1.0 &&
                       w->likelihood[w->tests.result[i]][2] == 1.0;
    for (int32_t k = w->families - 1; k >= 0; k--) {
        struct genotype_family *f = &w->family[k];
        for (int32_t c = f->first; c < f->first + f->size; c++) {
            int32_t child = w->child[c];
            if (w->silent[child])
                continue;
            w->child[c] = w->child[f->first + f->heard];
            w->child[f->first + f->heard++] = child;
        }
        if (f->heard && f->sire >= 0)
            w->silent[f->sire] = 0;
        if (f->heard && f->dam >= 0)
            w->silent[f->dam] = 0;
    }
}

/* ---- components ---- */

struct components {
    int32_t *root;  /* [count] the smallest known of its component; after label: the component's name */
    int32_t *loops; /* [count] of the component named so: links less animals and families, plus 1 */
};

static int32_t root_of(int32_t *root, int32_t i)
{
    while (root[i] != i)
        i = root[i] = root[root[i]];
    return i;
}

static void join(int32_t *root, int32_t a, int32_t b)
{
    a = root_of(root, a);
    b = root_of(root, b);
    if (a < b)
        root[b] = a;
    else
        root[a] = b;
}

/* Linked by families: by those with heard children and these only, or by all. */
static void find_components(const struct genotype_work *w, bool heard, struct components *ret)
{
    for (int32_t i = 0; i < w->p.count; i++) {
        ret->root[i] = i;
        ret->loops[i] = 0;
    }
    for (int32_t k = 0; k < w->families; k++) {
        const struct genotype_family *f = &w->family[k];
        int32_t size = heard ? f->heard : f->size;
        for (int32_t c = 0; c < size; c++) {
            if (f->sire >= 0)
                join(ret->root, w->child[f->first + c], f->sire);
            if (f->dam >= 0)
                join(ret->root, w->child[f->first + c], f->dam);
        }
    }
    for (int32_t i = 0; i < w->p.count; i++) {
        ret->root[i] = root_of(ret->root, i);
        ret->loops[ret->root[i]] += ret->root[i] == i;
        ret->loops[ret->root[i]]--;
    }
    for (int32_t k = 0; k < w->families; k++) {
        const struct genotype_family *f = &w->family[k];
        int32_t size = heard ? f->heard : f->size;
        if (size)
            ret->loops[ret->root[w->child[f->first]]] += size + (f->sire >= 0) + (f->dam >= 0 && f->dam != f->sire) - 1;
    }
}

/* ---- the silent: from their parents ---- */

/* Exact where the parents' genotypes are independent: no loop links them otherwise, or one is missing. */
static bool is_exact(const struct genotype_work *w, const struct genotype_family *f, const struct components *all)
{
    bool sire = f->sire < 0 || w->method[f->sire] == GENOTYPE_EXACT;
    bool dam = f->dam < 0 || w->method[f->dam] == GENOTYPE_EXACT;
    bool independent = f->sire < 0 || f->dam < 0 || f->sire == f->dam || all->loops[all->root[w->child[f->first]]] == 0;
    return sire && dam && independent;
}

static void inherit(struct genotype_work *w, const struct genotype_family *f, const struct components *all)
{
    int32_t first = f->first + f->heard;
    double missing = genotype_missing(w, w->child[first]), founder[3], lamb[3] = { 0.0 };
    genotype_mate(missing, missing, founder);
    const double *sire = f->sire < 0 ? founder : w->probability + 3 * (size_t)f->sire;
    const double *dam = f->dam < 0 ? founder : w->probability + 3 * (size_t)f->dam;
    for (int a = 0; a < 3; a++) {
        double mate[3];
        genotype_mate(0.5 * a, f->sire == f->dam ? 0.5 * a : 0.5 * dam[1] + dam[2], mate);
        for (int g = 0; g < 3; g++)
            lamb[g] += sire[a] * mate[g];
    }
    for (int32_t c = first; c < f->first + f->size; c++) {
        memcpy(w->probability + 3 * (size_t)w->child[c], lamb, sizeof lamb);
        w->method[w->child[c]] = is_exact(w, f, all) ? GENOTYPE_EXACT : GENOTYPE_ITERATED;
    }
}

static void all_inherit(struct genotype_work *w, const struct components *all, const unsigned char *solved)
{
    for (int32_t i = 0; i < w->p.count; i++) {
        double q = genotype_missing(w, i);
        if (w->silent[i] && w->p.sire[i] < 0 && w->p.dam[i] < 0)
            genotype_mate(q, q, w->probability + 3 * (size_t)i);
    }
    for (int32_t k = 0; k < w->families; k++) {
        const struct genotype_family *f = &w->family[k];
        if (f->heard < f->size && (f->heard == 0 || solved[w->child[f->first]]))
            inherit(w, f, all);
    }
}

/* ---- all ---- */

struct plan {
    struct components heard, all;
    unsigned char *solved, *whole; /* [count] by elimination: the heard; everybody */
    struct exact *exact;
    struct iterate *iterate;
};

static void plan_done(struct plan *n)
{
    free(n->heard.root);
    free(n->heard.loops);
    free(n->all.root);
    free(n->all.loops);
    free(n->solved);
    free(n->whole);
    exact_free(n->exact);
    iterate_free(n->iterate);
}

static bool plan_init(struct plan *n, struct genotype_work *w, struct err *e)
{
    size_t count = w->p.count;
    memset(n, 0, sizeof *n);
    n->heard.root = compact_memory(count, sizeof *n->heard.root);
    n->heard.loops = compact_memory(count, sizeof *n->heard.loops);
    n->all.root = compact_memory(count, sizeof *n->all.root);
    n->all.loops = compact_memory(count, sizeof *n->all.loops);
    n->solved = compact_zeroed(count, 1);
    n->whole = compact_zeroed(count, 1);
    if (!n->heard.root || !n->heard.loops || !n->all.root || !n->all.loops || !n->solved || !n->whole)
        return compact_no_memory(e);
    find_components(w, true, &n->heard);
    find_components(w, false, &n->all);
    for (int32_t i = 0; i < w->p.count; i++)
        n->solved[i] = !w->silent[i] && n->heard.loops[n->heard.root[i]] > 0;
    if (!exact_new(w, n->heard.root, n->solved, &n->exact, e))
        return false;
    n->iterate = iterate_new(w);
    return n->iterate || compact_no_memory(e);
}

static bool solve_heard(struct plan *n, struct genotype_work *w, bool estimating, struct genotype_summary *summary,
                        const struct progress *progress, struct err *e)
{
    int most = estimating ? MOST_ESTIMATES : MOST_ROUNDS;
    for (int round = 0; round < most; round++) {
        if (!progress_step(progress, _("Genotypes"), round, 0))
            return genotype_stopped(e);
        forget_counts(w);
        if (!iterate_round(n->iterate, n->solved, round < CALM_FROM ? 0.0 : 0.5, &summary->change, e) ||
            ((estimating || round == 0) && !exact_solve(n->exact, true, e)))
            return false;
        summary->rounds = round + 1;
        double moved = estimating ? estimate(w) : 0.0;
        if (summary->change < SETTLED && moved < ESTIMATED)
            return true;
    }
    return true;
}

static void set_methods(const struct plan *n, struct genotype_work *w)
{
    for (int32_t i = 0; i < w->p.count; i++) {
        bool exact = n->solved[i] || n->heard.loops[n->heard.root[i]] <= 0;
        w->method[i] = exact ? GENOTYPE_EXACT : GENOTYPE_ITERATED;
    }
    for (int32_t k = 0; k < w->families; k++) {
        const struct genotype_family *f = &w->family[k];
        for (int32_t c = f->first + f->heard; f->heard && c < f->first + f->size; c++)
            w->method[w->child[c]] = w->method[w->child[f->first]];
    }
}

/* Components with loops in which only silent animals are not exact yet, once more as a whole. */
static bool solve_whole(struct plan *n, struct genotype_work *w, struct err *e)
{
    enum { SKIP = 1, TRY = 2 };
    unsigned char *state = compact_zeroed(w->p.count, 1);
    if (!state)
        return compact_no_memory(e);
    for (int32_t i = 0; i < w->p.count; i++)
        if (w->method[i] == GENOTYPE_ITERATED)
            state[n->all.root[i]] |= w->silent[i] ? TRY : SKIP;
    for (int32_t i = 0; i < w->p.count; i++)
        n->whole[i] = state[n->all.root[i]] == TRY;
    free(state);
    exact_free(n->exact);
    n->exact = NULL;
    if (!exact_new(w, n->all.root, n->whole, &n->exact, e) || !exact_solve(n->exact, false, e))
        return false;
    for (int32_t i = 0; i < w->p.count; i++)
        if (n->whole[i])
            w->method[i] = GENOTYPE_EXACT;
    return true;
}

static bool solve(struct genotype_work *w, bool estimating, struct genotype_summary *summary,
                  const struct progress *progress, struct err *e)
{
    struct plan n;
    bool good = plan_init(&n, w, e) && solve_heard(&n, w, estimating, summary, progress, e);
    if (good) {
        set_methods(&n, w);
        all_inherit(w, &n.all, n.solved);
        good = solve_whole(&n, w, e);
    }
    plan_done(&n);
    return good;
}

static void set_likelihoods(struct genotype_work *w)
{
    for (int r = 0; r < 8; r++)
        for (int g = 0; g < 3; g++) {
            int named = __builtin_popcount(r);
            double wrong = named == 1 ? 0.5 * w->tests.error : w->tests.error;
            w->likelihood[r][g] = named % 3 == 0 ? 1.0 : r >> g & 1 ? 1.0 - w->tests.error : wrong;
        }
}

static bool numbers_fit(const struct genotype_tests *tests, const double *frequency, struct err *e)
{
    if (!(tests->error >= 0.0 && tests->error <= 0.5))
        return err_set(e, ERR_DATA, "error", "%s", _("The rate of errors must be from 0 to 0.5."));
    for (int32_t k = 0; k < tests->groups; k++)
        if (!(frequency[k] > 0.0 && frequency[k] < 1.0))
            return err_set(e, ERR_DATA, "frequency", "%s", _("A gene frequency must be above 0 and below 1."));
    return true;
}

static void work_done(struct genotype_work *w)
{
    free(w->silent);
    free(w->family);
    free(w->child);
    free(w->expected);
    free(w->counted);
    free(w->frequency);
}

static bool work_init(struct genotype_work *w, const double *frequency, struct err *e)
{
    size_t count = w->p.count;
    w->silent = compact_memory(count, 1);
    w->family = compact_memory(count, sizeof *w->family);
    w->child = compact_memory(count, sizeof *w->child);
    w->expected = compact_memory(w->tests.groups, sizeof *w->expected);
    w->counted = compact_memory(w->tests.groups, sizeof *w->counted);
    w->frequency = compact_memory(w->tests.groups, sizeof *w->frequency);
    if (!w->silent || !w->family || !w->child || !w->expected || !w->counted || !w->frequency)
        return compact_no_memory(e);
    memcpy(w->frequency, frequency, (size_t)w->tests.groups * sizeof *frequency);
    set_likelihoods(w);
    if (!make_families(w, e))
        return false;
    find_silent(w);
    return true;
}

static void sum_up(const struct genotype_work *w, struct genotype_summary *summary)
{
    for (int32_t i = 0; i < w->p.count; i++)
        *(w->method[i] == GENOTYPE_EXACT ? &summary->exact : &summary->iterated) += 1;
}

bool genotype_probabilities(struct pedigree p, struct genotype_tests tests, double *frequency, bool estimating,
                            double *ret_probability, unsigned char *ret_method, struct genotype_summary *ret_summary,
                            const struct progress *progress, struct err *e)
{
    struct genotype_work w = { .p = p, .tests = tests, .probability = ret_probability, .method = ret_method };
    struct genotype_summary summary = { 0 };
    if (!numbers_fit(&tests, frequency, e))
        return false;
    memset(ret_probability, 0, 3 * (size_t)p.count * sizeof *ret_probability);
    bool good = work_init(&w, frequency, e) && solve(&w, estimating, &summary, progress, e);
    if (good) {
        sum_up(&w, &summary);
        memcpy(frequency, w.frequency, (size_t)tests.groups * sizeof *frequency);
        *ret_summary = summary;
    }
    work_done(&w);
    return good;
}
