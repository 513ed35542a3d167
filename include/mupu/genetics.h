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

/* ---- group ----
 * Groups of animals: herds, tiers, families, birth years. The same bits for any permutation of the animals, compiler
 * and run: inside, every sum over animals is one of whole numbers or is rounded to a grid first. Against the double sum
 * over all pairs the difference is below 1e-13. */
struct group_set {
    int32_t count;        /* groups */
    const int32_t *group; /* [pedigree count] the group an animal is in, 0 .. count - 1; negative: in none */
    const double *weight; /* [pedigree count] of the animal in its group, >= 0 (else ERR_DATA); NULL: all alike */
};
/* What is known of one group by itself, with w its members' weights made to sum to 1. Of a group without members (or
 * without weight) all are NAN. */
struct group_facts {
    int32_t members;   /* with a weight above 0 */
    double inbreeding; /* mean F */
    double self;       /* mean kinship of a member with itself, (1 + mean F) / 2 */
    double within;     /* mean kinship of all pairs, each member with itself among them: the mean of the next lamb
                        * generation's F under random mating, selfing included; = ret_mean[g * count + g] */
    double others;     /* mean kinship of two different members: (within - sum w^2 self) / (1 - sum w^2); NAN of one */
};
/* ret_mean[g * count + h] = sum over i in g, j in h of w_i w_j f(i,j), symmetric to the bit; NAN where either is empty.
 * f holds F of every animal (see kinship). One Colleau (2002) vector a group, LANES of them at once, on the members'
 * ancestors alone: no pair is ever formed. Cost: groups / 16 sweeps of the ancestors, and count^2 / 2 sums over a
 * group's parents. ret_facts [count] may be NULL. */
bool group_kinship(struct pedigree p, const double *f, struct group_set set, double *ret_mean,
                   struct group_facts *ret_facts, const struct progress *progress, struct err *e) MUST_USE;
/* ret[i * set.count + g] = mean kinship of animals[i] with group g, itself included when it is a member: the mean F of
 * its lambs if it is mated to all of them. One vector a group, whatever the number of animals. */
bool group_animals(struct pedigree p, const double *f, struct group_set set, const int32_t *animals,
                   int32_t animal_count, double *ret, const struct progress *progress, struct err *e) MUST_USE;

/* Where the genes of groups come from. source[i] >= 0 (0 .. sources - 1) says that an animal's genes are of that source
 * and nobody asks further: rams of an enterprise, founders of a breed, all animals born before a year. Other animals
 * have half of each parent's. ret[g * (sources + 1) + s] = mean share of source s in group g; the last column, s =
 * sources, is what comes from unknown parents and founders of no source. Rows sum to 1. Shares are sums of 62-bit
 * fixed-point numbers: exact while generations + log2(members) <= 60. (Gene contributions, James 1972, J Hered 63:132,
 * with sources that absorb.) No f needed. Cost: groups / 16 sweeps, whatever the number of sources. */
bool group_origin(struct pedigree p, const int32_t *source, int32_t sources, struct group_set set, double *ret,
                  const struct progress *progress, struct err *e) MUST_USE;

/* How a divided population is built (Caballero & Toro 2002, Conserv Genet 3:289; Wright's F): with groups weighing
 * c_g (summing to 1), self = sum c_g self_g, within = sum c_g within_g, all = sum of c_g c_h mean_gh:
 *   F_IS = (F - within)/(1 - within)   F_ST = (within - all)/(1 - all)   F_IT = (F - all)/(1 - all),  F = 2 self - 1
 * and Nei's minimum distance of two groups, (within_g + within_h)/2 - mean_gh, whose mean over all pairs (self pairs
 * too) is within - all. Gene diversity is 1 - all, made of 1 - self inside an animal, self - within between the animals
 * of a group, and within - all between groups. */
struct group_structure {
    int32_t groups; /* that have members */
    double inbreeding, self, within, all;
    double f_is, f_st, f_it; /* NAN where the divisor is 0 */
};
/* mean and facts as of group_kinship; share [count] >= 0 weighs the groups, NULL: by their members. */
void group_structure(int32_t count, const double *mean, const struct group_facts *facts, const double *share,
                     struct group_structure *ret);
/* Nei's distances of every two groups, [count * count] each, either may be NULL: minimum (above), and standard,
 * -ln(mean_gh / sqrt(within_g within_h)) (Nei 1972), infinite between unrelated groups. NAN where a group is empty. */
void group_distances(int32_t count, const double *mean, double *ret_minimum, double *ret_standard);

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
