/* halves.h - the shares two sexes may have: each sex gives one half, each animal between its limits.
 *
 * Males stand first. Sums go in a fixed order, four at a time: the same bits on every run.
 */
#ifndef MUPU_PLANNER_HALVES_H
#define MUPU_PLANNER_HALVES_H

#include "mupu/planner.h"

struct halves {
    int32_t count;
    int32_t start[3];     /* males start[0] .. start[1], females .. start[2] */
    double *least, *most; /* [count] */
    double shift[2];      /* of the last projection: the next one is near */
    int32_t *order;       /* [count] work */
};

/* `least` and `most` are the caller's, of the problem's limits; halves_fill and halves_best need `order`. */
bool halves_possible(const struct halves *h, struct err *e) MUST_USE;
/* The nearest point to z (z may be ret). */
void halves_project(struct halves *h, const double *z, double *ret);
/* The greatest of value'x over all shares x, with the price of each half; ret_share[count] = such an x, or NULL. */
double halves_best(struct halves *h, const double *value, double ret_price[2], double *ret_share);

double halves_dot(const double *x, const double *y, int32_t count);

#endif
