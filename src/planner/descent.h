/* descent.h - the least of c'Kc - t g'c over the shares two sexes may have, K known by its products only.
 *
 * Projected gradient steps of Barzilai & Borwein's length (1988, IMA J Numer Anal 8:141) find which shares are at a
 * limit; conjugate gradients among the others finish (as More & Toraldo 1991, SIAM J Optim 1:93).
 */
#ifndef MUPU_PLANNER_DESCENT_H
#define MUPU_PLANNER_DESCENT_H

#include "halves.h"

struct descent {
    struct halves *halves;
    contribute_product *product;
    void *context;
    const double *merit; /* [count] g */
    double *share;       /* [count] c: where it starts and ends */
    double *kinship;     /* [count] K c */
    double *work[4];     /* [count] each */
    double step;         /* of the gradient, in use */
    int32_t products;    /* spent so far */
    int32_t most;        /* may be spent */
    const struct progress *progress;
};

/* Until no shares could be better by more than `tolerance`, as a bound proves, or products run out. */
bool descent_to(struct descent *d, double t, double tolerance, struct err *e) MUST_USE;
void descent_product(struct descent *d, const double *x, double *ret);

#endif
