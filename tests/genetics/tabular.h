/* tabular.h - the oracle: the relationship matrix filled row by row (Emik & Terrill 1949), slow and obvious, and
 * random pedigrees of awkward shapes to try on it. Here animals stand in order of birth, parents before offspring. */
#ifndef MUPU_TEST_TABULAR_H
#define MUPU_TEST_TABULAR_H

#include "mupu/genetics.h"

#define TABULAR_MOST 320

enum shape {
    SHAPE_MIXED,       /* any parents, some unknown, selfing possible */
    SHAPE_CLOSE,       /* parents among the last few animals: extreme inbreeding */
    SHAPE_GENERATIONS, /* 40 generations of two to four animals */
    SHAPE_SIBSHIPS,    /* one sire with hundreds of lambs of few ewes, then matings among them */
    SHAPE_SELFING,     /* lines of selfed plants, crossed now and then */
    SHAPE_ONE_PARENT,  /* mostly one parent known */
    SHAPE_DEEP,        /* more than a hundred generations */
    SHAPE_FLOCK,       /* a few rams, many ewes, overlapping ages */
    SHAPE_TINY,        /* none to six animals */
    SHAPES
};

struct tabular {
    int32_t count;
    int32_t sire[TABULAR_MOST], dam[TABULAR_MOST]; /* in order of birth */
    double a[TABULAR_MOST][TABULAR_MOST];          /* additive relationships */
    int32_t label[TABULAR_MOST];                   /* the index of the k-th born in the shuffled pedigree */
    int32_t shuffled_sire[TABULAR_MOST], shuffled_dam[TABULAR_MOST];
    int32_t generation[TABULAR_MOST], deepest;
};

uint64_t tabular_random(uint64_t *state, uint64_t limit); /* 0 .. limit - 1 */
void tabular_make(struct tabular *t, enum shape shape, uint64_t *state);
void tabular_solve(struct tabular *t);                     /* a and generation */
void tabular_shuffle(struct tabular *t, uint64_t *state);  /* label and the shuffled parents */
struct pedigree tabular_pedigree(const struct tabular *t); /* the shuffled one */

#endif
