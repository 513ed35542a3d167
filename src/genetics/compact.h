/* compact.h - the part of a pedigree a question needs, renumbered so that relatives lie together in memory.
 *
 * Positions run from 1; position 0 stands for "unknown parent" and holds zeros, so that the kernels need no branch for
 * it. The numbering is the postorder of a depth-first walk along parents: it is parents-first, and a flock's animals
 * get neighbouring positions whatever order the caller's arrays have.
 */
#ifndef MUPU_GENETICS_COMPACT_H
#define MUPU_GENETICS_COMPACT_H

#include "mupu/genetics.h"

/* A share of genes is a fixed-point number: sums of shares are then exact for lines of up to SHARE_BITS generations,
 * and never depend on the order of adding (integers are associative, and halving one share is one function of it). */
#define SHARE_BITS 62
#define SHARE_ONE ((int64_t)1 << SHARE_BITS)
#define SHARE_UNIT (1.0 / (double)SHARE_ONE)

struct compact_animal {
    int32_t sire, dam;  /* positions */
    int32_t generation; /* longest path to a founder */
    uint32_t stamp;     /* in which sweep `at` was last written */
    double variance;    /* Mendelian sampling variance, in units of the base's additive variance */
    union {
        int64_t share; /* while a trace is going up */
        double value;  /* after it */
    } at;
};

struct compact {
    int32_t count;                 /* animals; their positions are 1 .. count */
    int32_t deepest;               /* the largest generation */
    struct compact_animal *animal; /* [count + 1] */
    int32_t *index;                /* [count + 1] the caller's index of a position */
    int32_t *position;             /* [pedigree count] the position of a caller's index; 0 = not in */
    int32_t capacity;
    int32_t *stack; /* of the walk */
    int32_t stack_capacity;
};

/* malloc and calloc for count things of a size; NULL when that is too much or there is no memory. Never of 0 bytes. */
void *compact_memory(size_t count, size_t size);
void *compact_zeroed(size_t count, size_t size);
bool compact_no_memory(struct err *e); /* sets the error; false */

/* Everyone who is a parent of somebody. */
bool compact_parents(struct compact *c, struct pedigree p, struct err *e) MUST_USE;
/* An empty part, to which compact_add adds an animal with all its ancestors. */
bool compact_init(struct compact *c, struct pedigree p, struct err *e) MUST_USE;
bool compact_add(struct compact *c, struct pedigree p, int32_t animal, struct err *e) MUST_USE;
void compact_done(struct compact *c);

/* Variance of the animal at `position`, from the F of its parents (Henderson 1976): 1/2 - (F_s + F_d)/4, an unknown
 * parent counting as F = -1. f is in the caller's indices. */
double compact_variance(const struct compact *c, int32_t position, const double *f);
void compact_set_variance(struct compact *c, int32_t position, const double *f);

/* The position of a parent given by its index. */
static inline int32_t compact_parent(const struct compact *c, int32_t index)
{
    return index < 0 ? 0 : c->position[index];
}

#endif
