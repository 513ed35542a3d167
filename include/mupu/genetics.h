/* mupu/genetics.h - pedigree kernels on plain arrays. No strings, files, clocks or SQL in here.
 *
 * A pedigree of n animals is two arrays: sire[i] and dam[i] are indices 0..n-1, or GENETICS_UNKNOWN. Animals may stand
 * in any order. Every result is bit for bit the same for any permutation of the animals, compiler and run.
 * Missing parents count as unrelated, not inbred founders. Functions return false with ERR_INTERNAL when memory is
 * short, ERR_CANCELLED when progress says stop, ERR_DATA for a loop.
 */
#ifndef MUPU_GENETICS_H
#define MUPU_GENETICS_H

#include "mupu/base.h"

#define GENETICS_UNKNOWN (-1)
#define COMPLETENESS_MOST 60   /* generations */

struct pedigree {
    int32_t count;
    const int32_t *sire;   /* [count] */
    const int32_t *dam;    /* [count] */
};

/* ---- order ---- */
/* ret_order[k] = the animal that stands k-th when every parent precedes its offspring; linear time. Among those free
 * to stand next the order is by generation (longest path to a founder), then by index. On a loop: ERR_DATA, and
 * ret_order is undefined: call order_find_loops for the names. An animal that is its own parent is a loop. */
bool order_parents_first(struct pedigree p, int32_t *ret_order, struct err *e) MUST_USE;
/* ret_generation[i] = longest path from i to a founder (0 = founder). */
bool order_generations(struct pedigree p, int32_t *ret_generation, struct err *e) MUST_USE;
/* Every animal that lies on some cycle, grouped: ret_members holds the animals of loop 0, then of loop 1, ... each
 * group (a strongly connected component) sorted by index; ret_start[g] .. ret_start[g+1] bounds group g. Both are
 * malloc'ed for the caller (free). *ret_groups = 0 when there is none. */
bool order_find_loops(struct pedigree p, int32_t **ret_members, int32_t **ret_start, int32_t *ret_groups,
                      struct err *e) MUST_USE;
/* The sub-pedigree of `wanted` and all their ancestors, parents first. ret_kept (malloc'ed) lists the old indices;
 * ret_new_sire/ret_new_dam (malloc'ed) are in new indices; ret_position[old] (caller's, [count]) = new index or -1. */
bool order_prune(struct pedigree p, const int32_t *wanted, int32_t wanted_count, int32_t **ret_kept,
                 int32_t **ret_new_sire, int32_t **ret_new_dam, int32_t *ret_kept_count, int32_t *ret_position,
                 struct err *e) MUST_USE;

/* ---- inbreeding ---- */
/* F of every animal, into ret_f[count]. */
bool inbreeding_all(struct pedigree p, double *ret_f, const struct progress *progress, struct err *e) MUST_USE;
/* F of the animals in `wanted` only, when f of the others is known already (f[count], NaN = not known). Fills f for
 * the wanted and for every unknown ancestor they need. */
bool inbreeding_update(struct pedigree p, const int32_t *wanted, int32_t wanted_count, double *f,
                       const struct progress *progress, struct err *e) MUST_USE;

/* ---- kinship (coancestry): f(a,b) = F of a lamb of a and b; f(a,a) = (1 + F_a)/2 ---- */
bool kinship_pair(struct pedigree p, const double *f, int32_t a, int32_t b, double *ret_kinship, struct err *e) MUST_USE;
/* ret[row * column_count + column] for rows x columns, by Colleau's indirect method on the pruned pedigree. */
bool kinship_block(struct pedigree p, const double *f, const int32_t *rows, int32_t row_count, const int32_t *columns,
                   int32_t column_count, double *ret, const struct progress *progress, struct err *e) MUST_USE;
/* The animals through which a and b are related: common ancestors (a or b themselves included when one descends from
 * the other) that contribute a path not running through a nearer common ancestor; with each one's share of the kinship.
 * Largest share first, then index. At most `most`; *ret_count may be larger than most. */
struct kinship_source { int32_t ancestor; double share; };
bool kinship_sources(struct pedigree p, const double *f, int32_t a, int32_t b, struct kinship_source *ret_sources,
                     int32_t most, int32_t *ret_count, struct err *e) MUST_USE;

/* ---- completeness ---- */
/* known ancestors in `generations` generations / (2^(generations+1) - 2), and equivalent complete generations
 * (sum of (1/2)^g over known ancestors, Maignel 1996). Either result may be NULL. */
bool completeness_all(struct pedigree p, int generations, double *ret_fraction, double *ret_equivalent,
                      struct err *e) MUST_USE;
double completeness_one(struct pedigree p, int32_t animal, int generations);

#endif
