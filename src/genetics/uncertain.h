/* uncertain.h - a compact pedigree in which some parents are choices (see trace.h). */
#ifndef MUPU_GENETICS_UNCERTAIN_H
#define MUPU_GENETICS_UNCERTAIN_H

#include "compact.h"
#include "trace.h"

struct uncertain {
    struct pedigree links; /* the pedigree with choices as chains of candidates, for the walk that numbers it */
    int32_t *sire, *dam;   /* of links: animals, then one link per candidate; the last of a choice stands for it */
    double *f;             /* [links.count] of a choice: the candidates' mean */
    int32_t *candidate;    /* [candidates] positions */
    int64_t *weight;
    struct compact c;
    struct trace t;
};

/* The wanted and their ancestors, candidates included; every parent when wanted is NULL. f is 0, no variance is set. */
bool uncertain_init(struct uncertain *n, struct pedigree p, struct uncertain_sires u, const int32_t *wanted,
                    int32_t wanted_count, struct err *e) MUST_USE;
void uncertain_done(struct uncertain *n);

static inline bool uncertain_is_choice(const struct uncertain *n, int32_t position)
{
    return n->c.animal[position].dam < 0;
}

#endif
