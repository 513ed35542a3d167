/* genotype.h - what the ways of genotype.c share. */
#ifndef MUPU_GENETICS_GENOTYPE_H
#define MUPU_GENETICS_GENOTYPE_H

#include "compact.h"

/* Full sibs. A child with one known parent is a family of its own: its missing parent is nobody else's. */
struct genotype_family {
    int32_t sire, dam; /* equal for selfed plants; one may be unknown */
    int32_t first;     /* its children in `child`, the heard ones before the silent */
    int32_t heard, size;
};

struct genotype_work {
    struct pedigree p;
    struct genotype_tests tests;
    double *frequency;
    double likelihood[8][3]; /* of a test's result, by genotype */
    unsigned char *silent;   /* [count] neither it nor any descendant is tested */
    struct genotype_family *family;
    int32_t families;
    int32_t *child;
    double *expected, *counted; /* [groups] alleles B, and all, in the missing parents' gametes */
    double *probability;        /* [3 count] the results */
    unsigned char *method;      /* [count] */
};

/* Of a lamb, when the sire gives B with chance s and the dam with chance d. */
static inline void genotype_mate(double s, double d, double ret[3])
{
    ret[0] = (1.0 - s) * (1.0 - d);
    ret[1] = s * (1.0 - d) + (1.0 - s) * d;
    ret[2] = s * d;
}

static inline double genotype_missing(const struct genotype_work *w, int32_t animal)
{
    return w->frequency[w->tests.group ? w->tests.group[animal] : 0];
}

/* Adds the missing gamete of `animal`, whose known parent is of genotype `parent`, seen with that weight. */
void genotype_count_missing(struct genotype_work *w, int32_t animal, int parent, int own, double weight);
void genotype_count_founder(struct genotype_work *w, int32_t animal, const double probability[3]);
bool genotype_impossible(struct err *e); /* sets the error; false */
bool genotype_stopped(struct err *e);
/* Divides by the sum; false when that is 0. */
bool genotype_normalise(double values[3]);

/* ---- genotype_iterate.c: iterative peeling ---- */
struct iterate;
struct iterate *iterate_new(struct genotype_work *w); /* NULL: no memory */
void iterate_free(struct iterate *t);
/* One round up and down through the families whose sire or dam is not `solved` elsewhere; the probabilities of the
 * heard animals there, and the largest change of one. `kept`, of what was said the last time a part is said again: 0,
 * or more where the words swing to and fro. */
bool iterate_round(struct iterate *t, const unsigned char *solved, double kept, double *ret_change, struct err *e);

/* ---- genotype_exact.c: elimination ---- */
struct exact;
/* Plans the elimination of the animals in `member`; those of components that are too wide are taken out of it.
 * component[i] names the component of a member. */
bool exact_new(struct genotype_work *w, const int32_t *component, unsigned char *member, struct exact **ret,
               struct err *e);
void exact_free(struct exact *x);
/* The probabilities of all members; the missing gametes are counted when asked. */
bool exact_solve(struct exact *x, bool count, struct err *e);

#endif
