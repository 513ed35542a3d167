/* oracle.h - slow, obvious solvers and random problems to hold the allocation against. */
#ifndef MUPU_TEST_ORACLE_H
#define MUPU_TEST_ORACLE_H

#include "mupu/planner.h"

enum { ORACLE_EWES = 800, ORACLE_RAMS = 40 };

struct oracle_problem {
    struct allocate_problem problem; /* points into the arrays below */
    int32_t cost[ORACLE_EWES * ORACLE_RAMS];
    int32_t capacity[ORACLE_RAMS];
};

/* Random sizes up to the given ones; sometimes many ties, many forbidden pairs, rams without places, costs at the
 * limit. */
void oracle_random(struct random *r, int32_t ewes, int32_t rams, struct oracle_problem *ret);
/* Every possible plan. Tiny problems only. */
void oracle_brute_force(const struct allocate_problem *problem, int32_t *ret_served, int64_t *ret_objective);
/* One ewe more at a time, each time by the cheapest chain of moves (Bellman-Ford over all ewes and rams). */
void oracle_solve(const struct allocate_problem *problem, int32_t *ret_served, int64_t *ret_objective);

#endif
