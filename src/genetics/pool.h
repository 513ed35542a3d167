/* pool.h - the genes of whole groups, traced up and down a compact pedigree, LANES groups at once.
 *
 * A group is one imagined animal: a lamb of many parents, each weighing as much as the member does in the group. With
 * w the weights, u = T' w are the shares of the group's genes that come from each ancestor, and v = T D u = A w the
 * relationships of every animal with it (Colleau 2002). Shares are fixed-point numbers scaled by a power of two, so
 * that no sum of them depends on an order. A member that is nobody's parent here has no place of its own: its weight
 * goes to its parents, half and half.
 */
#ifndef MUPU_GENETICS_POOL_H
#define MUPU_GENETICS_POOL_H

#include "compact.h"
#include "kinship.h"

union pool_lane {
    uint64_t share; /* on the way up */
    double value;   /* on the way down; kinship_sweep's */
};

struct pool {
    struct compact c; /* the caller's: initialised, with whoever must have a place of his own */
    struct pedigree p;
    struct group_set set;
    int32_t *members; /* [groups] */
    int32_t *shift;   /* [groups] weight * 2^shift is the fixed-point weight; unused without members */
    uint64_t *total;  /* [groups] sum of these, at most 2^SHARE_BITS; 0 = an empty group */
    int64_t *start;   /* [groups + 1] entries of a group: what its members lay on which position */
    int32_t *entry_position;
    uint64_t *entry_share;
    int32_t *parents;           /* [2 * (count + 1)] */
    unsigned char *contributes; /* [count + 1] has a group of this turn genes from here? */
    void *lane_memory;
    union pool_lane *lane; /* [(count + 1) * LANES] */
};

/* Adds the members' ancestors to k->c and lays out the groups. false: as compact_add. pool_done in any case. */
bool pool_init(struct pool *k, struct pedigree p, struct group_set set, struct err *e) MUST_USE;
void pool_done(struct pool *k);
/* Fixed-point weight of an animal in a group. */
uint64_t pool_weight(const struct pool *k, int32_t animal);
/* Shares of the groups first .. first + lanes - 1, into lane[position * LANES + group - first].share wherever
 * contributes[position]. */
void pool_up(struct pool *k, int32_t first, int32_t lanes);
/* After pool_up: .value everywhere becomes A w, in units where the whole group weighs total * SHARE_UNIT. */
void pool_down(struct pool *k);

/* ---- sums of numbers 0 .. 2 whose total is at most 2, the same bits in any order ----
 * Each is rounded to a grid on which sums are exact, what is left over to a finer one (Demmel & Nguyen 2015, IEEE Trans
 * Comput 64:2060). For up to 2^31 numbers the error is below 1e-16. */
#define POOL_COARSE 6.0          /* adding it leaves multiples of 2^-50 */
#define POOL_FINE (1.5 / 0x1p18) /* of 2^-70 */

static inline void pool_sum(double number, double *coarse, double *fine)
{
    double near = (number + POOL_COARSE) - POOL_COARSE;
    *coarse += near;
    *fine += ((number - near) + POOL_FINE) - POOL_FINE;
}

#endif
