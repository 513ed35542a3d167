/* rows.h - the inner loops of the allocation: each runs over one row of rams.
 *
 * Plain integer loops without early exits, written so that the compiler turns them into vectors; the fitting copy for
 * the processor is chosen when the program starts. Integers give the same result in every copy.
 */
#ifndef MUPU_PLANNER_ROWS_H
#define MUPU_PLANNER_ROWS_H

#include "mupu/base.h"

#define ROWS_NONE INT32_MAX            /* no such pair, no such step */
#define ROWS_STALE (-1)                /* the ewe that gave a step its value has left: the value is a lower bound */
#define ROWS_FAR ((int64_t)1 << 60)    /* farther than any sum of costs and prices */
#define ROWS_SETTLED (-ROWS_FAR)       /* as a reach: can no longer be shortened */
#define ROWS_CLOSED ((int64_t)1 << 62) /* as a price: ROWS_SETTLED + ROWS_CLOSED is still farther than ROWS_FAR */

struct rows_least {
    int64_t value; /* ROWS_FAR or more: nothing there */
    int32_t at;    /* the lowest index with that value */
};

/* The least cost[k] + price[k] over the allowed rams. */
struct rows_least rows_cheapest(const int32_t *cost, const int64_t *price, int32_t count);
/* The least reach[k] + price[k]. */
struct rows_least rows_nearest(const int64_t *reach, const int64_t *price, int32_t count);
/* Steps from one ram, reached at `base`, to all others: shortens reach[k] to base + step[k] and notes `from`
 * there; returns the nearest as rows_nearest does. */
struct rows_least rows_relax(const int32_t *step, int64_t base, int64_t from, const int64_t *price, int64_t *reach,
                             int64_t *parent, int32_t count);
/* The same with all steps 0. */
void rows_relax_free(int64_t base, int64_t from, int64_t *reach, int64_t *parent, int32_t count);
/* An ewe who costs `own` where she stands joins: step[k] becomes the least of itself and cost[k] - own. */
void rows_join(const int32_t *cost, int32_t own, int32_t ewe, int32_t *step, int32_t *mover, int32_t count);
/* She leaves: the steps she gave become stale. */
void rows_leave(int32_t ewe, int32_t *mover, int32_t count);
/* Least and greatest allowed cost; *ret_least stays INT32_MAX when nothing is allowed. */
void rows_range(const int32_t *cost, int32_t count, int32_t *least, int32_t *greatest);

#endif
