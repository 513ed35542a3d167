/* ancestor.c - the ancestors that explain a group's genes, the most important first (Boichard, Maignel & Verrier 1997).
 *
 * Each round takes the candidate whose marginal contribution p = q (1 - a) is largest: q, its share of the group's
 * genes not running through a chosen descendant, times 1 - a, the part of its own genes that no chosen ancestor of it
 * gave. A chosen one loses its parents: its genes are counted once. The numbering of compact.h has parents first, so a
 * choice changes q only below its position and 1 - a only above it: a round is one pass over the part, and the next
 * candidate is found in it.
 */
#include "fixed.h"
#include "origin.h"

#include <stdlib.h>
#include <string.h>

struct choosing {
    struct origin o;
    int64_t *whole;  /* [count + 1] shares before anybody was chosen */
    int64_t *lost;   /* [count + 1] share withdrawn in this round, 0 between rounds */
    int64_t *unseen; /* [count + 1] 1 - a, in SHARE_ONE */
    double *own; /* [count + 1] what the animal may count for at most: 1, 1/2 (its unknown parent alone), 0 (taken) */
};

static void choosing_done(struct choosing *c)
{
    free(c->whole);
    free(c->lost);
    free(c->unseen);
    free(c->own);
    origin_done(&c->o);
}

static bool allocate(struct choosing *c, struct err *e)
{
    size_t positions = (size_t)c->o.c.count + 1;
    c->whole = compact_memory(positions, sizeof *c->whole);
    c->lost = compact_zeroed(positions, sizeof *c->lost);
    c->unseen = compact_memory(positions, sizeof *c->unseen);
    c->own = compact_zeroed(positions, sizeof *c->own);
    return (c->whole && c->lost && c->unseen && c->own) || compact_no_memory(e);
}

/* Candidates are the parents and the founders. An animal of the group that is nobody's parent stands for its one
 * unknown parent, if any. */
static void set_candidates(struct choosing *c)
{
    memcpy(c->whole, c->o.share, ((size_t)c->o.c.count + 1) * sizeof *c->whole);
    for (int32_t b = 0; b <= c->o.c.count; b++)
        c->unseen[b] = SHARE_ONE;
    for (int32_t b = 1; b <= c->o.c.count; b++) {
        int unknown = origin_unknown_parents(&c->o, b);
        c->own[b] = c->o.is_parent[b] || unknown == 2 ? 1.0 : unknown == 1 ? 0.5 : 0.0;
    }
}

static double marginal(const struct choosing *c, int32_t b)
{
    double share = (double)c->o.share[b] * c->own[b];
    return c->own[b] == 0.5 ? share : share * ((double)c->unseen[b] * SHARE_UNIT);
}

/* The earlier generation, then the smaller index, wins a tie. */
static bool goes_before(const struct choosing *c, int32_t b, int32_t other)
{
    int32_t own = c->o.c.animal[b].generation, its = c->o.c.animal[other].generation;
    return own < its || (own == its && c->o.c.index[b] < c->o.c.index[other]);
}

static void consider(const struct choosing *c, int32_t b, int32_t *best, double *largest)
{
    if (c->own[b] == 0.0)
        return;
    double here = marginal(c, b);
    if (here > *largest || (here == *largest && *best && goes_before(c, b, *best))) {
        *largest = here;
        *best = b;
    }
}

/* A share's half is cut to a whole number, so what the parents lose is the difference of two halves. */
static void settle(struct choosing *c, int32_t b)
{
    const struct compact_animal *a = &c->o.c.animal[b];
    int64_t before = c->o.share[b], after = before - c->lost[b];
    c->lost[b] = 0;
    c->o.share[b] = after;
    if (c->unseen[b]) {
        c->lost[a->sire] += (before >> 1) - (after >> 1);
        c->lost[a->dam] += (before >> 1) - (after >> 1);
    }
}

/* `unseen` 0 says that an animal's genes are all counted, as a chosen one's are: nothing goes on from it. */
static void take(struct choosing *c, int32_t chosen)
{
    bool itself = c->own[chosen] == 1.0;
    c->own[chosen] = 0.0;
    if (!itself)
        return;
    const struct compact_animal *a = &c->o.c.animal[chosen];
    c->lost[a->sire] += c->o.share[chosen] >> 1;
    c->lost[a->dam] += c->o.share[chosen] >> 1;
    c->unseen[chosen] = 0;
}

/* What follows from taking `chosen`, and the best of the rest; 0 when nobody is left. */
static int32_t pass(struct choosing *c, int32_t chosen, double *ret_largest)
{
    const struct compact_animal *animal = c->o.c.animal;
    int32_t best = 0;
    double largest = 0.0;
    for (int32_t b = chosen; b > 0; b--) {
        if (c->lost[b])
            settle(c, b);
        consider(c, b, &best, &largest);
    }
    c->lost[0] = 0;
    for (int32_t b = chosen + 1; b <= c->o.c.count; b++) {
        if (c->unseen[b] && (animal[b].sire | animal[b].dam))
            c->unseen[b] = (c->unseen[animal[b].sire] >> 1) + (c->unseen[animal[b].dam] >> 1);
        consider(c, b, &best, &largest);
    }
    *ret_largest = largest;
    return best;
}

static bool tell(const struct progress *progress, int64_t done, int64_t total, struct err *e)
{
    if (progress_step(progress, _("Ancestors"), done, total))
        return true;
    return err_set(e, ERR_CANCELLED, "", "%s", _("Stopped before all ancestors were found."));
}

/* Candidates that still have a part. */
static int32_t count_left(const struct choosing *c)
{
    int32_t left = 0;
    for (int32_t b = 1; b <= c->o.c.count; b++)
        left += c->own[b] > 0.0 && marginal(c, b) > 0.0;
    return left;
}

/* Those not looked for hold `rest` together, each at most as much as the last one found; marginals only fall, so there
 * are no more of them than have a part now. */
static void bound(struct ancestor_summary *ret, double squares, double last, int32_t left)
{
    double rest = 1.0 - ret->explained;
    ret->at_least = 1.0 / (squares + rest * last);
    ret->at_most = 1.0 / (squares + (left ? rest * rest / left : 0.0));
}

static bool choose(struct choosing *c, struct ancestor_contribution *ret_list, int32_t most,
                   struct ancestor_summary *ret, const struct progress *progress, struct err *e)
{
    struct fixed squares = { .bits = FIXED_SHARES }, sum = { .bits = FIXED_SHARES };
    double largest, last = 1.0;
    int32_t found = 0, best = pass(c, 0, &largest), left = count_left(c);
    for (; best && found < most; found++) {
        if (!tell(progress, found, left < most ? left : most, e))
            return false;
        last = largest * c->o.unit;
        fixed_add(&sum, last);
        fixed_add(&squares, last * last);
        if (ret_list)
            ret_list[found] =
                (struct ancestor_contribution){ .animal = c->o.c.index[best],
                                                .unknown_parent = c->own[best] == 0.5,
                                                .share = (double)c->whole[best] * c->own[best] * c->o.unit,
                                                .marginal = last,
                                                .cumulative = fixed_value(&sum) };
        take(c, best);
        best = pass(c, best, &largest);
    }
    *ret = (struct ancestor_summary){ .found = found, .complete = !best };
    ret->explained = best ? fixed_value(&sum) : 1.0;
    bound(ret, fixed_value(&squares), last, count_left(c));
    return true;
}

bool ancestor_contributions(struct pedigree p, const int32_t *reference, int32_t count,
                            struct ancestor_contribution *ret_list, int32_t most, struct ancestor_summary *ret,
                            const struct progress *progress, struct err *e)
{
    struct choosing c = { 0 };
    if (!origin_init(&c.o, p, reference, count, e))
        return false;
    bool good = allocate(&c, e);
    if (good) {
        set_candidates(&c);
        good = choose(&c, ret_list, most, ret, progress, e);
    }
    choosing_done(&c);
    return good;
}
