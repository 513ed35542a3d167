/* joint_slope.h - Q, its slopes and the bound they give, for the search; joint_verify.c takes its own sums. */
#ifndef MUPU_PLANNER_JOINT_SLOPE_H
#define MUPU_PLANNER_JOINT_SLOPE_H

#include "mupu/planner.h"

double slope_factor(const struct joint_problem *p, int32_t served); /* of n'Kn / 2 */
double slope_linear(const struct joint_problem *p, int32_t ram);    /* of n */
/* ret[ram] = Q'(loads) */
void slope_at(const struct joint_problem *p, int32_t served, const double *loads, double *ret);
/* The dearest cost + slope + price of the plan's pairs: the m of the bound. */
double slope_dearest(const struct joint_problem *p, const int32_t *ram, const double *slope, const double *price);
/* The bound of the certificate in `result`, slope = Q'(result->cut). */
double slope_bound(const struct joint_problem *p, const struct joint_result *result, const double *slope);

#endif
