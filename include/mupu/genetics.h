/* mupu/genetics.h - pedigree kernels on plain arrays. No strings, files, clocks or SQL in here.
 *
 * A pedigree of n animals is two arrays: sire[i] and dam[i] are indices 0..n-1, or GENETICS_UNKNOWN. Animals may stand
 * in any order; sire == dam (selfed plants) is allowed. Missing parents count as unrelated, not inbred founders.
 * Functions return false with ERR_INTERNAL when memory is short, ERR_CANCELLED when progress says stop, ERR_DATA for a
 * loop.
 *
 * Digits. Where no animal is more than 26 generations from a founder, every F and kinship is exact: the fraction
 * itself, with no rounding anywhere, so that all functions, orders of the animals, compilers and runs give the same
 * bits. Deeper than that they are rounded (by less than 1e-15 at 150 generations) and still the same bits
 *   - for any permutation of the animals, compiler and run: inbreeding_all, inbreeding_update, kinship_pair,
 *     kinship_block and completeness_all (no sum in them depends on an order of animals);
 *   - between inbreeding_all and inbreeding_update; between kinship_pair(sire, dam) and F of their lamb; between
 *     kinship_pair(column, row) and kinship_block when there are no fewer rows than columns.
 * kinship_pair(a, b) and (b, a) may then differ in the last bit, kinship_sources' shares by 1e-12 of their size.
 *
 * Methods: shares of ancestors, Quaas 1976 (Biometrics 32:949); ancestors by generation, Meuwissen & Luo 1992 (Genet
 * Sel Evol 24:305); the indirect method, Colleau 2002 (Genet Sel Evol 34:409), one sweep for all mates of a sire,
 * Sargolzaei, Iwaisaki & Colleau 2005 (J Anim Breed Genet 122:325). Nothing here is recursive: lines may be as long as
 * the herd.
 */
#ifndef MUPU_GENETICS_H
#define MUPU_GENETICS_H

#include "mupu/base.h"

#define GENETICS_UNKNOWN (-1)

struct pedigree {
    int32_t count;
    const int32_t *sire; /* [count] */
    const int32_t *dam;  /* [count] */
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
 * the wanted, whatever stood there, and for every unknown ancestor they need. The cost is that of their ancestors, not
 * of the herd. On failure f of the wanted is NaN or right. */
bool inbreeding_update(struct pedigree p, const int32_t *wanted, int32_t wanted_count, double *f,
                       const struct progress *progress, struct err *e) MUST_USE;

/* ---- kinship (coancestry): f(a,b) = F of a lamb of a and b; f(a,a) = (1 + F_a)/2 ----
 * `f` holds F of every animal; only that of ancestors of the animals asked for is read. */
bool kinship_pair(struct pedigree p, const double *f, int32_t a, int32_t b, double *ret_kinship,
                  struct err *e) MUST_USE;
/* ret[row * column_count + column] for rows x columns, by Colleau's indirect method on the pruned pedigree. Animals may
 * be repeated and may stand on both sides. The cost is about that of the fewer of rows and columns, times the pruned
 * pedigree / 16, and of writing ret. */
bool kinship_block(struct pedigree p, const double *f, const int32_t *rows, int32_t row_count, const int32_t *columns,
                   int32_t column_count, double *ret, const struct progress *progress, struct err *e) MUST_USE;
/* The animals through which a and b are related: common ancestors (a or b themselves included when one descends from
 * the other) that contribute a path not running through a nearer common ancestor; with each one's share of the kinship.
 * Largest share first, then index. At most `most`; *ret_count may be larger than most. */
struct kinship_source {
    int32_t ancestor;
    double share;
};
bool kinship_sources(struct pedigree p, const double *f, int32_t a, int32_t b, struct kinship_source *ret_sources,
                     int32_t most, int32_t *ret_count, struct err *e) MUST_USE;

/* ---- completeness ---- */
#define COMPLETENESS_MOST 60 /* generations that can be asked for */
/* known ancestors in `generations` generations / (2^(generations+1) - 2), and equivalent complete generations
 * (sum of (1/2)^g over all known ancestors, Maignel 1996; `generations` has no part in it). Either result may be NULL.
 * generations is 1 .. COMPLETENESS_MOST, else ERR_DATA. */
bool completeness_all(struct pedigree p, int generations, double *ret_fraction, double *ret_equivalent,
                      struct err *e) MUST_USE;
/* The fraction for one animal; NAN where completeness_all would fail. */
double completeness_one(struct pedigree p, int32_t animal, int generations);

/* ---- parallel ---- */

/* ---- group ---- */

/* ---- founders ---- */

/* ---- ancestral ---- */

/* ---- population size ---- */

/* ---- generation interval ---- */

/* ---- uncertain ---- */

/* ---- cross ---- */

/* ---- genotype ---- */

/* ---- inverse ---- */

/* ---- check ---- */

#endif
