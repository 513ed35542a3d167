/* ancestor.c - the ancestors that explain a group's genes, the most important first (Boichard, Maignel & Verrier 1997).
 *
 * Each round takes the candidate whose marginal contribution p = q (1 - a) is largest: q, its share of the group's
 * genes not running through a chosen descendant, times 1 - a, the part of its own genes that no chosen ancestor of it
 * gave. A chosen one loses its parents: its genes are counted once. Only q of its ancestors and 1 - a of its
 * descendants change then, so only these are visited, in the numbering of compact.h (parents first): a set bit says
 * that an animal's turn is to come. The largest p stands at the root of a tournament, in which only the games of those
 * whose p changed are played again. Animals that are nobody's parents and no founders have sent their share up
 * beforehand and take no part.
 */
#include "fixed.h"
#include "origin.h"

#include <stdlib.h>
#include <string.h>

struct parents {
    int32_t sire, dam; /* 0 = unknown */
};

/* Numbered from 1, in the order of the origin's positions. */
struct choosing {
    struct origin o;
    int32_t count;
    int32_t *position;       /* [count + 1] in the origin's part */
    struct parents *parents; /* [count + 1] */
    int32_t *start, *child;  /* offspring of b: child[start[b]] .. child[start[b + 1]] */
    int64_t *share;          /* [count + 1] q, as the origin's shares */
    int64_t *lost;           /* [count + 1] share withdrawn in this round, 0 between rounds */
    int64_t *unseen;         /* [count + 1] 1 - a, in SHARE_ONE */
    double *own;             /* [count + 1] what it may count for: 1, 1/2 (its unknown parent alone), 0 (taken) */
    double *part;            /* [count + 1] p */
    int32_t *winner;         /* [2 * width] of game k between the winners of 2 k and 2 k + 1; width + b is b itself */
    int32_t width;           /* a power of two above count; width .. 2 width - 1 are the players */
    uint64_t *waiting;       /* [count / 64 + 1] a bit for each whose turn is to come */
};

static void choosing_done(struct choosing *c)
{
    free(c->position);
    free(c->parents);
    free(c->start);
    free(c->child);
    free(c->share);
    free(c->lost);
    free(c->unseen);
    free(c->own);
    free(c->part);
    free(c->winner);
    free(c->waiting);
    origin_done(&c->o);
}

/* ---- who takes part ---- */

/* Candidates are the parents and the founders. An animal of the group that is nobody's parent stands for its one
 * unknown parent, if any. */
static double own_part(const struct origin *o, int32_t position)
{
    int unknown = origin_unknown_parents(o, position);
    return o->is_parent[position] || unknown == 2 ? 1.0 : unknown == 1 ? 0.5 : 0.0;
}

static bool allocate(struct choosing *c, struct err *e)
{
    for (int32_t b = 1; b <= c->o.c.count; b++)
        c->count += own_part(&c->o, b) > 0.0;
    size_t animals = (size_t)c->count + 1;
    for (c->width = 1; c->width <= c->count; c->width *= 2)
        ;
    c->position = compact_zeroed(animals, sizeof *c->position);
    c->parents = compact_zeroed(animals, sizeof *c->parents);
    c->start = compact_zeroed(animals + 2, sizeof *c->start);
    c->child = compact_memory(2 * animals, sizeof *c->child);
    c->share = compact_zeroed(animals, sizeof *c->share);
    c->lost = compact_zeroed(animals, sizeof *c->lost);
    c->unseen = compact_memory(animals, sizeof *c->unseen);
    c->own = compact_zeroed(animals, sizeof *c->own);
    c->part = compact_zeroed(animals, sizeof *c->part);
    c->winner = compact_zeroed(2 * (size_t)c->width, sizeof *c->winner);
    c->waiting = compact_zeroed(animals / 64 + 1, sizeof *c->waiting);
    return (c->position && c->parents && c->start && c->child && c->share && c->lost && c->unseen && c->own &&
            c->part && c->winner && c->waiting) ||
           compact_no_memory(e);
}

/* ---- the tournament ---- */

/* The earlier generation, then the smaller index, wins a tie. */
static bool goes_before(const struct choosing *c, int32_t b, int32_t other)
{
    int32_t at = c->position[b], its = c->position[other];
    int32_t own = c->o.c.animal[at].generation, others = c->o.c.animal[its].generation;
    return own < others || (own == others && c->o.c.index[at] < c->o.c.index[its]);
}

/* Of the two who counts for more; 0 = nobody, whose part is 0. */
static int32_t better(const struct choosing *c, int32_t b, int32_t other)
{
    if (c->part[b] != c->part[other])
        return c->part[b] > c->part[other] ? b : other;
    return c->part[b] > 0.0 && goes_before(c, b, other) ? b : other;
}

static void play(struct choosing *c, int32_t game)
{
    c->winner[game] = better(c, c->winner[2 * game], c->winner[2 * game + 1]);
}

static void play_all(struct choosing *c)
{
    for (int32_t b = 1; b <= c->count; b++)
        c->winner[c->width + b] = b;
    for (int32_t game = c->width - 1; game; game--)
        play(c, game);
}

static double part_of(const struct choosing *c, int32_t b)
{
    double share = (double)c->share[b] * c->own[b];
    return c->own[b] == 0.5 ? share : share * ((double)c->unseen[b] * SHARE_UNIT);
}

/* Further games stand as they are once one is won by the same other as before. */
static void set_part(struct choosing *c, int32_t b)
{
    c->part[b] = part_of(c, b);
    for (int32_t game = (c->width + b) / 2; game; game /= 2) {
        int32_t before = c->winner[game];
        play(c, game);
        if (before != b && c->winner[game] == before)
            return;
    }
}

/* ---- who takes part, numbered ---- */

/* All parents take part, so the parents of those who do have numbers, too. */
static bool number_animals(struct choosing *c, struct err *e)
{
    int32_t *number = compact_zeroed((size_t)c->o.c.count + 1, sizeof *number);
    if (!number)
        return compact_no_memory(e);
    c->unseen[0] = SHARE_ONE;
    for (int32_t position = 1, b = 0; position <= c->o.c.count; position++) {
        double own = own_part(&c->o, position);
        if (own == 0.0)
            continue;
        const struct compact_animal *a = &c->o.c.animal[position];
        number[position] = ++b;
        c->position[b] = position;
        c->parents[b] = (struct parents){ number[a->sire], number[a->dam] };
        c->share[b] = c->o.share[position];
        c->unseen[b] = SHARE_ONE;
        c->own[b] = own;
        c->part[b] = part_of(c, b);
    }
    play_all(c);
    free(number);
    return true;
}

/* Counting sort; while it runs start[b + 1] is where the next child of b goes. */
static void list_children(struct choosing *c)
{
    for (int32_t b = 1; b <= c->count; b++) {
        c->start[c->parents[b].sire + 2]++;
        c->start[c->parents[b].dam + 2]++;
    }
    c->start[2] = 0; /* nobody asks for the children of the unknown */
    for (int32_t b = 2; b <= c->count + 2; b++)
        c->start[b] += c->start[b - 1];
    for (int32_t b = 1; b <= c->count; b++) {
        if (c->parents[b].sire)
            c->child[c->start[c->parents[b].sire + 1]++] = b;
        if (c->parents[b].dam)
            c->child[c->start[c->parents[b].dam + 1]++] = b;
    }
}

/* ---- a round ---- */

static void call(struct choosing *c, int32_t b)
{
    c->waiting[b / 64] |= (uint64_t)1 << b % 64;
}

static void lose(struct choosing *c, int32_t parent, int64_t share)
{
    if (!parent || !share)
        return;
    c->lost[parent] += share;
    call(c, parent);
}

/* A share's half is cut to a whole number, so what the parents lose is the difference of two halves. `unseen` 0 says
 * that an animal's genes are all counted, as a chosen one's are: nothing goes on from it. */
static void settle_share(struct choosing *c, int32_t b)
{
    int64_t before = c->share[b], after = before - c->lost[b];
    c->lost[b] = 0;
    c->share[b] = after;
    if (!c->unseen[b])
        return;
    set_part(c, b);
    lose(c, c->parents[b].sire, (before >> 1) - (after >> 1));
    lose(c, c->parents[b].dam, (before >> 1) - (after >> 1));
}

/* From the highest waiting number down; those called on the way are lower. */
static void settle_ancestors(struct choosing *c, int32_t highest)
{
    for (int32_t word = highest / 64; word >= 0; word--)
        while (c->waiting[word]) {
            int bit = 63 - __builtin_clzll(c->waiting[word]);
            c->waiting[word] ^= (uint64_t)1 << bit;
            settle_share(c, word * 64 + bit);
        }
}

static void call_children(struct choosing *c, int32_t b)
{
    for (int32_t k = c->start[b]; k < c->start[b + 1]; k++)
        if (c->unseen[c->child[k]])
            call(c, c->child[k]);
}

static void settle_unseen(struct choosing *c, int32_t b)
{
    int64_t unseen = (c->unseen[c->parents[b].sire] >> 1) + (c->unseen[c->parents[b].dam] >> 1);
    if (unseen == c->unseen[b])
        return;
    c->unseen[b] = unseen;
    set_part(c, b);
    call_children(c, b);
}

static void settle_descendants(struct choosing *c, int32_t lowest)
{
    for (int32_t word = lowest / 64; word <= c->count / 64; word++)
        while (c->waiting[word]) {
            int bit = __builtin_ctzll(c->waiting[word]);
            c->waiting[word] ^= (uint64_t)1 << bit;
            settle_unseen(c, word * 64 + bit);
        }
}

static void take(struct choosing *c, int32_t chosen)
{
    bool itself = c->own[chosen] == 1.0;
    c->own[chosen] = 0.0;
    set_part(c, chosen);
    if (!itself)
        return;
    lose(c, c->parents[chosen].sire, c->share[chosen] >> 1);
    lose(c, c->parents[chosen].dam, c->share[chosen] >> 1);
    c->unseen[chosen] = 0;
    settle_ancestors(c, chosen);
    call_children(c, chosen);
    settle_descendants(c, chosen);
}

/* 0 when nobody is left. */
static int32_t find_best(const struct choosing *c)
{
    int32_t best = c->winner[1];
    return c->part[best] > 0.0 ? best : 0;
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
    for (int32_t b = 1; b <= c->count; b++)
        left += c->part[b] > 0.0;
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

static struct ancestor_contribution contribution(const struct choosing *c, int32_t b, double marginal,
                                                 double cumulative)
{
    int32_t position = c->position[b];
    return (struct ancestor_contribution){ .animal = c->o.c.index[position],
                                           .unknown_parent = c->own[b] == 0.5,
                                           .share = (double)c->o.share[position] * c->own[b] * c->o.unit,
                                           .marginal = marginal,
                                           .cumulative = cumulative };
}

static bool choose(struct choosing *c, struct ancestor_contribution *ret_list, int32_t most,
                   struct ancestor_summary *ret, const struct progress *progress, struct err *e)
{
    struct fixed squares = { .bits = FIXED_SHARES }, sum = { .bits = FIXED_SHARES };
    double last = 1.0;
    int32_t found = 0, best = find_best(c), left = count_left(c);
    for (; best && found < most; found++) {
        if (!tell(progress, found, left < most ? left : most, e))
            return false;
        last = c->part[best] * c->o.unit;
        fixed_add(&sum, last);
        fixed_add(&squares, last * last);
        if (ret_list)
            ret_list[found] = contribution(c, best, last, fixed_value(&sum));
        take(c, best);
        best = find_best(c);
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
    bool good = allocate(&c, e) && number_animals(&c, e);
    if (good) {
        list_children(&c);
        good = choose(&c, ret_list, most, ret, progress, e);
    }
    choosing_done(&c);
    return good;
}
