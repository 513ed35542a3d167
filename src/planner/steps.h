/* steps.h - which ewes stand where, and the cheapest step from each place to each other.
 *
 * A step from place u to ram k is the least cost[k] - own of the ewes at u, with the ewe who would make it. When she
 * goes the step is only marked stale: its value is then a lower bound, made true again by looking at all ewes at u.
 */
#ifndef MUPU_PLANNER_STEPS_H
#define MUPU_PLANNER_STEPS_H

#include "transport.h"

/* Where the steps of a place begin in `step` and `mover`. */
static inline size_t steps_at(const struct transport *t, int32_t place)
{
    return (size_t)place * (size_t)t->ram_count;
}

/* She comes to stand there, and leaves again; keeps the steps where they are built. */
void steps_stand(struct transport *t, int32_t ewe, int32_t place);
void steps_go(struct transport *t, int32_t ewe);
void steps_build(struct transport *t, int32_t place);
/* Make a stale step true: to a ram, to nobody. */
void steps_refresh(struct transport *t, int32_t from, int32_t to);
void steps_refresh_dearest(struct transport *t, int32_t place);

#endif
