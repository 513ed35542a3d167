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

/* ---- kinship product ---- the kinship matrix of some animals as an operator: it is never formed */
struct kinship_product;
/* f as for kinship; an animal may be repeated. Linear in the animals and their ancestors: 32 bytes each of these stay.
 * The caller closes. */
bool kinship_product_open(struct pedigree p, const double *f, const int32_t *animals, int32_t count,
                          struct kinship_product **ret, struct err *e) MUST_USE;
void kinship_product_close(struct kinship_product *k); /* NULL is well */
/* ret[i] = sum over j of f(animals[i], animals[j]) x[j]: K x = T D T' x / 2, a sweep up and a sweep down (Colleau
 * 2002). x may be of any sign; ret is not x. It works in k's own memory: one call at a time. Rounds as any sum of
 * doubles: the same bits for the same arrays, not for a permutation of them. */
void kinship_product_times(struct kinship_product *k, const double *x, double *ret);

/* ---- completeness ---- */
#define COMPLETENESS_MOST 60 /* generations that can be asked for */
/* known ancestors in `generations` generations / (2^(generations+1) - 2), and equivalent complete generations
 * (sum of (1/2)^g over all known ancestors, Maignel 1996; `generations` has no part in it). Either result may be NULL.
 * generations is 1 .. COMPLETENESS_MOST, else ERR_DATA. */
bool completeness_all(struct pedigree p, int generations, double *ret_fraction, double *ret_equivalent,
                      struct err *e) MUST_USE;
/* The fraction for one animal; NAN where completeness_all would fail. */
double completeness_one(struct pedigree p, int32_t animal, int generations);
/* ret[animal * generations + g - 1] = the share of the animal's 2^g places in generation g that are filled, g = 1 ..
 * generations; for any permutation the same bits. */
bool completeness_depth(struct pedigree p, int generations, double *ret, struct err *e) MUST_USE;
/* The mean of that over some animals: ret_mean[g - 1]. */
bool completeness_profile(struct pedigree p, const int32_t *animals, int32_t count, int generations, double *ret_mean,
                          struct err *e) MUST_USE;
/* The pedigree completeness index (MacCluer et al. 1983, J Hered 74:394): 2 C_s C_d / (C_s + C_d), C of a parent = the
 * mean of its completeness in its generations 0 (itself) .. generations - 1. 0 when a parent is unknown: inbreeding
 * could not be seen, whatever is known on the other side. The same bits for any permutation. */
bool completeness_index(struct pedigree p, int generations, double *ret_index, struct err *e) MUST_USE;
/* Generations in which every ancestor is known. */
bool completeness_full(struct pedigree p, int32_t *ret_generations, struct err *e) MUST_USE;

/* ---- parallel ---- */
/* inbreeding_all on `threads` processors, the calling thread being one of them: the same bytes on any number of them.
 * Progress is told, and asked whether to go on, from the calling thread only. Each thread beyond the first takes 44
 * bytes per parent. 1 or less is inbreeding_all; more than the machine has processors, or than 64, gains nothing. */
bool inbreeding_all_parallel(struct pedigree p, int threads, double *ret_f, const struct progress *progress,
                             struct err *e) MUST_USE;

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

/* ---- founders ----
 * A reference is a list of animals (those of one year, one flock); one that stands in it twice counts twice. It holds
 * at least one, else ERR_DATA. A founder is an animal without known parents, or the unknown parent of an animal with
 * one known parent: such parents count as different, unrelated animals, and stand under the index of their offspring.
 * Everything here has the same bits for any permutation of the animals (but see ancestor_contributions). */

/* ret_share[count of p]: the part of the reference's genes expected to come from founder i, or from the one unknown
 * parent of i; 0 for the others. The sum is 1. One sweep (James 1972, Theor Popul Biol 2:499). */
bool founder_contributions(struct pedigree p, const int32_t *reference, int32_t count, double *ret_share,
                           struct err *e) MUST_USE;

struct founder_diversity {
    int32_t reference;            /* animals */
    int32_t founders;             /* without known parents */
    int32_t unknown_parents;      /* founders known by one offspring only */
    double effective_founders;    /* f_e = 1 / sum of squared contributions (Lacy 1989, Zoo Biol 8:111) */
    double founder_genomes;       /* f_g = 1 / (2 mean_kinship) (Lacy 1995, Zoo Biol 14:565): exact, no gene dropping */
    double mean_kinship;          /* of all pairs, each animal with itself included */
    double mean_kinship_of_pairs; /* of pairs of different animals; NaN for a single one */
    double mean_inbreeding;
};
/* f as for kinship. Mean kinship = t' D t / 2 with t the reference's mean shares: one sweep (Colleau 2002). */
bool founder_diversity(struct pedigree p, const double *f, const int32_t *reference, int32_t count,
                       struct founder_diversity *ret, struct err *e) MUST_USE;

/* The ancestors that explain the reference's genes, the greatest marginal contribution first (Boichard, Maignel &
 * Verrier 1997, Genet Sel Evol 29:5). Candidates are parents of somebody in the reference or among its ancestors, and
 * founders. Of equal ones the earlier generation goes first, then the smaller index; without such ties the same bits
 * for any permutation. Cost of each found: the part of its own
 * ancestors and descendants, and a look at 1/64 of the candidates. */
struct ancestor_contribution {
    int32_t animal;
    bool unknown_parent; /* it is the unknown parent of `animal`, which itself is nobody's parent here */
    double share;        /* of the reference's genes, running through others or not */
    double marginal;     /* not explained by those before it; never more than the one before */
    double cumulative;   /* sum of marginals up to here */
};
struct ancestor_summary {
    int32_t found;
    bool complete;            /* no other has a part: explained is 1, at_least == at_most */
    double explained;         /* sum of marginals */
    double at_least, at_most; /* bounds of f_a = 1 / sum of squared marginals, the effective number of ancestors */
};
/* At most `most` are looked for; ret_list[most] or NULL. */
bool ancestor_contributions(struct pedigree p, const int32_t *reference, int32_t count,
                            struct ancestor_contribution *ret_list, int32_t most, struct ancestor_summary *ret,
                            const struct progress *progress, struct err *e) MUST_USE;

/* Figures for groups of animals, such as those born in a year. */
struct trend_input {
    const double *f;            /* [count of p] */
    const unsigned char *tells; /* [count of p] is this F knowledge? NULL = all are */
    const double *fraction;     /* [count of p] completeness, as completeness_all gives */
    const double *equivalent;
    const int32_t *group; /* [count of p] 0 .. groups - 1; GENETICS_UNKNOWN = in none */
    int32_t groups;
    int32_t most_ancestors; /* as ancestor_contributions */
};
struct trend {
    int32_t animals, sires, dams; /* of the group; different known parents of its animals */
    int32_t known;                /* animals whose F is knowledge */
    double inbreeding;            /* mean of these; NaN without any */
    double fraction, equivalent;  /* means of all */
    struct founder_diversity diversity;
    struct ancestor_summary ancestors;
};
/* ret[groups]; of a group without animals everything is 0. */
bool trend_groups(struct pedigree p, const struct trend_input *in, struct trend *ret, const struct progress *progress,
                  struct err *e) MUST_USE;

/* ---- ancestral ---- */
/* The chance that an allele of the animal was identical by descent with its partner in at least one ancestor (Ballou
 * 1997, J Hered 88:169), generations taken as independent:
 *   Fa(i) = (Fa(s) + (1 - Fa(s)) F(s) + Fa(d) + (1 - Fa(d)) F(d)) / 2.   The same bits for any permutation. */
bool ancestral_inbreeding(struct pedigree p, const double *f, double *ret_ancestral, struct err *e) MUST_USE;

/* Mean F of `wanted` (one animal, a flock) divided among the founders (Lacy, Alaks & Walsh 1996, Evolution 50:2187):
 * ret_share[count of p], for founder i or the one unknown parent of i, the chance that both alleles at a locus are
 * copies of the same allele of it. The sum is their mean F, to 1e-12. Exact for all founders in one pass; the cost is
 * that of the ancestors of every inbred animal among the wanted and their ancestors. f as for kinship. */
bool partial_inbreeding(struct pedigree p, const double *f, const int32_t *wanted, int32_t count, double *ret_share,
                        const struct progress *progress, struct err *e) MUST_USE;

/* ---- population size ----
 * Ne = 1 / (2 rate). The same bits for any permutation. */
struct population_size {
    int64_t used, left_out;  /* animals, or pairs */
    double rate, rate_error; /* of a generation: mean, standard error; NaN when too few were used */
    double size;             /* INFINITY when the rate is 0 or less */
    double standard_error;   /* 2 Ne^2 rate_error; NaN without a size */
};
/* By the individual increase in inbreeding, rate = mean of 1 - (1 - F)^(1/(t - 1)), t = equivalent complete generations
 * (Gutierrez, Cervantes & Goyache 2009, J Anim Breed Genet 126:327). Left out: animals with t <= 1, which cannot be
 * inbred, and those whose f is NaN (not known). f and equivalent are indexed by animal. */
struct population_size population_size_by_inbreeding(const double *f, const double *equivalent, const int32_t *animals,
                                                     int32_t count);
/* By the increase in kinship, rate = mean over pairs j < k of 1 - (1 - f_jk)^(2/(t_j + t_k)) (Cervantes et al. 2011,
 * J Anim Breed Genet 128:56). Every pair of the list is computed, count^2 / 2 of them: give a sample of a large
 * population. Left out: pairs without any known parent. No NaN in f. The standard error is that of independent pairs,
 * which pairs of the same animals are not: it is too small. */
bool population_size_by_kinship(struct pedigree p, const double *f, const double *equivalent, const int32_t *animals,
                                int32_t count, struct population_size *ret, const struct progress *progress,
                                struct err *e) MUST_USE;
/* By the regression of ln(1 - f) on x: generations (x_per_generation 1), or years and the generation interval in years
 * (Perez-Enciso 1995, J Anim Breed Genet 112:327). rate = 1 - exp(slope * x_per_generation). f may be mean kinships.
 * Left out: entries with a NaN. [count] each. */
struct population_size population_size_by_regression(const double *x, const double *f, int32_t count,
                                                     double x_per_generation);

/* ---- generation interval ----
 * Age of parents at the birth of those of their offspring that are parents themselves, by the four paths of selection
 * (Rendel & Robertson 1950, J Genet 50:1). A son is an animal that stands as a sire in p. */
enum generation_path { SIRE_TO_SON, SIRE_TO_DAUGHTER, DAM_TO_SON, DAM_TO_DAUGHTER, GENERATION_PATHS };
struct generation_interval {
    int64_t count;      /* offspring that were counted */
    int64_t unknown;    /* the parent or one of the two birth days is not known */
    int64_t impossible; /* born on the parent's own birth day or before */
    double mean;        /* days; NaN without any */
    double deviation;   /* standard deviation, days; NaN with fewer than two */
};
/* birth[count of p], DATE_NONE = unknown. counted[count of p] = offspring to look at, NULL = all. */
bool generation_interval_paths(struct pedigree p, const date_day *birth, const unsigned char *counted,
                               struct generation_interval ret[GENERATION_PATHS], struct err *e) MUST_USE;
/* The mean of the four paths, each with the same weight; NaN when one has no animals. */
double generation_interval_mean(const struct generation_interval paths[GENERATION_PATHS]);

/* ---- uncertain ----
 * Sires that are one of several candidates. A choice is a list of candidates with probabilities; animals whose sire is
 * decided together (a litter) share one choice, different choices are independent. The average relationship matrix
 * (Henderson 1988, J Anim Sci 66:1614; Famula 1992, J Anim Sci 70:1433; Perez-Enciso & Fernando 1992, Theor Appl Genet
 * 84:173) has the row of the mean sire, sum of p_k times row s_k. It is exactly the mean of the relationship matrices
 * of all assignments, weighed by their probabilities, because no line of descent passes one choice twice: that is so as
 * long as no candidate descends from an animal of its choice. Henderson's and Famula's matrix is the case of one animal
 * to a choice; for litters it is not the mean, since littermates have one sire and not two draws. What is not linear in
 * the relationships (the inverse, effective sizes, a limit on F) is not the mean of what the assignments give. */
struct uncertain_sires {
    int32_t count;             /* choices */
    const int32_t *choice;     /* [animals] the choice that decides i's sire; GENETICS_UNKNOWN = it is sire[i] */
    const int32_t *start;      /* [count + 1] the candidates of choice c are start[c] .. start[c + 1] */
    const int32_t *sire;       /* candidates, animals of the pedigree, each once in a choice */
    const double *probability; /* > 0; of a choice they sum to 1 within 1e-9 */
};
/* Expected F of every animal. sire[i] of those with a choice is not read. ERR_DATA when a candidate descends from an
 * animal it may be the sire of, whoever the other sires are, and for probabilities that are none. The order of the
 * animals changes no bit; that of candidates within a choice may change the last. Animals without uncertain ancestors
 * have the bits of inbreeding_all. */
bool uncertain_inbreeding(struct pedigree p, struct uncertain_sires u, double *ret_f, const struct progress *progress,
                          struct err *e) MUST_USE;
/* Expected kinships, ret[row * column_count + column]; f is the expected F of all. Cost: one trace per column. */
bool uncertain_kinship(struct pedigree p, struct uncertain_sires u, const double *f, const int32_t *rows,
                       int32_t row_count, const int32_t *columns, int32_t column_count, double *ret,
                       const struct progress *progress, struct err *e) MUST_USE;

enum uncertain_kind {
    UNCERTAIN_NOT,       /* no choice among the ancestors: lowest == highest == F */
    UNCERTAIN_EXACT,     /* all assignments of the ancestors' choices were tried: both are reached by one */
    UNCERTAIN_BOUNDS,    /* no assignment gives less or more; whether one gives just that is not known */
    UNCERTAIN_UNBOUNDED, /* more ancestors than UNCERTAIN_TABULAR: 0 to 1 */
};
struct uncertain_range {
    double lowest, highest;
    enum uncertain_kind kind;
    int32_t choices;    /* that matter: among the ancestors and the animal itself */
    double assignments; /* of these choices; may be beyond all counting */
};
/* The range of F over all assignments; of a kinship when asked for a would-be lamb of the two, appended to the
 * pedigree. Up to `most` assignments are tried, one inbreeding_update each; beyond that the bounds are those of
 * interval arithmetic on the tabular method, rounded outwards, which takes 4 bytes for each pair of ancestors: only for
 * up to UNCERTAIN_TABULAR of them. `f` is the expected F of all. */
#define UNCERTAIN_TABULAR 8000
bool uncertain_range(struct pedigree p, struct uncertain_sires u, const double *f, int32_t animal, int64_t most,
                     struct uncertain_range *ret, const struct progress *progress, struct err *e) MUST_USE;

/* ---- cross ----
 * Breeds are numbers 0 .. breeds - 1. breed[i] is what a missing parent of i is taken for, so it is the breed of a
 * founder; of animals with both parents it is not read. GENETICS_UNKNOWN there counts as breed number `breeds`, so that
 * every row has breeds + 1 shares, the last of which is of unknown breed. */
#define CROSS_ONE ((int64_t)1 << 62)
/* ret_share[i * (breeds + 1) + b]: the expected share of i's genes that comes from founders of breed b, in units of
 * 1 / CROSS_ONE; of every animal they sum to CROSS_ONE. Exact up to 62 generations; below that what the halves of odd
 * numbers leave over counts as unknown. */
bool cross_shares(struct pedigree p, const int32_t *breed, int32_t breeds, int64_t *ret_share, struct err *e) MUST_USE;
/* The chances at one locus by the breeds that an animal's two alleles come from, and at two unlinked loci. With s and d
 * the shares of its parents (Dickerson 1973, Proc Anim Breed Genet Symp in Honor of J.L. Lush, 54; Gregory & Cundiff
 * 1980, J Anim Sci 51:1224): */
struct cross {
    double different;     /* from two different known breeds, sum over a != b of s_a d_b: heterosis kept, F1 = 1 */
    double unknown;       /* at least one from an unknown breed: heterosis lies between different and their sum */
    double recombination; /* 1 - (sum s_b^2 + sum d_b^2) / 2, unknown counting as one breed: the mean chance that a
                             parent's gamete joins two breeds at two loci; F1 = 0, F2 = 1/2 */
};
/* ret[count]; share as cross_shares gives it. */
bool cross_heterosis(struct pedigree p, const int32_t *breed, int32_t breeds, const int64_t *share, struct cross *ret,
                     struct err *e) MUST_USE;
/* Of a would-be lamb of two parents with these shares [breeds + 1]. */
struct cross cross_of(const int64_t *sire, const int64_t *dam, int32_t breeds);

/* ---- genotype ----
 * Of one gene with two alleles (FecB of BMPR1B: B and +) everybody's genotype g = number of B: 0, 1, 2, with its
 * probability given all tests of all relatives. */
struct genotype_tests {
    const uint8_t *result; /* [animals] bit g is set when the test says that the genotype may be g; 0 = not tested */
    double error;          /* 0 .. 0.5: the chance that a test says something else than the truth */
    const int32_t *group;  /* [animals] 0 .. groups - 1: the group from which a missing parent of i comes; NULL = one */
    int32_t groups;
};
enum genotype_method {
    GENOTYPE_EXACT,    /* the probability itself */
    GENOTYPE_ITERATED, /* approximate: its relatives are linked by more loops than can be followed at once */
};
struct genotype_summary {
    int32_t exact, iterated; /* animals */
    int32_t rounds;          /* of iterative peeling */
    double change;           /* the largest change of a probability in the last; above 1e-6 it had not settled */
};
/* ret_probability[3 i + g], ret_method[i] (enum genotype_method). frequency[groups] of B among missing parents, above 0
 * and below 1: as given, or, with `estimate`, where to start; then it becomes the maximum likelihood estimate by gene
 * counting (EM: Ceppellini, Siniscalco & Smith 1955, Ann Hum Genet 20:97), a group without any tested descendant
 * keeping what it was given.
 *
 * Exact by peeling (Elston & Stewart 1971, Hum Hered 21:523) where relatives form no loop, and by eliminating one
 * animal after the other (Cannings, Thompson & Skolnick 1978, Adv Appl Prob 10:26) where no more than GENOTYPE_WIDTH
 * others are linked with it at its turn. Else iterative peeling on families (van Arendonk, Smith & Kennedy 1989, Theor
 * Appl Genet 78:735; Fernando, Stricker & Elston 1993, ibid. 87:89; Kerr & Kinghorn 1996, J Anim Breed Genet 113:457);
 * an animal without tested descendants is computed from its parents' probabilities as if these were independent.
 *
 * Results do not depend on the order of the animals but for rounding (1e-12), the iterated ones within 1e-4. ERR_DATA
 * with an error rate of 0 when the tests contradict each other: see genotype_find_conflicts. */
#define GENOTYPE_WIDTH 11
bool genotype_probabilities(struct pedigree p, struct genotype_tests tests, double *frequency, bool estimate,
                            double *ret_probability, unsigned char *ret_method, struct genotype_summary *ret_summary,
                            const struct progress *progress, struct err *e) MUST_USE;
/* The same for a would-be lamb of two parents whose genotypes are independent. */
void genotype_cross(const double sire[3], const double dam[3], double ret[3]);

enum genotype_conflict_kind {
    GENOTYPE_SIRE,    /* the tests of animal and sire cannot both be right, or the sire is not its sire */
    GENOTYPE_DAM,     /* of animal and dam */
    GENOTYPE_PARENTS, /* each parent alone could be, both cannot */
    GENOTYPE_FAMILY,  /* what the other relatives' tests leave for animal, sire and dam cannot be together */
};
struct genotype_conflict {
    int32_t animal;
    enum genotype_conflict_kind kind;
};
/* Tests that Mendel's laws forbid, were all of them right: the direct ones first, then what the elimination of
 * genotypes by families finds (Lange & Goradia 1987, Am J Hum Genet 40:250), with direct ones left out; one wrong test
 * may show in more than one family. By animal's index in each kind. Finds every contradiction where relatives form no
 * loop. *ret_list is malloc'ed for the caller. */
bool genotype_find_conflicts(struct pedigree p, const uint8_t *result, struct genotype_conflict **ret_list,
                             int32_t *ret_count, struct err *e) MUST_USE;

/* ---- inverse ---- of the additive relationship matrix A (twice the kinships), for programs that solve models
 * A = T D T'. A row t of T^-1 has 1 at its animal and -1/2 at each known parent, and D holds the Mendelian sampling
 * variances d = 1/2 - (F_sire + F_dam)/4, an unknown parent counting as F = -1 (Quaas 1976). So A^-1 is the sum of
 * t't/d over all animals (Henderson 1976, Biometrics 32:69): an animal meets its parents, offspring and mates only.
 * With genetic groups t has -1/2 at the group of an unknown parent, too, and the sum is that of Quaas (1988, J Dairy
 * Sci 71:1338): [ A^-1, -A^-1 Q; -Q'A^-1, Q'A^-1 Q ], groups being the last rows and columns. A phantom parent of
 * several groups at once (Fikse 2009, Genet Sel Evol 41:42) has -1/2 times its share at each.
 *
 * f[count] is F of every animal, as inbreeding_all gives it; the matrices stand in the caller's order of animals, which
 * may be any (a loop has no F and is not looked for again). Sums are exact (fixed point) and rounded once: the same
 * bits for any permutation; only inverse_product may differ by rounding. ERR_DATA where A has no inverse: two parents
 * that are completely inbred (F = 1). */
struct inverse_groups {
    int32_t count;       /* groups */
    const int32_t *sire; /* [animals] the kind an unknown sire is of, GENETICS_UNKNOWN = of no group; not read where */
    const int32_t *dam;  /* [animals] the parent is known */
    int32_t kinds;
    const double *share; /* [kinds * count] shares of a kind's groups, their sum is 1; NULL: kind k is group k */
};
enum inverse_part { INVERSE_LOWER, INVERSE_UPPER, INVERSE_FULL }; /* rows from the diagonal down, up to it, all */
/* Compressed columns: those of column c stand at start[c] .. start[c + 1], rows ascending. Every place where two meet
 * is there, also where their sum happens to be 0. */
struct inverse_matrix {
    int32_t size;   /* animals + groups */
    int64_t *start; /* [size + 1] */
    int32_t *row;
    double *value;
};
/* groups NULL = none. 12 bytes an entry and 8 a column stay, 16 an animal are needed meanwhile: about 66 bytes an
 * animal at the peak for the lower part of a flock's pedigree. Free with inverse_done. */
bool inverse_columns(struct pedigree p, const double *f, const struct inverse_groups *groups, enum inverse_part part,
                     struct inverse_matrix *ret, const struct progress *progress, struct err *e) MUST_USE;
void inverse_done(struct inverse_matrix *m);
/* The column of each entry, into ret_column[start[size]]: with row and value these are triplets. */
void inverse_triplets(const struct inverse_matrix *m, int32_t *ret_column);
/* The same column by column, the matrix never standing in memory: for files. `take` gets a column's entries, rows
 * ascending; it returns false, having set *e, to stop. */
struct inverse_entry {
    int32_t row;
    double value;
};
typedef bool (*inverse_taker)(void *context, int32_t column, const struct inverse_entry *entry, int32_t count,
                              struct err *e);
bool inverse_each(struct pedigree p, const double *f, const struct inverse_groups *groups, enum inverse_part part,
                  inverse_taker take, void *context, const struct progress *progress, struct err *e) MUST_USE;
/* How many entries there will be. */
bool inverse_count(struct pedigree p, const struct inverse_groups *groups, enum inverse_part part, int64_t *ret_entries,
                   const struct progress *progress, struct err *e) MUST_USE;
/* ret[size] = A^-1 x (with groups: the whole matrix). One pass over the animals, no memory. */
bool inverse_product(struct pedigree p, const double *f, const struct inverse_groups *groups, const double *x,
                     double *ret, struct err *e) MUST_USE;
/* Natural logarithm of the determinant of A: the sum of log d. */
bool inverse_log_determinant(struct pedigree p, const double *f, double *ret, struct err *e) MUST_USE;
/* Q: ret[animal * groups.count + group] = the share of an animal's genes that comes from a group (Quaas 1988). Rows sum
 * to 1 where every unknown ancestor has a group. */
bool inverse_shares(struct pedigree p, const struct inverse_groups *groups, double *ret, struct err *e) MUST_USE;

/* ---- check ---- what cannot be true of a pedigree; loops may be in it
 * Dates are spans: born .. born_last, so that of a year alone only what no day of it allows is told. */
#define CHECK_UNKNOWN_DAY INT32_MIN
struct check_facts {
    const char *sex;               /* [count] 'M', 'F' or 0; NULL = nobody's is known */
    const int32_t *born;           /* [count] earliest day of birth, CHECK_UNKNOWN_DAY; NULL = nobody's is known */
    const int32_t *born_last;      /* [count] latest; NULL = the same */
    const int32_t *species;        /* [count] index into least_age, -1 = none; NULL = all 0 */
    const int32_t (*least_age)[2]; /* [species] days a sire, a dam is old at a birth at least; NULL = 1 day */
};
enum check_kind {
    CHECK_TWO_SEXES,    /* animal is sire of other and dam of another; its sex is not known */
    CHECK_FEMALE_SIRE,  /* animal is a female, and sire of other (its first by index) */
    CHECK_MALE_DAM,     /* animal is a male, and dam of other */
    CHECK_ONE_PARENT,   /* other is sire and dam of animal */
    CHECK_BORN_BEFORE,  /* animal was born `days` before its parent other, or on the same day (0) */
    CHECK_PARENT_YOUNG, /* its parent other was at most `days` old */
    CHECK_KINDS
};
struct check_finding {
    enum check_kind kind;
    int32_t animal, other, another, days;
};
/* All findings, by kind, then animal, sire before dam; *ret is malloc'ed for the caller (free). Linear. */
bool check_all(struct pedigree p, const struct check_facts *facts, struct check_finding **ret, int64_t *ret_count,
               const struct progress *progress, struct err *e) MUST_USE;
/* For every loop of order_find_loops, in its order, a shortest cycle: animal, a parent of it, a parent of that, ... the
 * last has the first for its parent. It begins with its smallest index. Bounds and ownership as there. In a loop of
 * more than 2,000 animals only some are tried as a start, and the cycle may be longer than the shortest. */
bool check_cycles(struct pedigree p, int32_t **ret_members, int32_t **ret_start, int32_t *ret_groups,
                  struct err *e) MUST_USE;

#endif
