/* trace.h - the two halves of Colleau's indirect method on a compact pedigree, one centre animal at a time.
 *
 * A = T D T'. Column A e_c of a centre c is T (D T' e_c):
 *   up    t = T' e_c: the share of c's genes that comes from each ancestor (Quaas 1976), walked from c by generation,
 *         so that an animal is taken when all its offspring on lines from c have been; at once contribution = D t.
 *   down  v(x) = contribution(x) + (v(sire) + v(dam)) / 2, for just the animals asked for and their ancestors, each
 *         computed once per centre: the memory of one centre serves all its mates (Sargolzaei, Iwaisaki & Colleau
 *         2005, the modified method). Adding two numbers commutes, so no order of the animals enters.
 */
#ifndef MUPU_GENETICS_TRACE_H
#define MUPU_GENETICS_TRACE_H

#include "compact.h"

/* A choice is a parent that is one of several candidates (uncertain.c): an animal of the compact pedigree whose `dam`
 * is minus the number of its candidates and whose `sire` is the place of the first in these arrays. Its share goes to
 * them by their probabilities, and its v is their mean. */
struct choices {
    const int32_t *candidate; /* positions */
    const int64_t *weight;    /* probabilities, of SHARE_ONE */
    const double *probability;
};

struct trace {
    struct compact_animal *animal;
    struct choices choices; /* NULLs where every parent is certain */
    uint32_t stamp;         /* animal.stamp == stamp: at.value is a contribution; == stamp + 1: it is the final v */
    int32_t *next;          /* [count + 1] chains: of a generation while waiting, then of the animals reached */
    int32_t *waiting;       /* [deepest + 1] head of each generation's chain, 0 = empty */
    int32_t highest;        /* generation with somebody waiting */
    int32_t reached;        /* head of the chain of the animals reached by the last trace_up, 0 = its end */
    int64_t steps;          /* animals visited, for progress */
};

bool trace_init(struct trace *t, const struct compact *c, struct err *e) MUST_USE;
void trace_done(struct trace *t);
/* The contributions of `centre`'s ancestors and itself; their variances must be set. */
void trace_up(struct trace *t, int32_t centre);
/* v, the additive relationship with the last centre (twice the kinship), of some animals: ask for each of them, go
 * down, then read at.value. After that the contributions and `reached` are used up. */
void trace_ask(struct trace *t, int32_t x);
void trace_down(struct trace *t);
/* Mean v of a choice's candidates, after a trace_down for which they or the choice were asked. */
double trace_mean(const struct trace *t, int32_t choice);

#endif
